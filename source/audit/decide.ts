import {BlockList, isIPv6} from 'node:net';
import {type SourceRange, splitSource} from '../allowlists/source-range.ts';
import type {AccessList, Condition, Entry, HostItem, Service} from './access-list.ts';
import {domainsOf, findItem, type Request} from './hosts.ts';

/** What a list says to one request, and by which rule and line; no rule where none fits. */
export type Decision = {
	readonly verdict: 'allow' | 'deny' | 'unknown';
	readonly entry: Entry | null;
	readonly item: HostItem | null;
	/** A rule that may allow it, and was not understood. */
	readonly doubt: Entry | null;
};

type Answer = {readonly holds: boolean | null; readonly item: HostItem | null};

/**
 * Asks a list as its product does: rule by rule, and the first that fits decides. A rule that was not understood and might
 * fit makes the answer unknown, which is never "allowed".
 *
 * @param sources addresses and ranges that the traffic comes from, all of which must pass; without them every rule is taken
 * to mean it
 */
export function decide(list: AccessList, request: Request, sources: readonly string[]): Decision {
	const [first] = sources;
	if (first === undefined || sources.length === 1) return decideFor(list, request, first ?? null);
	const decisions = sources.map(source => decideFor(list, request, source));
	return decisions.find(({verdict}) => verdict !== 'allow') ?? decideFor(list, request, first);
}

function decideFor(list: AccessList, request: Request, source: string | null): Decision {
	// `deny !allowed` lets pass what is in the list: the line that named it is the one that covers it.
	let passed: HostItem | null = null;
	let doubt: Entry | null = null;
	const ended = new Set<string>();
	let through: Pick<Decision, 'entry' | 'item'> | null = null;
	for (const entry of entriesFor(list.entries, request.host)) {
		if (entry.profile !== undefined && ended.has(entry.profile)) continue;
		let holds: boolean | null = true;
		let item: HostItem | null = null;
		let kept: HostItem | null = null;
		for (const condition of entry.conditions) {
			const answer = ask(condition, request, entry.action, source);
			if (answer.holds === false) {
				holds = false;
				if (condition.kind === 'hosts' && condition.isNegated) kept = answer.item;
				break;
			}
			if (answer.holds === null) holds = null;
			if (!condition.isNegated) item ??= answer.item;
		}
		if (holds === false) {
			if (entry.action === 'deny') passed ??= kept;
			continue;
		}
		// An allow rule that might not fit allows nothing, and what follows it may still decide.
		if (holds === null && entry.action === 'allow') {
			doubt ??= entry;
			continue;
		}
		if (entry.profile !== undefined && entry.action === 'allow') {
			ended.add(entry.profile);
			through ??= {entry, item};
			continue;
		}
		const by = {entry, item: item ?? passed, ...(entry.action === 'allow' ? through : null)};
		return {verdict: holds === null ? 'unknown' : entry.action, ...by, doubt};
	}
	return {verdict: list.otherwise, entry: null, item: passed, doubt};
}

/** Rules by the names that they are of alone, as their places in the list; `others` may be of any host. */
type EntryIndex = {
	readonly byDomain: ReadonlyMap<string, readonly number[]>;
	readonly others: readonly number[];
};

const indexes = new WeakMap<readonly Entry[], EntryIndex>();

/** A rule of more names than these is asked each time: a list in many rules would fill the memory. */
const mostNames = 16;

function indexOf(entries: readonly Entry[]): EntryIndex {
	const known = indexes.get(entries);
	if (known) return known;
	const byDomain = new Map<string, number[]>();
	const others: number[] = [];
	for (const [index, entry] of entries.entries()) {
		const domains = domainsIn(entry);
		if (domains === null) others.push(index);
		for (const domain of new Set(domains)) {
			const same = byDomain.get(domain);
			if (same) same.push(index);
			else byDomain.set(domain, [index]);
		}
	}
	const index = {byDomain, others};
	indexes.set(entries, index);
	return index;
}

