import type {Catalog, Requirement} from '../../catalog/types.ts';
import {remedyOf} from '../../diagnosis/remedy.ts';
import type {Remedy} from '../../diagnosis/types.ts';
import {formatHostPort} from '../../host-port.ts';
import type {Cause} from '../../probe/causes.ts';
import {type Level, levels} from '../../vocabulary.ts';
import {singleLine} from '../escape.ts';
import type {PlanReport} from '../plan-report.ts';
import type {RunReport} from '../run-report.ts';
import type {RequirementRow} from '../shape/requirement.ts';
import {untestedGroupsOf} from '../view/untested.ts';
import {covers, shapeOf} from './host-shape.ts';
import {mergeEntries} from './merge-entries.ts';
import {hostsForPattern, narrowToNamed, type PatternHost} from './pattern-hosts.ts';
import type {LeftOut, RuleEntry, RuleSet} from './types.ts';

export type RuleChoice = {
	/** The lowest level that comes in. Retired lines come in with legacy ones alone. */
	readonly level: Level;
	/** Of a run, only what is missing. */
	readonly onlyMissing: boolean;
};

type RuleRow = Pick<PlanReport['targets'][number], 'target' | 'origin'> & {
	readonly requirement: RequirementRow | null;
	readonly status?: RunReport['results'][number]['status'];
	readonly cause?: Cause | null;
};

/** The line that rules are made for: that of the report, or a bare one for a host outside the catalog. */
type Line = Pick<
	RequirementRow,
	'id' | 'pattern' | 'port' | 'protocol' | 'purpose' | 'scope' | 'noInspection' | 'level' | 'lifecycle'
>;

type LineRows = {readonly line: Line; readonly rows: readonly RuleRow[]};

/** From a plan or a run to what must be allowed: merged where several lines name one host and port, in a stable order. */
export function toRuleEntries(report: PlanReport | RunReport, catalog: Catalog, choice: RuleChoice): RuleSet {
	const groups = groupByLine('targets' in report ? report.targets : report.results);
	const current = groups.filter(({line}) => isIncluded(line, choice.level));
	const passedOverCount = groups.length - current.length;
	const write = (wanted: readonly LineRows[]) => writeLines(wanted, report, catalog, choice);
	if (!choice.onlyMissing || !('results' in report)) {
		const all = write(current);
		return {...all, ...nothingMissing, proxies: proxiesOf(report), entries: mergeEntries(all.entries), passedOverCount};
	}

	const missing = selectRows(current, isMissing);
	const allowed = write(selectRows(missing, row => remedyIn(row) === 'allow'));
	const exempted = write(selectRows(missing, row => remedyIn(row) === 'exempt'));
	const entries = mergeEntries(allowed.entries);
	return {
		entries,
		proxies: proxiesOf(report),
		exemptions: mergeEntries(exempted.entries).filter(entry => !isExemptIn(entries, entry)),
		leftOut: [...allowed.leftOut, ...exempted.leftOut],
		passedOverCount,
		uncured: nameUncured(missing),
		untested: untestedGroupsOf(report).flatMap(({hosts}) => hosts.map(({name}) => singleLine(name))),
		skippedCount: current.filter(({rows}) => rows.every(({status}) => status === 'skipped')).length,
	};
}

function proxiesOf({settings}: PlanReport | RunReport): RuleSet['proxies'] {
	const proxies = [settings.proxy.https, settings.proxy.http].flatMap(proxy => proxy ?? []);
	const plain = proxies
		.map(({host, port}) => ({host: host.toLowerCase(), port}))
		.filter(({host, port}) => ['name', 'address'].includes(shapeOf(host)) && flawOf(host, port) === null);
	return [...new Map(plain.map(proxy => [formatHostPort(proxy.host, proxy.port), proxy])).values()];
}

const nothingMissing = {exemptions: [], uncured: new Map(), untested: [], skippedCount: 0} as const;

function selectRows(lines: readonly LineRows[], isWanted: (row: RuleRow) => boolean): LineRows[] {
	return lines.map(({line, rows}) => ({line, rows: rows.filter(isWanted)})).filter(({rows}) => rows.length > 0);
}

function writeLines(
	wanted: readonly LineRows[],
	{settings}: PlanReport | RunReport,
	catalog: Catalog,
	{onlyMissing}: RuleChoice,
): Pick<RuleSet, 'entries' | 'leftOut'> {
	const entries: RuleEntry[] = [];
	const leftOut: LeftOut[] = [];
	for (const {line, rows} of wanted) {
		const hosts = hostsForPattern(line.pattern, rows, settings, findKnown(line, catalog));
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

function groupByLine(rows: readonly RuleRow[]): LineRows[] {
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

function isIncluded({level, lifecycle}: Line, lowest: Level): boolean {
	if (lifecycle.state === 'retired' && lowest !== 'legacy') return false;
	return levels.indexOf(level) <= levels.indexOf(lowest);
}

/** An inspected host that must not be inspected lacks its exemption, which the rules hold too. */
function isMissing({status, requirement}: RuleRow): boolean {
	return status === 'blocked' || (status === 'intercepted' && requirement?.noInspection === true);
}

/** What a rule has to do with a row, as its finding says it. */
function remedyIn({cause}: RuleRow): Remedy | null {
	return cause == null ? null : remedyOf(cause);
}

/** Whether the rules that allow something exempt this host already. */
function isExemptIn(entries: readonly RuleEntry[], {host, port}: RuleEntry): boolean {
	return entries.some(
		other => other.noInspection && other.port === port && (other.host === host || covers(other.host, host)),
	);
}

function nameUncured(missing: readonly LineRows[]): Map<Cause, string[]> {
	const hosts = new Map<Cause, Set<string>>();
	for (const {line, rows} of missing) {
		for (const {cause, target} of rows) {
			if (cause == null || remedyOf(cause) !== null) continue;
			const name = formatHostPort(singleLine(target?.host ?? line.pattern), target?.port ?? line.port);
			hosts.set(cause, (hosts.get(cause) ?? new Set()).add(name));
		}
	}
	return new Map([...hosts].map(([cause, names]) => [cause, [...names]]));
}

/** A saved report could give any pattern the id of another, so both must agree. */
function findKnown({id, pattern}: Line, catalog: Catalog): Requirement | null {
	return catalog.requirements.find(known => known.id === id && known.pattern === pattern) ?? null;
}

function flawOf(host: string, port: number): string | null {
	const shape = shapeOf(host);
	if (port < 1 || port > 65_535) return 'not a port';
	if (shape === 'unsafe') return 'not a plain host name';
	return shape === 'everything' ? 'it stands for every host' : null;
}

function leaveOut({pattern, port}: Line, reason: string): LeftOut {
	return {pattern: singleLine(pattern), port, reason};
}

function toEntry(line: Line, {host, narrowing, namedHosts}: PatternHost, rows: readonly RuleRow[]): RuleEntry {
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
		namedHosts: namedHosts.map(named => named.toLowerCase()).filter(named => shapeOf(named) === 'name'),
		causes: [...new Set(rows.flatMap(({cause}) => cause ?? []))],
	};
}
