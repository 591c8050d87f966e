import {isIPv4} from 'node:net';
import {
	anyPort,
	type Condition,
	type Entry,
	type HostItem,
	type Matcher,
	type Place,
	type Refusal,
	type Service,
} from './access-list.ts';
import {addressKind, clientOf} from './hosts.ts';

/** Objects of a firewall that keeps hosts and services under names, and rules that speak of the names. */
export type Objects = {
	/** What one object holds; null: addresses of the inside, where these hosts are not. */
	readonly hosts: Map<string, HostItem[] | null>;
	/** Addresses that an object holds, where it is who asks. */
	readonly addresses: Map<string, string[]>;
	/** What an object takes in part alone: on some port, or under some path. */
	readonly narrowed: Map<string, Condition[]>;
	readonly groups: Map<string, string[]>;
	readonly serviceGroups: Map<string, string[]>;
	readonly services: Map<string, Service[]>;
	readonly refusals: Refusal[];
};

/** Names of those who ask: addresses and objects, or users; or zones and interfaces, of which each packet has one. */
export type ClientList = {
	readonly names: readonly string[];
	readonly isNegated?: boolean;
	readonly isZone?: boolean;
};

export type Rule = {
	readonly action: Entry['action'];
	readonly place: Place;
	/** Lists that must all fit, each by one of its names. */
	readonly hosts: readonly {readonly names: readonly string[]; readonly isNegated?: boolean}[];
	readonly services: readonly string[];
	/** Who asks: the same lists at the same places in every rule of a product. */
	readonly clients?: readonly ClientList[];
	readonly more?: readonly Condition[];
	/** What a profile or a layer within the rule decides first; where none of these fits, the rule itself does. */
	readonly within?: readonly Entry[];
};

export const newObjects = (services: {readonly [name: string]: readonly Service[]}): Objects => ({
	hosts: new Map(),
	narrowed: new Map(),
	addresses: new Map(),
	groups: new Map(),
	serviceGroups: new Map(),
	services: new Map(Object.entries(services).map(([name, own]) => [name, [...own]])),
	refusals: [],
});

const isAny = (name: string) => /^(?:any|all|any4|any6)$/i.test(name);
const deepest = 20;

/** Members of groups within groups, each once. */
function membersOf(names: readonly string[], groups: Objects['groups']): string[] {
	const found = new Set<string>();
	const open = names.map(name => ({name, depth: 0}));
	for (let one = open.pop(); one !== undefined; one = open.pop()) {
		const members = groups.get(one.name);
		if (found.has(one.name) || one.depth > deepest) continue;
		found.add(one.name);
		for (const name of members ?? []) open.push({name, depth: one.depth + 1});
	}
	return [...found].filter(name => !groups.has(name));
}

const resolved = new WeakMap<Objects, Map<string, Condition>>();

/** What must hold of the host for a list of names. An object that is not in the file may be any host, and allows none. */
function hostCondition(names: readonly string[], isNegated: boolean, objects: Objects, place: Place): Condition {
	const cache = resolved.get(objects) ?? new Map<string, Condition>();
	resolved.set(objects, cache);
	const key = JSON.stringify([names, isNegated]);
	const known = cache.get(key);
	if (known) return known;
	const items: HostItem[] = [];
	const unknown: string[] = [];
	const narrowed: Condition[] = [];
	for (const name of membersOf(names, objects.groups).toReversed()) {
		const own = objects.hosts.get(name);
		const partial = objects.narrowed.get(name);
		for (const one of partial ?? []) narrowed.push(one);
		if (own) for (const item of own) items.push(item);
		else if (own === undefined && partial === undefined) {
			const kind = isAny(name) ? 'every' : addressKind(name);
			if (kind === 'every') items.push({matcher: {kind: 'every'}, place});
			else if (kind !== 'private') unknown.push(name);
		}
	}
	for (const name of unknown) objects.refusals.push({place, why: `${name} is not in the file, or no host name`});
	const hosts: Condition = {kind: 'hosts', items};
	const more: Condition[] = unknown.length === 0 ? narrowed : [...narrowed, {kind: 'unknown'}];
	const condition: Condition =
		more.length === 0 ? {...hosts, isNegated} : {kind: 'any', of: [hosts, ...more], isNegated};
	cache.set(key, condition);
	return condition;
}

