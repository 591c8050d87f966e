import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import type {RequirementRow} from '../record/shape/requirement.ts';
import type {Cause} from '../verdict/causes.ts';
import {type Level, levels} from '../vocabulary.ts';

/** One row of a plan or of a run, as far as rules are made of it. */
export type RuleRow = Pick<PlanReport['targets'][number], 'target' | 'origin'> & {
	readonly requirement: RequirementRow | null;
	readonly status?: Run['results'][number]['status'];
	readonly cause?: Cause | null;
};

/** The line that rules are made for: that of the report, or a bare one for a host outside the catalog. */
export type Line = Pick<
	RequirementRow,
	'id' | 'pattern' | 'port' | 'protocol' | 'purpose' | 'scope' | 'noInspection' | 'level' | 'lifecycle'
>;

/** A documented line with the rows that stand for it. */
export type LineRows = {readonly line: Line; readonly rows: readonly RuleRow[]};

/** The lines of a plan or a run in their order, each once. */
export function groupByLine(rows: readonly RuleRow[]): LineRows[] {
	const groups = new Map<string, {line: Line; rows: RuleRow[]}>();
	for (const row of rows) {
		const line = row.requirement ?? outsideLine(row);
		if (line === null) continue;
		const key = JSON.stringify([line.id, line.pattern, line.port, line.protocol]);
		const group = groups.get(key);
		if (group) group.rows.push(row);
		else groups.set(key, {line, rows: [row]});
	}
	return [...groups.values()];
}

function outsideLine({target}: RuleRow): Line | null {
	if (target === null) return null;
	const {host, port} = target;
	return {
		id: 'outside-the-catalog',
		pattern: host,
		port,
		protocol: port === 80 ? 'http' : 'https',
		purpose: 'Asked for by name.',
		scope: [],
		noInspection: false,
		level: 'mandatory',
		lifecycle: {state: 'unknown', replacement: null},
	};
}

/** Whether a line comes in at this level. Retired ones come in with legacy ones alone. */
export function isIncluded({level, lifecycle}: Line, lowest: Level): boolean {
	if (lifecycle.state === 'retired' && lowest !== 'legacy') return false;
	return levels.indexOf(level) <= levels.indexOf(lowest);
}

/** The lines with the wanted rows alone; those that have none are gone. */
export function selectRows(lines: readonly LineRows[], isWanted: (row: RuleRow) => boolean): LineRows[] {
	return lines.map(({line, rows}) => ({line, rows: rows.filter(isWanted)})).filter(({rows}) => rows.length > 0);
}