/** The names that a rule is of, or that stand above these; null where it may be of others, or tells of those it leaves out. */
function domainsIn({conditions}: Entry): readonly string[] | null {
	if (conditions.some(({kind, isNegated}) => kind === 'hosts' && isNegated)) return null;
	for (const condition of conditions) {
		if (condition.kind !== 'hosts' || condition.items.length > mostNames) continue;
		const domains = condition.items.map(({matcher}) =>
			matcher.kind === 'name' ? matcher.name : matcher.kind === 'suffix' ? matcher.base : null,
		);
		if (!domains.includes(null)) return domains.flatMap(domain => domain ?? []);
	}
	return null;
}

/** The rules that may be of a host, in the order of the list; no more are looked at than are asked for. */
function* entriesFor(entries: readonly Entry[], host: string): Generator<Entry> {
	const {byDomain, others} = indexOf(entries);
	const own = byDomain.size === 0 ? [] : domainsOf(host).flatMap(domain => [byDomain.get(domain) ?? []]);
	const open = [others, ...own].map(indexes => ({indexes, at: 0})).filter(({indexes}) => indexes.length > 0);
	for (;;) {
		let least = entries.length;
		for (const {indexes, at} of open) least = Math.min(least, indexes[at] ?? least);
		const entry = entries[least];
		if (entry === undefined) return;
		for (const one of open) if (one.indexes[one.at] === least) one.at++;
		yield entry;
	}
}

function ask(condition: Condition, request: Request, action: Entry['action'], source: string | null): Answer {
	const {holds, item} = askPlain(condition, request, action, source);
	// Who asks is taken to fit, and not to be who is turned away; of a range that was given all must pass.
	if (condition.kind === 'client' && holds === null) {
		const isPart = source !== null && condition.ranges !== null;
		return {holds: action === (isPart ? 'deny' : 'allow'), item};
	}
	return {holds: holds === null || !condition.isNegated ? holds : !holds, item};
}

function askPlain(condition: Condition, request: Request, action: Entry['action'], source: string | null): Answer {
	switch (condition.kind) {
		case 'hosts': {
			const found = findItem(condition.items, request);
			return found === 'perhaps' ? {holds: null, item: null} : {holds: found !== null, item: found};
		}
		case 'services':
			return {holds: condition.services.some(service => serves(service, request)), item: null};
		case 'client':
			return {holds: condition.ranges === null ? null : fits(condition.ranges, source), item: null};
		case 'never':
			return {holds: false, item: null};
		case 'unknown':
			return {holds: null, item: null};
		case 'any':
		case 'all': {
			const answers = condition.of.map(one => ask(one, request, action, source));
			const decisive = condition.kind === 'any';
			const deciding = answers.find(({holds}) => holds === decisive);
			const item = deciding?.item ?? answers.find(answer => answer.item !== null)?.item ?? null;
			if (deciding) return {holds: decisive, item};
			return {holds: answers.some(({holds}) => holds === null) ? null : !decisive, item};
		}
	}
}

/** Whether a service is the one that is asked for. TCP carries HTTPS and HTTP. */
export function serves({protocol, from, to}: Service, request: Pick<Request, 'port' | 'protocol'>): boolean {
	if (request.port < from || request.port > to) return false;
	return protocol === null || (protocol === 'tcp' ? request.protocol !== 'udp' : protocol === request.protocol);
}

const everywhere = new Set(['0.0.0.0/0', '::/0']);

/** Whether a source lies in the ranges; null where none was given, or a part of it does. Nothing of the net is this machine. */
function fits(ranges: readonly string[], source: string | null): boolean | null {
	if (ranges.some(range => everywhere.has(range))) return true;
	if (source === null) return ranges.every(range => /^127\.|^::1(?:\/|$)/.test(range)) ? false : null;
	const wanted = splitSource(source);
	let isPart = false;
	for (const range of ranges) {
		const own = splitSource(range);
		if (own.family !== wanted.family || !overlap(own, wanted)) continue;
		if (own.bits <= wanted.bits) return true;
		isPart = true;
	}
	return isPart ? null : false;
}

function overlap(one: SourceRange, other: SourceRange): boolean {
	const list = new BlockList();
	const family = isIPv6(one.address) ? 'ipv6' : 'ipv4';
	list.addSubnet(one.address, Math.min(one.bits, other.bits), family);
	return list.check(other.address, family);
}
