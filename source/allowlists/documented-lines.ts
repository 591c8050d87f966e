import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Catalog, Requirement} from '../catalog/types.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import type {RequirementRow} from '../record/shape/requirement.ts';
import {singleLine} from '../safe-text.ts';
import type {Cause} from '../verdict/causes.ts';
import {type Level, levels} from '../vocabulary.ts';
import {flawOf} from './host-shape.ts';
import type {LeftOut} from './types.ts';

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

/** What a report says of the catalog's lines, as the catalog has it, and what of the report does not fit. */
export type HeldLines = {readonly lines: readonly LineRows[]; readonly leftOut: readonly LeftOut[]};

/**
 * Holds the lines of a report against the catalog, since a file may have been changed on its way: what the catalog says of
 * one of its lines is taken from there, one that differs makes no rule, and neither does a host that does not fall under
 * the pattern of its line.
 */
export function holdAgainst(catalog: Catalog, groups: readonly LineRows[]): HeldLines {
	const known = new Map(catalog.requirements.map(requirement => [requirement.id, requirement]));
	const leftOut: LeftOut[] = [];
	const lines = groups.flatMap(({line, rows}): LineRows[] => {
		const {pattern, port, protocol} = line;
		const own = known.get(line.id);
		if (own && (own.pattern !== pattern || own.port !== port || own.protocol !== protocol)) {
			leftOut.push(leaveOut(line, 'the catalog has another line of that name: check again'));
			return [];
		}
		const fitting = rows.filter(({target}) => target === null || fallsUnder(line, target));
		for (const {target} of rows) {
			if (target === null || fallsUnder(line, target)) continue;
			leftOut.push(
				leaveOut({pattern: target.host, port: target.port}, `it does not fall under ${singleLine(pattern)}`),
			);
		}
		return fitting.length === 0 ? [] : [own ? withLine(line, fitting, own) : {line, rows: fitting}];
	});
	return {lines, leftOut};
}

/** Whether a target is one of its line. What is no host at all makes no rule anyway, and has a reason of its own. */
function fallsUnder({pattern, port}: Line, {host, port: own}: {readonly host: string; readonly port: number}): boolean {
	return flawOf(host.toLowerCase(), own) !== null || (own === port && matchesHostPattern(pattern, host));
}

function withLine(line: Line, rows: readonly RuleRow[], known: Requirement): LineRows {
	const {purpose, scope, noInspection, level, lifecycle} = known;
	const words = {purpose, scope, noInspection, level, lifecycle};
	return {
		line: {...line, ...words},
		rows: rows.map(row => ({...row, requirement: row.requirement && {...row.requirement, ...words}})),
	};
}

/** A line that no rule can be made of, in a form that can be shown. */
export function leaveOut({pattern, port}: Pick<Line, 'pattern' | 'port'>, reason: string): LeftOut {
	return {pattern: singleLine(pattern), port, reason};
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
