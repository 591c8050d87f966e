import {isWildcard, matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Catalog, Requirement} from '../catalog/types.ts';
import type {Steps} from '../chunks.ts';
import {fillPlaceholders, isConcrete, openPlaceholders, othersOf} from '../plan/requirements.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import type {RequirementRow} from '../record/shape.ts';
import {singleLine} from '../safe-text.ts';
import type {Cause} from '../verdict/causes.ts';
import {type Level, levels} from '../vocabulary.ts';
import {flawOf, shapeOf} from './hosts.ts';
import type {LeftOut, RuleEntry, RuleSet} from './types.ts';

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
export function* holdAgainst(catalog: Catalog, groups: readonly LineRows[]): Steps<HeldLines> {
	const known = new Map(catalog.requirements.map(requirement => [requirement.id, requirement]));
	const leftOut: LeftOut[] = [];
	const lines: LineRows[] = [];
	for (const {line, rows} of groups) {
		yield '';
		const {pattern, port, protocol} = line;
		const own = known.get(line.id);
		if (own && (own.pattern !== pattern || own.port !== port || own.protocol !== protocol)) {
			leftOut.push(leaveOut(line, 'the catalog has another line of that name: check again'));
			continue;
		}
		const fitting = rows.filter(({target}) => target === null || fallsUnder(line, target));
		for (const {target} of rows) {
			if (target === null || fallsUnder(line, target)) continue;
			leftOut.push(
				leaveOut({pattern: target.host, port: target.port}, `it does not fall under ${singleLine(pattern)}`),
			);
		}
		if (fitting.length > 0) lines.push(own ? withLine(line, fitting, own) : {line, rows: fitting});
	}
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
function leaveOut({pattern, port}: Pick<Line, 'pattern' | 'port'>, reason: string): LeftOut {
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

/**
 * Makes entries of documented lines, one for each host that a line comes to, not merged yet; what no rule can be made of is
 * left out with its reason.
 */
export function* writeLines(
	wanted: readonly LineRows[],
	settings: PatternSettings,
	{catalog, onlyMissing}: {readonly catalog: Catalog; readonly onlyMissing: boolean},
): Steps<Pick<RuleSet, 'entries' | 'leftOut'>> {
	const entries: RuleEntry[] = [];
	const leftOut: LeftOut[] = [];
	for (const {line, rows} of wanted) {
		yield '';
		const hosts = hostsForPattern(line.pattern, rows, settings, {known: findKnown(line, catalog), onlyMissing});
		if (typeof hosts === 'string') {
			leftOut.push(leaveOut(line, hosts));
			continue;
		}
		for (const host of onlyMissing ? hosts.flatMap(narrowToNamed) : hosts) {
			const flaw = flawOf(host.host.toLowerCase(), line.port);
			if (flaw === null) entries.push(toEntry(line, host, rows));
			else leftOut.push(leaveOut(line, flaw));
		}
	}
	return {entries, leftOut};
}

/** A saved report could give any pattern the id of another, so both must agree. */
function findKnown({id, pattern}: Line, catalog: Catalog): Requirement | null {
	return catalog.requirements.find(known => known.id === id && known.pattern === pattern) ?? null;
}

function toEntry(line: Line, {host, narrowing, breadth, namedHosts}: PatternHost, rows: readonly RuleRow[]): RuleEntry {
	const {id, pattern, port, protocol, purpose, scope, noInspection} = line;
	return {
		patterns: [singleLine(pattern)],
		host: host.toLowerCase(),
		port,
		protocol: protocol === 'websocket' ? 'https' : protocol,
		purposes: [singleLine(purpose)],
		requirementIds: [singleLine(id)],
		scopes: scope,
		noInspection,
		narrowing,
		breadth,
		namedHosts: namedHosts.map(named => named.toLowerCase()).filter(named => shapeOf(named) === 'name'),
		causes: [...new Set(rows.flatMap(({cause}) => cause ?? []))],
	};
}

/** One host pattern made of a documented one. */
type PatternHost = {
	readonly host: string;
	readonly narrowing: string | null;
	/** Why it is a wildcard although the user named what is behind it; null where nothing was named, or that suffices. */
	readonly breadth: string | null;
	readonly namedHosts: readonly string[];
};

type ReportRow = Pick<PlanReport['targets'][number], 'target' | 'origin'>;

/** The settings that fill in a pattern. */
export type PatternSettings = Pick<PlanReport['settings'], 'region' | 'resources' | 'features'>;

/**
 * Turns one documented pattern into what rules are made of: narrowed to the user's own names where the documents narrow it
 * so, with the region filled in, else as documented. Public stand-ins never get in. A text says why there is none.
 *
 * @param options.known the catalog's line, if the pattern is one of its own
 * @param options.onlyMissing the rows are only what a run found missing
 */
function hostsForPattern(
	pattern: string,
	rows: readonly ReportRow[],
	settings: PatternSettings,
	{
		known,
		onlyMissing,
	}: {readonly known: Pick<Requirement, 'narrowed' | 'resource'> | null; readonly onlyMissing: boolean},
): readonly PatternHost[] | string {
	const filled = fillPlaceholders(known?.narrowed ?? pattern, {
		region: settings.region || null,
		'region-code': settings.resources['region-code']?.[0] ?? null,
	});
	const targets = rows.flatMap(({target, origin}) => (target && !target.sampled ? [{host: target.host, origin}] : []));

	const own = targets.filter(({origin}) => origin === 'user').map(({host}) => host);
	const others = known && isWildcard(filled) ? othersOf(known, settings) : null;
	// Of what a run found missing, the own names alone are asked for where the others passed.
	const isOwnEnough = others === null || (onlyMissing && !rows.some(({target}) => target?.sampled));
	if (known?.resource && own.length > 0 && isOwnEnough) {
		const narrowing = isWildcard(filled) ? `from ${filled} to your own name` : null;
		return own.map(host => ({...plain, host, narrowing}));
	}
	if (isConcrete(filled)) return [{...plain, host: filled}];
	if (openPlaceholders(filled).length > 0) {
		if (targets.length === 0) return `its name is not known; ${supplyFor(filled, known)}`;
		return targets.map(({host}) => ({...plain, host}));
	}
	const namedHosts = targets.filter(({origin}) => origin === 'live').map(({host}) => host);
	const narrowing = filled === pattern || known?.narrowed == null ? null : 'by the region';
	return [{host: filled, narrowing, breadth: own.length > 0 ? others : null, namedHosts}];
}

const plain = {narrowing: null, breadth: null, namedHosts: []};

/**
 * What a run found missing is asked for by the names that the service gave, where it gave some: the wildcard would open the
 * names of all other customers as well.
 */
function narrowToNamed(pattern: PatternHost): PatternHost[] {
	const {host, namedHosts} = pattern;
	if (namedHosts.length === 0) return [pattern];
	const narrowing = `from ${host} to the names that the service gave this run, which may change`;
	return namedHosts.map(named => ({...plain, host: named, narrowing}));
}

function supplyFor(filled: string, known: Pick<Requirement, 'resource'> | null): string {
	if (openPlaceholders(filled).includes('region')) return 'name the region with --region';
	return known?.resource ? `give it with --resource ${known.resource.key}=NAME` : 'give it with --requirements FILE';
}
