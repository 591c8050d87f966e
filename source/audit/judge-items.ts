import {baseOf} from '../allowlists/hosts.ts';
import type {RuleEntry} from '../allowlists/types.ts';
import {featureTitles} from '../catalog/catalog.ts';
import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Catalog, Requirement} from '../catalog/types.ts';
import type {PlanReport} from '../record/plan-report.ts';
import {levels} from '../vocabulary.ts';
import {formatHostPort, joinWords, uniqueOf} from '../words.ts';
import {type AccessList, anyPort, type Condition, type Entry, type HostItem, type Service} from './access-list.ts';
import {decide, serves} from './decide.ts';
import {domainsOf, nameOf, type Request, sampleNames, takes} from './hosts.ts';
import type {Audit, RequiredHost} from './shape.ts';

/** One entry of the plan with what the plan says of it. */
export type Needed = {readonly entry: RuleEntry; readonly row: RequiredHost};

type ItemsJudged = Pick<Audit, 'wider' | 'shadowed' | 'unneeded'> & {readonly others: number};

/** What the plan needs, found by name. */
type NeededIndex = {
	readonly all: readonly RuleEntry[];
	/** Those with a wildcard further in. */
	readonly inner: readonly RuleEntry[];
	/** With each the names that stand for it. */
	readonly samples: readonly {readonly entry: RuleEntry; readonly names: readonly string[]}[];
	readonly names: ReadonlyMap<string, readonly RuleEntry[]>;
	readonly wildcards: ReadonlyMap<string, readonly RuleEntry[]>;
	/** By each domain above something needed. */
	readonly below: ReadonlyMap<string, readonly RuleEntry[]>;
};

/** A line that lets hosts through: by itself, or by being left out of a denial. */
type Opening = {readonly item: HostItem; readonly entry: Entry};

/** Ports that nobody who asks for these services needs; the ends of what the list itself names come beside them. */
const strangePorts = [22, 25, 3389, 8443, 60_000];
const mostPorts = 64;
const stranger = 'arcnetcheckany.example';
const everyHost = 'every host';

/** Says of each line that opens something whether it is as narrow as what is needed, ever acts, or is needed at all. */
export function judgeItems(
	list: AccessList,
	needed: readonly Needed[],
	report: Pick<PlanReport, 'settings'>,
	catalog: Catalog,
	sources: readonly string[],
): ItemsJudged {
	const index = indexOf(needed.map(({entry}) => entry));
	const catalogIndex = indexCatalog(catalog);
	const wider: Audit['wider'][number][] = [];
	const shadowed: Audit['shadowed'][number][] = [];
	const unneeded: Audit['unneeded'][number][] = [];
	let others = 0;

	const openings = [...Map.groupBy(openingsOf(list), ({item}) => item)].filter(
		([item, same]) => item.matcher.kind !== 'every' || opensStranger(list, same, index, sources),
	);
	const repeated: {item: HostItem; by: HostItem}[] = [];
	const wide = new Set<HostItem>();
	const compared = new Map(openings.map(([item]) => [item, compare(item, index)]));
	for (const [item, same] of openings) {
		const {entries: fitting, excess} = compared.get(item) ?? nothing;
		const served = fitting.filter(entry => same.some(({entry: rule}) => isServed(rule, entry)));
		if (served.length === 0) {
			const hasPorts = same.every(({entry}) => namesPorts(list, entry));
			const reason =
				fitting.length === 0 ? noLongerNeeded(item, report, catalogIndex) : hasPorts ? otherPort(fitting) : null;
			if (reason !== null) unneeded.push({...told(item), ...reason});
			else if (excess === everyHost) wider.push({...told(item), takes: everyHost, needed: []});
			else others += 1;
			continue;
		}
		if (excess !== null) {
			wide.add(item);
			wider.push({...told(item), takes: excess, needed: hostsOf(served)});
		}
		const decisions = served.map(entry => decide(list, requestFor(item, entry), sources));
		const barred = decisions.find(({verdict}) => verdict !== 'allow');
		const first = decisions[0];
		if (barred && decisions.every(({verdict}) => verdict !== 'allow')) {
			const why = barred.entry === null ? 'No rule lets it through.' : 'An earlier line denies it first.';
			shadowed.push({...told(item), by: barred.entry?.place ?? null, why});
		} else if (first?.item && decisions.every(({item: by}) => by !== null && by !== item)) {
			const isVerbatim = served.some(({host}) => host === textOf(item));
			const isSame = textOf(first.item) === textOf(item);
			if (isSame || !isVerbatim) repeated.push({item, by: first.item});
		}
	}
	for (const {item, by} of repeated) {
		// What a line that is too wide covers is what should stay.
		if (!wide.has(by)) shadowed.push({...told(item), by: by.place, why: 'Another line allows it already.'});
	}
	return {wider: [...wider, ...widerByPort(list, openings, compared, index, sources)], shadowed, unneeded, others};
}

