import {isIP} from 'node:net';
import {isHost, matchesHostPattern} from '../catalog/host-pattern.ts';
import {exact, inexpressible, widened} from './outcomes.ts';
import type {Expression, RuleEntry} from './types.ts';

/**
 * What a rule's host looks like: one name, `*.` before a name, a `*` further in, an IP address, nothing but wildcards, or
 * none of these, which no dialect may see.
 */
export type HostShape = 'name' | 'leading-wildcard' | 'inner-wildcard' | 'address' | 'everything' | 'unsafe';

const wildcardLabel = /(?<=^|\.)\*(?=\.|$)/g;

/** Tells the shape of a host pattern. Only letters, digits, hyphens, underscores, dots and `*` labels are safe, but for addresses. */
export function shapeOf(host: string): HostShape {
	if (isIP(host) !== 0) return 'address';
	if (host.split('.').every(label => label === '*')) return 'everything';
	if (!isHost(host.replace(wildcardLabel, 'x'))) return 'unsafe';
	if (!host.includes('*')) return 'name';
	return host.lastIndexOf('*') === 0 ? 'leading-wildcard' : 'inner-wildcard';
}

/** `*.example.com` without its wildcard: `example.com`. */
export function baseOf(wildcard: string): string {
	return wildcard.replace(/^\*\./, '');
}

/** Whether all that `inner` stands for also falls under `outer`, where a leading `*` takes any depth. */
export function covers(outer: string, inner: string): boolean {
	if (shapeOf(outer) !== 'leading-wildcard' || outer === inner) return false;
	// Any label will do in place of a wildcard: what is left of the base does not matter.
	return matchesHostPattern(outer, inner.replaceAll('*', 'x'));
}

/** The wildcards that take a host and have a name behind their first label, from the narrowest. */
export function wildcardsAbove(host: string): string[] {
	const labels = host.split('.');
	return labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
}

/** Orders hosts by their labels from the right, so that a domain's names stand together. */
export function compareHosts(left: string, right: string): number {
	return hostOrder([left, right])(left, right);
}

/** The same for some hosts, of each of which it is asked once how it is ordered. */
export function hostOrder(hosts: readonly string[]): typeof compareHosts {
	const keys = new Map(hosts.map(host => [host, host.split('.').toReversed().join('.')]));
	return (left, right) => {
		const [one = '', other = ''] = [keys.get(left), keys.get(right)];
		return one < other ? -1 : one > other ? 1 : 0;
	};
}

/** Why no rule can be made for a host and port, to stand in brackets; null where one can. */
export function flawOf(host: string, port: number): string | null {
	const shape = shapeOf(host);
	if (port < 1 || port > 65_535) return 'not a port';
	if (shape === 'unsafe') return 'not a plain host name';
	return shape === 'everything' ? 'it stands for every host' : null;
}

/** The hosts of one list, and the bases of those that begin with a wildcard. */
type Peers = {readonly hosts: ReadonlySet<string>; readonly wildcards: ReadonlySet<string>};

/** Each entry asks for those that share its list, of which there may be ten thousand. */
const known = new WeakMap<readonly RuleEntry[], Map<string, Peers>>();

function peersOf(all: readonly RuleEntry[], list: string, listOf: (entry: RuleEntry) => string): Peers {
	const lists = known.get(all) ?? new Map<string, Peers>();
	known.set(all, lists);
	const found = lists.get(list);
	if (found) return found;
	const hosts = all.filter(entry => listOf(entry) === list).map(({host}) => host);
	const wildcards = hosts.filter(host => shapeOf(host) === 'leading-wildcard');
	const peers = {hosts: new Set(hosts), wildcards: new Set(wildcards.map(baseOf))};
	lists.set(list, peers);
	return peers;
}

const byHost = new WeakMap<readonly RuleEntry[], ReadonlyMap<string, readonly RuleEntry[]>>();

/** The entries of one host, on whichever port. */
export function entriesOf(host: string, all: readonly RuleEntry[]): readonly RuleEntry[] {
	const index = byHost.get(all) ?? Map.groupBy(all, entry => entry.host);
	byHost.set(all, index);
	return index.get(host) ?? [];
}

/** The base of the broadest wildcard that takes a host beside its own; null: none does. */
function broadest(host: string, {wildcards}: Peers): string | null {
	const labels = host.split('.');
	// A wildcard for the names under a domain is written so that it takes the domain too.
	const first = host.startsWith('*.') ? 2 : host.includes('*') ? 1 : 0;
	for (let index = labels.length - 1; index >= first; index--) {
		const base = labels.slice(index).join('.');
		if (wildcards.has(base)) return base;
	}
	return null;
}

/**
 * For lists in which `.example.com` stands for the domain and all under it, and in which nothing that is covered may be
 * listed twice: what stands in the list for one entry, among those that share the list.
 *
 * @param listOf names the list that an entry belongs to
 */
export function expressAsSuffix(
	entry: RuleEntry,
	all: readonly RuleEntry[],
	listOf: (entry: RuleEntry) => string,
): Expression {
	const {host} = entry;
	const peers = peersOf(all, listOf(entry), listOf);
	const outer = broadest(host, peers);
	if (outer !== null) return {kind: 'exact', written: [`.${outer}`], detail: `covered by .${outer}`};
	if (shapeOf(host) === 'name') return exact(host);
	if (shapeOf(host) !== 'leading-wildcard') return inexpressible('only the whole beginning of a name can be left open');
	const base = baseOf(host);
	return peers.hosts.has(base) ? exact(`.${base}`) : widened(`.${base}`, `also ${base} itself`);
}
