import {commentLines} from '../allowlists/comments.ts';
import {findDialect} from '../allowlists/dialects.ts';
import {type RenderedRules, renderRules} from '../allowlists/render-rules.ts';
import {toRuleEntries} from '../allowlists/rule-entries.ts';
import type {RuleOptions} from '../allowlists/types.ts';
import type {Catalog} from '../catalog/types.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import type {Audit} from './shape.ts';

/**
 * The smallest change that mends a list, in its own dialect: rules for what is missing and nothing else, and in comments the
 * lines to narrow or to take out, which nobody but their owner can judge.
 */
export function renderFix(
	audit: Audit,
	report: PlanReport | Run,
	catalog: Catalog,
	options: RuleOptions,
): RenderedRules {
	const dialect = findDialect(audit.dialect);
	const all = toRuleEntries(report, catalog, {level: report.settings.level, onlyMissing: false});
	const keyOf = ({host, port, protocol}: {host: string; port: number; protocol: string}) =>
		`${protocol} ${host}:${port}`;
	const missing = new Set(audit.missing.map(keyOf));
	const entries = all.entries.filter(entry => missing.has(keyOf(entry)));
	const rules = renderRules(dialect, {...all, entries, leftOut: []}, options, {report, onlyMissing: false});
	const at = ({file, line}: Audit['wider'][number]['place']) => `${file} line ${line}`;
	const remarks = [
		...audit.wider.map(({place, name, takes}) => `Narrow ${name} (${at(place)}): it takes ${takes}.`),
		...audit.unneeded.map(({place, name, why}) => `Take out ${name} (${at(place)}): ${why}`),
		...audit.shadowed.map(({place, name, why}) => `Take out ${name} (${at(place)}): ${why}`),
	];
	const comments = remarks.flatMap(remark => commentLines(dialect, remark, 2));
	if (comments.length === 0) return {...rules, remarks: [...rules.remarks, ...remarks]};
	return {...rules, text: `${rules.text}\n${comments.map(line => `${line}\n`).join('')}`};
}
