import type {Catalog} from '../catalog/types.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {singleLine} from '../safe-text.ts';
import type {Level} from '../vocabulary.ts';
import {groupByLine, isIncluded, type LineRows, selectRows} from './documented-lines.ts';
import {covers} from './host-shape.ts';
import {writeLines} from './line-entries.ts';
import {mergeEntries} from './merge-entries.ts';
import {isMissing, nameUncured, remedyIn} from './missing-rows.ts';
import type {RuleEntry, RuleSet} from './types.ts';
import {untestedGroupsOf} from './untested.ts';
import {proxiesOf} from './used-proxies.ts';

export type RuleChoice = {
	/** The lowest level that comes in. Retired lines come in with legacy ones alone. */
	readonly level: Level;
	/** Of a run, only what is missing. */
	readonly onlyMissing: boolean;
};

const nothingMissing = {exemptions: [], uncured: new Map(), untested: [], skippedCount: 0} as const;

/** From a plan or a run to what must be allowed: merged where several lines name one host and port, in a stable order. */
export function toRuleEntries(report: PlanReport | Run, catalog: Catalog, choice: RuleChoice): RuleSet {
	const {level, onlyMissing} = choice;
	const groups = groupByLine('targets' in report ? report.targets : report.results);
	const current = groups.filter(({line}) => isIncluded(line, level));
	const passedOverCount = groups.length - current.length;
	const proxies = proxiesOf(report.settings);
	const write = (wanted: readonly LineRows[]) => writeLines(wanted, report.settings, {catalog, onlyMissing});
	if (!onlyMissing || !('results' in report)) {
		const all = write(current);
		return {...all, ...nothingMissing, proxies, entries: mergeEntries(all.entries), passedOverCount};
	}

	const missing = selectRows(current, isMissing);
	const allowed = write(selectRows(missing, row => remedyIn(row) === 'allow'));
	const exempted = write(selectRows(missing, row => remedyIn(row) === 'exempt'));
	const entries = mergeEntries(allowed.entries);
	return {
		entries,
		proxies,
		exemptions: mergeEntries(exempted.entries).filter(entry => !isExemptIn(entries, entry)),
		leftOut: [...allowed.leftOut, ...exempted.leftOut],
		passedOverCount,
		uncured: nameUncured(missing),
		untested: untestedGroupsOf(report).flatMap(({hosts}) => hosts.map(({name}) => singleLine(name))),
		skippedCount: current.filter(({rows}) => rows.every(({status}) => status === 'skipped')).length,
	};
}

/** Whether the rules that allow something exempt this host already. */
function isExemptIn(entries: readonly RuleEntry[], {host, port}: RuleEntry): boolean {
	return entries.some(
		other => other.noInspection && other.port === port && (other.host === host || covers(other.host, host)),
	);
}