function serviceCondition(names: readonly string[], objects: Objects, place: Place): Condition | null {
	const own = membersOf(names, objects.serviceGroups);
	if (own.length === 0 || own.some(isAny)) return null;
	const unknown = own.filter(name => !objects.services.has(name));
	for (const name of unknown) objects.refusals.push({place, why: `the service ${name} is not in the file`});
	const services = own.flatMap(name => objects.services.get(name) ?? []);
	const condition: Condition = {kind: 'services', services};
	return unknown.length === 0 ? condition : {kind: 'any', of: [condition, {kind: 'unknown'}]};
}

export const clientNote =
	'Rules for some sources, zones or users are taken to fit where they allow. Where they deny, they are taken for those of others, unless a later rule allows the same ones. --source ADDRESS tests those by address.';

const isWhole = ({names, isNegated}: ClientList) => !isNegated && (names.length === 0 || names.some(isAny));

/** Whether any of the rules asks who it is for. */
export const hasClients = (rules: readonly Rule[]) => rules.some(({clients = []}) => !clients.every(isWhole));

/** Lists of those who ask with the addresses in place of the objects that hold them. */
const resolveClients = ({clients = []}: Rule, {groups, addresses}: Objects): ClientList[] =>
	clients.map(client => ({
		...client,
		names: isWhole(client) ? [] : membersOf(client.names, groups).flatMap(name => addresses.get(name) ?? [name]),
	}));

/** The bits that an address or a range begins with, those of IPv4 as in an IPv6 address that maps it; null where it is none. */
function bitsOf(text: string): string | null {
	const [address = '', length = ''] = clientOf([text]).ranges?.[0]?.split('/') ?? [];
	if (address === '') return null;
	const of = (numbers: readonly number[], width: number) =>
		numbers.map(number => number.toString(2).padStart(width, '0')).join('');
	const dotted = /[\d.]+$/.exec(address)?.[0] ?? '';
	const last = isIPv4(dotted) ? of(dotted.split('.').map(Number), 8) : '';
	if (isIPv4(address)) return `${'0'.repeat(80)}${'1'.repeat(16)}${last}`.slice(0, 96 + Number(length));
	const [head = '', tail = ''] = (last === '' ? address : address.slice(0, -dotted.length).replace(/([^:]):$/, '$1'))
		.split('::')
		.map(half =>
			of(
				half.split(':').flatMap(group => (group === '' ? [] : Number.parseInt(group, 16))),
				16,
			),
		);
	return `${head}${'0'.repeat(Math.max(0, 128 - head.length - tail.length - last.length))}${tail}${last}`.slice(
		0,
		Number(length),
	);
}

/** Whether two of those who ask may be one, by their names; the bits of each are found once. */
function compareClients(): (one: string, other: string) => boolean {
	const known = new Map<string, string | null>();
	const bits = (text: string): string | null => {
		const own = known.get(text);
		if (own !== undefined) return own;
		const found = bitsOf(text);
		known.set(text, found);
		return found;
	};
	return (one, other) => {
		if (one === other) return true;
		const [first, second] = [bits(one), bits(other)];
		return first !== null && second !== null && (first.startsWith(second) || second.startsWith(first));
	};
}

/** Beyond so many different lists of allowed clients every denial is taken to meet one of them. */
const mostClients = 64;

/** Whether a denial for some is one for those whom another rule lets pass. */
function meets(
	denied: readonly ClientList[],
	allowed: readonly ClientList[],
	overlaps: ReturnType<typeof compareClients>,
): boolean {
	return denied.every((own, index) => {
		const other = allowed[index] ?? {names: []};
		if (isWhole(own)) return true;
		// A rule for everybody is one for the cluster too; a zone is named for what comes through it.
		if (isWhole(other)) return own.isZone === true;
		if (other.isNegated) return true;
		if (own.isNegated) return !other.names.every(name => own.names.includes(name));
		return own.names.some(name => other.names.some(one => overlaps(name, one)));
	});
}

/** Who asks, as a condition. */
function toClient({names, isNegated = false}: ClientList, holdsUntold: boolean): Condition {
	const client: Condition = {kind: 'client', ranges: clientOf(names).ranges, isNegated};
	if (!holdsUntold) return client;
	// Turned around twice, what is not told of who asks holds for a denial as well.
	const turned: Condition = {kind: 'all', isNegated: true, of: [{...client, isNegated: !isNegated}]};
	return {kind: 'any', of: [client, turned]};
}