/** A rule for every host is none where an earlier line has turned all others away. */
function opensStranger(
	list: AccessList,
	openings: readonly Opening[],
	{all}: NeededIndex,
	sources: readonly string[],
): boolean {
	const services = [...new Map(all.map(({port, protocol}) => [`${protocol}${port}`, {port, protocol}])).values()];
	return services.some(service => {
		const {verdict, entry} = decide(list, {host: stranger, ...service}, sources);
		return verdict === 'allow' && (entry === null || openings.some(one => one.entry.place === entry.place));
	});
}

const told = ({matcher, place}: HostItem) => ({place, name: nameOf(matcher)});

function openingsOf({entries, otherwise}: AccessList): Opening[] {
	const openings: Opening[] = [];
	for (const entry of entries.filter(({isGate}) => !isGate)) {
		const isAllowed = entry.action === 'allow';
		const items = entry.conditions.flatMap(condition => itemsOf(condition, isAllowed));
		for (const item of items) openings.push({item, entry});
		const isBound = entry.conditions.some(({kind}) => kind !== 'services' && kind !== 'client');
		if (isAllowed && !isBound) openings.push({item: {matcher: {kind: 'every'}, place: entry.place}, entry});
	}
	const last = entries.at(-1);
	if (otherwise === 'allow' && last) {
		const everything: Entry = {action: 'allow', place: last.place, conditions: []};
		openings.push({item: {matcher: {kind: 'every'}, place: last.place}, entry: everything});
	}
	return openings;
}

/** Items of an allow rule, and those that a denial leaves out. */
function itemsOf(condition: Condition, isOpening: boolean): readonly HostItem[] {
	const opens = condition.isNegated ? !isOpening : isOpening;
	if (condition.kind === 'hosts') return opens ? condition.items : [];
	if (condition.kind !== 'any' && condition.kind !== 'all') return [];
	return condition.of.flatMap(one => itemsOf(one, opens));
}

function indexOf(all: readonly RuleEntry[]): NeededIndex {
	const names = new Map<string, RuleEntry[]>();
	const wildcards = new Map<string, RuleEntry[]>();
	const below = new Map<string, RuleEntry[]>();
	const add = (map: Map<string, RuleEntry[]>, key: string, entry: RuleEntry) => {
		const known = map.get(key);
		if (known) known.push(entry);
		else map.set(key, [entry]);
	};
	for (const entry of all) {
		const isWildcard = entry.host.startsWith('*.');
		const base = baseOf(entry.host);
		if (!base.includes('*')) add(isWildcard ? wildcards : names, base, entry);
		for (const domain of domainsOf(base.replaceAll('*', 'any7'))) add(below, domain, entry);
	}
	const inner = all.filter(({host}) => host.lastIndexOf('*') > 0);
	return {all, inner, samples: all.map(entry => ({entry, names: sampleNames(entry.host)})), names, wildcards, below};
}

type Comparison = {
	/** What is needed of it. */
	readonly entries: readonly RuleEntry[];
	/** What it takes beyond that, in words; null: nothing. */
	readonly excess: string | null;
};

const nothing: Comparison = {entries: [], excess: null};

