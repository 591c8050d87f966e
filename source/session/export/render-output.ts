import {findDialect} from '../../allowlists/dialects.ts';
import {type RenderedRules, renderRules} from '../../allowlists/render-rules.ts';
import {toRuleEntries} from '../../allowlists/rule-entries.ts';
import type {Catalog} from '../../catalog/types.ts';
import type {Run} from '../../record/run.ts';
import {type Survey, surveySchemaTag} from '../../record/survey/survey.ts';
import {renderRun} from '../../report/formats.ts';
import {renderSurvey} from '../../report/survey/render-survey.ts';
import type {RenderOptions} from '../../report/terminal/page.ts';
import {asRun} from '../runs/read-run.ts';
import {type OutputId, outputOf} from './outputs.ts';

/** `missing`: what the run found missing; `all`: all that it checked. */
export type RulesScope = 'missing' | 'all';

export type OutputOptions = {
	readonly catalog: Catalog;
	readonly rulesScope: RulesScope;
	/** Addresses and CIDR ranges that the traffic comes from, for rules. */
	readonly sources: readonly string[];
	readonly options: RenderOptions;
};

/** Writes one output as text. What is for one run tells of a survey the worst that any place saw. */
export function renderOutput(
	id: OutputId,
	shown: Run | Survey,
	{catalog, rulesScope, sources, options}: OutputOptions,
): Pick<RenderedRules, 'text' | 'emptyBecause'> {
	const output = outputOf(id);
	if (shown.schema === surveySchemaTag && output.dialect === null)
		return {text: renderSurvey(output.id, shown, options), emptyBecause: null};
	const report = shown.schema === surveySchemaTag ? asRun(shown, shown.id) : shown;
	if (output.dialect === null) return {text: renderRun(output.id, report, options), emptyBecause: null};
	const onlyMissing = rulesScope === 'missing';
	const ruleSet = toRuleEntries(report, catalog, {level: report.settings.level, onlyMissing});
	return renderRules(findDialect(output.dialect), ruleSet, {sources}, {report, onlyMissing});
}