/** Rules with the objects that they name put in. */
export function toEntries(rules: readonly Rule[], objects: Objects): Entry[] {
	const later = new Map<string, ClientList[]>();
	const overlaps = compareClients();
	const entries = rules.toReversed().map((rule): Entry[] => {
		const {action, place, hosts, services, more = [], within = []} = rule;
		const served = serviceCondition(services, objects, place);
		const conditions = hosts
			// A denial that names no host denies all of them.
			.filter(({names, isNegated}) => isNegated || !(names.some(isAny) || (names.length === 0 && action === 'deny')))
			.map(({names, isNegated = false}) => hostCondition(names, isNegated, objects, place));
		const lists = resolveClients(rule, objects);
		// A rule that lets some pass is one for the cluster, and so is what its profile or layer turns away.
		const allows = action === 'allow' || within.some(one => one.action === 'allow');
		const isMet =
			allows || later.size > mostClients || [...later.values()].some(allowed => meets(lists, allowed, overlaps));
		if (allows) later.set(JSON.stringify(lists), lists);
		const conditionsOf = (own: Entry['action']): Condition[] => [
			...more,
			...lists.filter(list => !isWhole(list)).map(list => toClient(list, own === 'deny' && isMet)),
			...(served === null ? [] : [served]),
			...conditions,
		];
		return [
			...within.map(one => ({...one, conditions: [...conditionsOf(one.action), ...one.conditions]})),
			{action, place, conditions: conditionsOf(action)},
		];
	});
	return entries.toReversed().flat();
}

/** Web traffic, which filters of web sites look at. */
const web: Condition = {
	kind: 'services',
	services: [
		{protocol: 'https', ...anyPort},
		{protocol: 'http', ...anyPort},
	],
};

/** What a filter of web sites says of hosts: a line of it, or of all others where `items` is null. */
export function filterLine(
	action: Entry['action'],
	items: readonly HostItem[] | null,
	place: Place,
	isCertain = true,
): Entry {
	const hosts: Condition[] = items === null ? [] : [{kind: 'hosts', items}];
	return {action, place, conditions: [web, ...hosts, ...(isCertain ? [] : [{kind: 'unknown'} as const])]};
}

export const categoryNote =
	'Categories of the vendor that stand for harm, such as malware or gambling, are taken to hold none of these hosts; those of others may hold any.';

/** Adds a host to an object; a text says why it is none, and then nobody can tell what the object takes. */
export function addHost(objects: Objects, name: string, matcher: Matcher | string, place: Place): void {
	if (typeof matcher === 'string') {
		objects.refusals.push({place, why: matcher});
		return;
	}
	const own = objects.hosts.get(name);
	if (own) own.push({matcher, place});
	else objects.hosts.set(name, [{matcher, place}]);
}

/** Adds to a group, which later lines of a file may do again and again. */
export function addMembers(groups: Objects['groups'], name: string, members: readonly string[]): void {
	const own = groups.get(name);
	if (own) for (const member of members) own.push(member);
	else groups.set(name, [...members]);
}

/** `443`, `8000-8010`, several of them after commas; null where it is none. */
export function portServices(text: string, protocol: Service['protocol']): Service[] | null {
	const services: Service[] = [];
	for (const part of text.split(/[\s,]+/).filter(one => one !== '')) {
		const match = /^(\d{1,5})(?:-(\d{1,5}))?(?::.*)?$/.exec(part);
		if (match === null) return null;
		services.push({protocol, from: Number(match[1]), to: Number(match[2] ?? match[1])});
	}
	return services;
}

export const tcp = (...ports: readonly number[]): Service[] =>
	ports.map(port => ({protocol: 'tcp', from: port, to: port}));
export const everyPort: readonly Service[] = [{protocol: null, ...anyPort}];

/** Whether this program wrote the file: the rules that name its objects stand in comments there, for the reader to complete. */
export const isOwnOutput = (text: string) => /^# arc-netcheck \S+: allow-list for /m.test(text.slice(0, 10_000));
export const ownNote =
	'The rules stand in comments, as this program writes them: they are read as if they were completed and in force.';