function compare({matcher}: HostItem, index: NeededIndex): Comparison {
	const above = (host: string) => domainsOf(host).flatMap(domain => index.wildcards.get(domain) ?? []);
	switch (matcher.kind) {
		case 'every':
			return {entries: index.all, excess: everyHost};
		case 'name': {
			const wildcards = above(matcher.name).filter(({host}) => baseOf(host) !== matcher.name);
			const inner = index.inner.filter(({host}) => matchesHostPattern(host, matcher.name));
			return {entries: [...(index.names.get(matcher.name) ?? []), ...wildcards, ...inner], excess: null};
		}
		case 'suffix': {
			const outer = above(matcher.base);
			if (outer.length > 0) {
				// The domain itself has the same owner, and where a dot takes it too the products offer nothing narrower.
				const apex = matcher.hasApex ? (index.names.get(matcher.base) ?? []) : [];
				return {entries: [...outer, ...apex], excess: null};
			}
			const inner = (index.below.get(matcher.base) ?? []).filter(({host}) => matcher.hasApex || host !== matcher.base);
			return {entries: inner, excess: inner.length === 0 ? null : `every name under ${matcher.base}`};
		}
		case 'labels':
		case 'expression':
			return compareByTrying({matcher}, index);
	}
}

/** What can be compared by no rule is tried: on names that are needed, and on names beside them. */
function compareByTrying({matcher}: Pick<HostItem, 'matcher'>, index: NeededIndex): Comparison {
	const isTaken = (host: string, {port, protocol}: RuleEntry) => takes(matcher, {host, port, protocol}) === true;
	const found = index.samples.filter(({entry, names}) => names.some(name => isTaken(name, entry)));
	const entries = found.map(({entry}) => entry);
	for (const {
		entry,
		names: [host = ''],
	} of found) {
		const beside = [
			stranger,
			`x${host}`,
			`x-${host}`,
			`x.${host}`,
			`${host}.${stranger}`,
			host.replace('.', 'x'),
			...domainsOf(host)
				.slice(1, -1)
				.map(domain => `any8.${domain}`),
			host.replace(/\.(?=[^.]*$)/, 'x'),
		];
		const excess = beside.find(
			name => isTaken(name, entry) && !index.all.some(other => matchesHostPattern(other.host, name)),
		);
		if (excess !== undefined) return {entries, excess: `names beside it, such as ${excess}`};
	}
	return {entries, excess: null};
}

/** Whether the ports of a rule are those of an entry. */
function isServed({conditions}: Entry, entry: RuleEntry): boolean {
	return conditions.every(
		condition =>
			condition.kind !== 'services' ||
			condition.services.some(service => serves(service, entry)) !== (condition.isNegated === true),
	);
}

const hostsOf = (entries: readonly RuleEntry[]) =>
	uniqueOf(entries.map(({host, port}) => (port === 443 ? host : formatHostPort(host, port))));

/** A request that falls under an item and is needed. */
function requestFor({matcher}: HostItem, {host, port, protocol}: RuleEntry): Request {
	const [sample = host] = sampleNames(host);
	const own =
		matcher.kind === 'name'
			? matcher.name
			: matcher.kind === 'suffix' && matcher.base.length >= baseOf(host).length && host !== matcher.base
				? `arcnetcheckany.${matcher.base}`
				: sample;
	return {host: own, port, protocol};
}

/** A matcher as the plan writes such a host; null where it has no such form. */
function textOf({matcher}: HostItem): string | null {
	if (matcher.kind === 'name') return matcher.name;
	return matcher.kind === 'suffix' ? `*.${matcher.base}` : null;
}

type Reason = Omit<Audit['unneeded'][number], 'place' | 'name'>;

/** Whether a rule says which ports it opens: in a list of names some lines may, and others not. */
function namesPorts({knowsPorts}: AccessList, {conditions}: Entry): boolean {
	const isEvery = ({from, to}: Service) => from === anyPort.from && to === anyPort.to;
	return knowsPorts || conditions.some(condition => condition.kind === 'services' && !condition.services.some(isEvery));
}

function otherPort(fitting: readonly RuleEntry[]): Reason {
	const ports = joinWords(uniqueOf(fitting.map(({protocol, port}) => `${protocol} on ${port}`)), 3, 'port');
	return {reason: 'port', why: `Needed with ${ports} alone.`, replacement: null};
}

