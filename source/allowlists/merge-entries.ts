import {compareHosts} from './host-shape.ts';
import {type RuleEntry, type RuleProtocol, ruleProtocols} from './types.ts';

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
		namedHosts: union(left.namedHosts, right.namedHosts),
		causes: union(left.causes, right.causes),
	};
}

/** HTTPS before HTTP before UDP, the usual port first, then by port and host: the order does not depend on that of the lines. */
function compareEntries(left: RuleEntry, right: RuleEntry): number {
	const portRank = ({port, protocol}: RuleEntry) => (port === usualPorts[protocol] ? 0 : port);
	return (
		ruleProtocols.indexOf(left.protocol) - ruleProtocols.indexOf(right.protocol) ||
		portRank(left) - portRank(right) ||
		compareHosts(left.host, right.host)
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
	return [...merged.values()].toSorted(compareEntries);
}
