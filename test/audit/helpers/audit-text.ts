import type {DialectId} from '../../../source/allowlists/dialect-ids.ts';
import {findDialect} from '../../../source/allowlists/dialects.ts';
import {type RenderedRules, renderRules} from '../../../source/allowlists/render-rules.ts';
import {toRuleEntries} from '../../../source/allowlists/rule-entries.ts';
import type {RuleEntry} from '../../../source/allowlists/types.ts';
import type {ListFile} from '../../../source/audit/access-list.ts';
import {judge} from '../../../source/audit/judge.ts';
import {loadReader} from '../../../source/audit/readers.ts';
import type {Audit} from '../../../source/audit/shape.ts';
import {catalog} from '../../../source/catalog/catalog.ts';
import {buildPlan} from '../../../source/plan/build-plan.ts';
import {noLiveFacts} from '../../../source/plan/expand-requirement.ts';
import {type PlanReport, toPlanReport} from '../../../source/record/plan-report.ts';
import type {Settings} from '../../../source/settings/types.ts';
import {sampleSettings} from '../../helpers/sample-run.ts';

/** The plan of some settings, as a report. */
export function planOf(settings: Partial<Settings> = {}): PlanReport {
	return toPlanReport(buildPlan(sampleSettings({settings}), catalog, [], noLiveFacts));
}

/** Holds texts against a plan; files that they name stand in `beside`. */
export async function auditTexts(
	dialect: DialectId,
	texts: string | readonly ListFile[],
	report: PlanReport,
	{sources = [], beside = {}}: {sources?: readonly string[]; beside?: {readonly [name: string]: string}} = {},
): Promise<Audit> {
	const files = typeof texts === 'string' ? [{file: 'list', text: texts}] : texts;
	const read = await loadReader(dialect);
	const resolve = async (_from: string, path: string) => {
		const found = beside[path];
		return found === undefined ? null : [{file: path, text: found}];
	};
	const list = await read(files, {resolve});
	return judge(list, report, catalog, {dialect, files: files.map(({file}) => file), sources});
}

/** What a plan needs, as rules name it. */
export function entriesOf(report: PlanReport): readonly RuleEntry[] {
	return toRuleEntries(report, catalog, {level: report.settings.level, onlyMissing: false}).entries;
}

/** What this program writes for a plan in a dialect. */
export function rulesFor(dialect: DialectId, report: PlanReport, sources: readonly string[] = []): RenderedRules {
	const ruleSet = toRuleEntries(report, catalog, {level: report.settings.level, onlyMissing: false});
	return renderRules(findDialect(dialect), ruleSet, {sources}, {report, onlyMissing: false});
}