/** Requirements by the end of their pattern, since a list of a company names much else. */
function indexCatalog({requirements}: Catalog): ReadonlyMap<string, readonly Requirement[]> {
	return Map.groupBy(requirements, ({pattern}) => endOf(pattern));
}

const endOf = (host: string) => host.split('.').slice(-2).join('.');

function noLongerNeeded(
	{matcher}: HostItem,
	{settings}: Pick<PlanReport, 'settings'>,
	catalog: ReadonlyMap<string, readonly Requirement[]>,
): Reason | null {
	if (matcher.kind !== 'name' && matcher.kind !== 'suffix') return null;
	const names = matcher.kind === 'name' ? [matcher.name] : [`any7.${matcher.base}`, matcher.base];
	const known = names.flatMap(name =>
		(catalog.get(endOf(name)) ?? []).filter(({pattern}) => matchesHostPattern(pattern, name)),
	);
	const active = known.filter(({lifecycle}) => lifecycle.state !== 'retired' && lifecycle.state !== 'renamed');
	const [first] = active.length > 0 ? active : known;
	if (first === undefined) return null;
	const {lifecycle, level} = first;
	const {replacement} = lifecycle;
	if (lifecycle.state === 'retired') return {reason: 'retired', why: 'The service was retired.', replacement};
	if (lifecycle.state === 'renamed') {
		return {reason: 'renamed', why: `It was renamed${replacement === null ? '' : ` to ${replacement}`}.`, replacement};
	}
	const here = active.filter(({clouds}) => clouds.includes(settings.cloud));
	if (here.length === 0) return {reason: 'cloud', why: 'Another cloud needs it.', replacement};
	const chosen = here.filter(({features}) => features.some(id => settings.features.includes(id)));
	if (chosen.length === 0) {
		const titles = joinWords(featureTitles(uniqueOf(here.flatMap(({features}) => features))), 3, 'feature');
		return {reason: 'feature', why: `Needed for ${titles}, which is not chosen.`, replacement};
	}
	const reached = chosen.filter(one => levels.indexOf(one.level) <= levels.indexOf(settings.level));
	if (reached.length === 0)
		return {reason: 'level', why: `Its level is ${level}, which is not asked for.`, replacement};
	return {reason: 'region', why: `Other names of it are needed for ${settings.region}.`, replacement};
}

/** Rules that open a needed host on ports where nobody needs it, each told once. */
function widerByPort(
	list: AccessList,
	openings: readonly (readonly [HostItem, readonly Opening[]])[],
	compared: ReadonlyMap<HostItem, Comparison>,
	index: NeededIndex,
	sources: readonly string[],
): Audit['wider'][number][] {
	const named = list.entries.flatMap(({conditions}) =>
		conditions.flatMap(condition => (condition.kind === 'services' ? condition.services : [])),
	);
	const own = named.flatMap(({from, to}) => [from, to, from + 1, to + 1].filter(port => port >= 1 && port <= 65_535));
	const ports = uniqueOf([...strangePorts, ...own]).slice(0, mostPorts);
	const found = new Map<Entry, Audit['wider'][number]>();
	const asked = new Set<Entry>();
	for (const [item, same] of openings) {
		for (const {entry: rule} of same) {
			if (asked.has(rule) || !namesPorts(list, rule)) continue;
			const entry = compared.get(item)?.entries.find(one => isServed(rule, one));
			if (entry === undefined) continue;
			asked.add(rule);
			const request = requestFor(item, entry);
			const isNeeded = (port: number) =>
				index.all.some(one => one.port === port && matchesHostPattern(one.host, request.host));
			const open = ports.filter(port => {
				if (isNeeded(port)) return false;
				const {verdict, entry: by} = decide(list, {...request, port}, sources);
				return verdict === 'allow' && by !== null && (by === rule || rule.action === 'deny') && !found.has(by);
			});
			if (open.length === 0) continue;
			const words = joinWords(open.toSorted((one, other) => one - other).map(String), 3, 'port');
			found.set(rule, {
				place: rule.place,
				name: nameOf(item.matcher),
				takes: `${entry.host} on other ports too, such as ${words}`,
				needed: [formatHostPort(entry.host, entry.port)],
			});
		}
	}
	return [...found.values()];
}
