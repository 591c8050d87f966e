import type {Catalog} from '../catalog/types.ts';
import {atOnce, type Steps} from '../chunks.ts';
import {remedyOf} from '../diagnosis/remedy.ts';
import type {Remedy} from '../diagnosis/types.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {singleLine} from '../safe-text.ts';
import type {Cause} from '../verdict/causes.ts';
import type {Level} from '../vocabulary.ts';
import {formatHostPort} from '../words.ts';
import {
	groupByLine,
	holdAgainst,
	isIncluded,
	type LineRows,
	type RuleRow,
	selectRows,
	writeLines,
} from './documented-lines.ts';
import {flawOf, hostOrder, shapeOf, wildcardsAbove} from './hosts.ts';
import {untestedGroupsOf} from './rule-hosts.ts';
import {type RuleEntry, type RuleProtocol, type RuleSet, ruleProtocols} from './types.ts';

export type RuleChoice = {
	/** The lowest level that comes in. Retired lines come in with legacy ones alone. */
	readonly level: Level;
	/** Of a run, only what is missing. */
	readonly onlyMissing: boolean;
};

const nothingMissing = {exemptions: [], uncured: new Map(), untested: [], skippedCount: 0} as const;

/** From a plan or a run to what must be allowed: merged where several lines name one host and port, in a stable order. */
export function toRuleEntries(...given: Parameters<typeof toRuleEntriesInSteps>): RuleSet {
	return atOnce(toRuleEntriesInSteps(...given));
}

/** The same, a line a step: there may be ten thousand. */
export function* toRuleEntriesInSteps(
	report: PlanReport | Run,
	catalog: Catalog,
	{level, onlyMissing}: RuleChoice,
): Steps<RuleSet> {
	const held = yield* holdAgainst(catalog, groupByLine('targets' in report ? report.targets : report.results));
	const groups = held.lines;
	const current = groups.filter(({line}) => isIncluded(line, level));
	const passedOverCount = groups.length - current.length;
	const proxies = proxiesOf(report.settings);
	const write = (wanted: readonly LineRows[]) => writeLines(wanted, report.settings, {catalog, onlyMissing});
	if (!onlyMissing || !('results' in report)) {
		const all = yield* write(current);
		const leftOut = [...held.leftOut, ...all.leftOut];
		return {...nothingMissing, proxies, entries: mergeEntries(all.entries), leftOut, passedOverCount};
	}

	const missing = selectRows(current, isMissing);
	const allowed = yield* write(selectRows(missing, row => remedyIn(row) === 'allow'));
	const exempted = yield* write(selectRows(missing, row => remedyIn(row) === 'exempt'));
	const entries = mergeEntries(allowed.entries);
	return {
		entries,
		proxies,
		exemptions: mergeEntries(exempted.entries).filter(isNotYetExempt(entries)),
		leftOut: [...held.leftOut, ...allowed.leftOut, ...exempted.leftOut],
		passedOverCount,
		uncured: nameUncured(missing),
		untested: untestedGroupsOf(report).flatMap(({hosts}) => hosts.map(({name}) => singleLine(name))),
		skippedCount: current.filter(({rows}) => rows.every(({status}) => status === 'skipped')).length,
	};
}

/** Tells whether the rules that allow something leave a host to be exempted. */
function isNotYetExempt(entries: readonly RuleEntry[]): (entry: RuleEntry) => boolean {
	const exempt = new Set(
		entries.filter(({noInspection}) => noInspection).map(({host, port}) => formatHostPort(host, port)),
	);
	return ({host, port}) => ![host, ...wildcardsAbove(host)].some(name => exempt.has(formatHostPort(name, port)));
}

/** An inspected host that must not be inspected lacks its exemption, which the rules hold too. */
function isMissing({status, requirement}: RuleRow): boolean {
	return status === 'blocked' || (status === 'intercepted' && requirement?.noInspection === true);
}

/** What a rule has to do with a row, as its finding says it. */
function remedyIn({cause}: RuleRow): Remedy | null {
	return cause == null ? null : remedyOf(cause);
}

/** What is missing for a cause that no rule cures, as `host:port` by cause. */
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

const usualPorts: {readonly [protocol in RuleProtocol]: number | null} = {https: 443, http: 80, udp: null};

const union = <Item>(left: readonly Item[], right: readonly Item[]): readonly Item[] => [
	...new Set([...left, ...right]),
];

function merge(left: RuleEntry, right: RuleEntry): RuleEntry {
	return {
		...left,
		patterns: union(left.patterns, right.patterns),
		purposes: union(left.purposes, right.purposes),
		requirementIds: union(left.requirementIds, right.requirementIds),
		// A line that names nobody may be needed by anybody.
		scopes: left.scopes.length === 0 || right.scopes.length === 0 ? [] : union(left.scopes, right.scopes),
		noInspection: left.noInspection || right.noInspection,
		// A line that asks for just this host makes it exact.
		narrowing: left.narrowing === null ? null : right.narrowing,
		breadth: left.breadth ?? right.breadth,
		namedHosts: union(left.namedHosts, right.namedHosts),
		causes: union(left.causes, right.causes),
	};
}

/** HTTPS before HTTP before UDP, the usual port first, then by port and host: the order does not depend on that of the lines. */
function sortEntries(entries: readonly RuleEntry[]): RuleEntry[] {
	const portRank = ({port, protocol}: RuleEntry) => (port === usualPorts[protocol] ? 0 : port);
	const compareHosts = hostOrder(entries.map(({host}) => host));
	return entries.toSorted(
		(left, right) =>
			ruleProtocols.indexOf(left.protocol) - ruleProtocols.indexOf(right.protocol) ||
			portRank(left) - portRank(right) ||
			compareHosts(left.host, right.host),
	);
}

/** One entry for each host, port and protocol, sorted. */
export function mergeEntries(entries: readonly RuleEntry[]): RuleEntry[] {
	const merged = new Map<string, RuleEntry>();
	for (const entry of entries) {
		const key = `${entry.protocol} ${entry.port} ${entry.host}`;
		const before = merged.get(key);
		merged.set(key, before ? merge(before, entry) : entry);
	}
	return sortEntries([...merged.values()]);
}

/** The proxies of the settings, each once; one whose host is no plain name or address is none that a rule could name. */
function proxiesOf({proxy}: PlanReport['settings']): RuleSet['proxies'] {
	const plain = [proxy.https, proxy.http]
		.flatMap(endpoint => endpoint ?? [])
		.map(({host, port}) => ({host: host.toLowerCase(), port}))
		.filter(({host, port}) => ['name', 'address'].includes(shapeOf(host)) && flawOf(host, port) === null);
	return [...new Map(plain.map(used => [formatHostPort(used.host, used.port), used])).values()];
}
