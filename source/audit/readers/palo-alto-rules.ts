import {type AccessList, anyPort, type Condition, type Entry, type Place, type Service} from '../access-list.ts';
import {type HostRules, parseHost} from '../hosts.ts';
import {
	addHost,
	categoryNote,
	clientNote,
	filterLine,
	hasClients,
	newObjects,
	type Objects,
	portServices,
	type Rule,
	tcp,
	toEntries,
} from '../objects.ts';

/** The list that the objects and rules of a part make. */
export function toList(state: State): AccessList {
	const notes: string[] = [];
	const {objects, changes} = state;
	// What they hold is told by no name, whatever stands in them.
	for (const name of state.composed) {
		objects.hosts.delete(`category ${name}`);
		objects.narrowed.delete(`category ${name}`);
	}
	const ordered = [...state.security.values()].toSorted((one, other) => one.rank - other.rank);
	const rules = [
		...changes.map((place): Rule => ({action: 'deny', place, hosts: [], services: [], more: [unknown]})),
		...ordered.flatMap(rule => toRule(rule, state, note => notes.push(note))),
	];
	if (hasClients(rules)) notes.push(clientNote);
	return {
		entries: toEntries(rules, objects),
		otherwise: 'deny',
		exemptions: null,
		...(state.decryption.size > 0 ? {inspection: inspectionOf(state)} : {}),
		refusals: objects.refusals,
		notes: [...new Set(notes)],
		knowsPorts: true,
	};
}

function toRule({place, fields, isUncertain = false}: RuleFields, state: State, note: (text: string) => void): Rule[] {
	const {objects, applications: groups} = state;
	const get = (key: string) => fields.get(key) ?? [];
	if (get('disabled').at(-1) === 'yes') return [];
	const action = get('action').at(-1);
	if (action === undefined) return [];
	// Traffic to the outside goes from one zone to another.
	if (get('rule-type').at(-1) === 'intrazone') return [];
	const strange = [...fields.keys()].find(key => !usualFields.test(key) && get(key).some(word => word !== 'any'));
	if (strange !== undefined) objects.refusals.push({place, why: `its ${strange} is not read`});
	const applications = get('application').flatMap(name => groups.get(name) ?? [name]);
	const services = get('service').flatMap(name =>
		name === 'application-default' ? defaultsOf(applications, objects) : [name],
	);
	const categories = get('category').map(name => (name === 'any' ? name : `category ${name}`));
	return [
		{
			action: action === 'allow' ? 'allow' : 'deny',
			place,
			hosts: [
				{names: get('destination'), isNegated: get('negate-destination').at(-1) === 'yes'},
				...(categories.length === 0 ? [] : [{names: categories}]),
			],
			services,
			clients: [
				{names: get('source'), isNegated: get('negate-source').at(-1) === 'yes'},
				{names: get('from'), isZone: true},
				{names: get('to'), isZone: true},
				{names: get('source-user')},
			],
			more: [
				...applicationsOf(applications, action === 'allow'),
				...(isUncertain || strange !== undefined ? [unknown] : []),
			],
			within: action === 'allow' ? filtersOf(fields, place, state, note) : [],
		},
	];
}

/** Fields of a rule that are read, or say nothing of what it takes. */
const usualFields =
	/^(?:action|application|category|description|destination|disabled|disable-server-response-inspection|dos-protection|from|group|group-tag|icmp-unreachable|log-(?:end|setting|start)|negate-(?:destination|source)|option|options|profile-setting|qos|rule-type|service|source|source-user|tag|target|to|url-filtering|virus|vulnerability|spyware|file-blocking|wildfire-analysis|data-filtering|uuid)$/;

/** PAN-DB's categories for what is harmful, illegal or for adults ("Predefined URL Categories", docs.paloaltonetworks.com). */
const harmful = new Set([
	...['abused-drugs', 'adult', 'alcohol-and-tobacco', 'command-and-control', 'compromised-website', 'cryptocurrency'],
	...[
		'copyright-infringement',
		'dating',
		'extremism',
		'gambling',
		'games',
		'grayware',
		'hacking',
		'malware',
		'marijuana',
	],
	...['nudity', 'peer-to-peer', 'phishing', 'proxy-avoidance-and-anonymizers', 'questionable', 'ransomware'],
	...['scanning-activity', 'sex-education', 'swimsuits-and-intimate-apparel', 'weapons'],
]);

/**
 * What the URL filtering of a rule decides, the strictest action of the categories of a host first; a custom category goes
 * before a predefined one ("URL Filtering Profiles", docs.paloaltonetworks.com).
 */
function filtersOf(fields: RuleFields['fields'], place: Place, state: State, note: (text: string) => void): Entry[] {
	const {filters, filterGroups, objects} = state;
	const lost = (name: string): Entry[] => {
		objects.refusals.push({
			place,
			why: `its URL filtering ${name} may deny hosts that it allows, and is not in the file`,
		});
		return [filterLine('deny', null, place, false)];
	};
	const groups = fields.get('group') ?? [];
	const unknownGroups = groups.filter(name => !filterGroups.has(name));
	const names = [...(fields.get('url-filtering') ?? []), ...groups.flatMap(name => filterGroups.get(name) ?? [])];
	return [
		...unknownGroups.flatMap(lost),
		...names.flatMap(name => {
			const profile = filters.get(name);
			if (profile === undefined) return lost(name);
			const of = (...actions: readonly string[]) => actions.flatMap(action => profile.get(action) ?? []);
			const isOwn = (category: string) => objects.hosts.has(`category ${category}`);
			const items = (categories: readonly string[]) =>
				categories.flatMap(category => objects.hosts.get(`category ${category}`) ?? []);
			const blocked = of('block', 'override', 'continue', 'block-list');
			const others = blocked.filter(category => !isOwn(category));
			const strange = others.filter(category => !harmful.has(category));
			if (strange.length < others.length) note(categoryNote);
			const lines = [
				filterLine('deny', items(blocked), place),
				filterLine('allow', items(of('alert', 'allow', 'allow-list')), place),
			];
			if (strange.length === 0) return lines;
			const why = `its URL filtering ${name} blocks ${strange.slice(0, 3).join(', ')}, and nobody can tell of which hosts that is`;
			objects.refusals.push({place, why});
			return [...lines, filterLine('deny', null, place, false)];
		}),
	].filter(({conditions}) => !conditions.some(one => one.kind === 'hosts' && one.items.length === 0));
}

/** What the applications that these services look like are spoken over. */
const spoken: {readonly [application: string]: Service} = {
	ssl: {protocol: 'https', ...anyPort},
	'web-browsing': {protocol: 'http', ...anyPort},
	ntp: {protocol: 'udp', ...anyPort},
};

/** A rule for other applications never takes these; one that denies them may deny some. */
function applicationsOf(applications: readonly string[], isAllowed: boolean): Condition[] {
	if (applications.length === 0 || applications.includes('any')) return [];
	const services = applications.flatMap(name => spoken[name] ?? []);
	const own: Condition = {kind: 'services', services};
	return !isAllowed && applications.some(isNear) ? [{kind: 'any', of: [own, unknown]}] : [own];
}

/** Applications that PAN-OS may see in the traffic of these hosts: a rule that denies them may deny some of it. */
const isNear = (application: string) =>
	application === filtered ||
	/^(?:ms-|microsoft|office|azure|windows|github|docker|kubernetes|python|pypi|ubuntu|apt|anaconda|google|web-(?!browsing$)|websocket|http|amqp)/.test(
		application,
	);

/** Where `service application-default` lets an application run. */
function defaultsOf(applications: readonly string[], {services}: Objects): string[] {
	const isTaken = (name: string) => applications.includes(name) || applications.includes('any');
	const own: Service[] = [
		...(isTaken('ssl') ? tcp(443) : []),
		...(isTaken('web-browsing') ? tcp(80) : []),
		...(isTaken('ntp') ? [{protocol: 'udp', from: 123, to: 123} as const] : []),
	];
	const name = `application-default at ${own.map(({from}) => from).join(', ')}`;
	services.set(name, own);
	return [name];
}

/**
 * The decryption rules as a list of what is left alone: the first that fits decides, and nothing is decrypted where none of them does
 * ("Decryption Policy Rules", docs.paloaltonetworks.com). Those for servers of one's own say nothing of these hosts.
 */
function inspectionOf({decryption, objects, changes}: State): NonNullable<AccessList['inspection']> {
	const rules = [...decryption.values()]
		.toSorted((one, other) => one.rank - other.rank)
		.filter(({fields}) => fields.get('disabled')?.at(-1) !== 'yes' && fields.has('action'))
		.filter(({fields}) => !fields.get('type')?.some(type => /^(?:ssl-inbound-inspection|ssh-proxy)$/.test(type)))
		.map(({place, fields, isUncertain = false}): Rule => {
			const get = (key: string) => fields.get(key) ?? [];
			const categories = get('category').map(name => (name === 'any' ? name : `category ${name}`));
			return {
				action: get('action').at(-1) === 'no-decrypt' ? 'allow' : 'deny',
				place,
				hosts: [
					{
						names: get('destination').length === 0 ? ['any'] : get('destination'),
						isNegated: get('negate-destination').at(-1) === 'yes',
					},
					...(categories.length === 0 ? [] : [{names: categories}]),
				],
				services: get('service').filter(name => name !== 'application-default'),
				more: isUncertain ? [unknown] : [],
			};
		});
	const unsure = changes.map((place): Rule => ({action: 'deny', place, hosts: [], services: [], more: [unknown]}));
	// Exemptions alone are a part of rules of which others decrypt the rest.
	const decrypts = rules.some(({action}) => action === 'deny');
	return {entries: toEntries([...unsure, ...rules], objects), otherwise: decrypts ? 'allow' : 'deny'};
}

/** "Guidelines for URL Category Exceptions" (docs.paloaltonetworks.com): `*` is one label or more, `^` exactly one. */
const urlRules: HostRules = {dot: null, star: 'deep', hasInner: true, hasCaret: true};

type RuleFields = {
	readonly place: Place;
	readonly fields: Map<string, string[]>;
	/** The rules before and after those of the firewall itself, as Panorama puts them: the lower the earlier. */
	readonly rank: number;
	isUncertain?: boolean;
};
export type State = {
	/** Commands that change rules in ways that are not read: all is uncertain then. */
	readonly changes: Place[];
	readonly applications: Map<string, string[]>;
	/** Profiles of URL filtering: the categories of each action; and by group the profiles in it. */
	readonly filters: Map<string, Map<string, string[]>>;
	readonly filterGroups: Map<string, string[]>;
	/** Custom categories that are made of categories of the vendor. */
	readonly composed: Set<string>;
	readonly objects: Objects;
	readonly security: Map<string, RuleFields>;
	readonly decryption: Map<string, RuleFields>;
	/** The device groups above that of the part, itself last. */
	readonly line: readonly string[];
};

/** What a line or an element says, of the device group or virtual system that it is for: `shared` or nothing for all. */
export type Step = {readonly scope: string; readonly object: string | null; readonly apply: (state: State) => void};

export const newState = (line: readonly string[]): State => ({
	objects: newObjects({'service-https': tcp(443), 'service-http': tcp(80, 8080)}),
	security: new Map(),
	decryption: new Map(),
	changes: [],
	applications: new Map(),
	filters: new Map(),
	filterGroups: new Map(),
	composed: new Set(),
	line,
});

/** Whether a type of category holds categories in place of hosts ("Create a Custom URL Category", docs.paloaltonetworks.com). */
export const isComposed = (type: string) => /^category match$/i.test(type);

export const ruleKey = (scope: string, rulebase: string, name: string) => JSON.stringify([scope, rulebase, name]);

const unknown = {kind: 'unknown'} as const;

/** Shared rules before, those of the device groups from the highest on, of the firewall itself, and the same after it. */
export function rankOf(rulebase: string, scope: string, line: readonly string[]): number {
	const depth = line.indexOf(scope) + 1;
	return rulebase === 'pre-rulebase' ? depth : rulebase === 'post-rulebase' ? 2000 - depth : 1000;
}

/** Adds categories to what a URL-filtering profile does with them. */
export function addFilter(state: State, name: string, action: string, categories: readonly string[]): void {
	const profile = state.filters.get(name) ?? new Map<string, string[]>();
	state.filters.set(name, profile);
	profile.set(action, [...(profile.get(action) ?? []), ...categories]);
}

/** An entry of a URL list: a path or a port opens a part of the host alone; an open end takes more than the host. */
export function addUrl(objects: Objects, name: string, entry: string, place: Place): void {
	const match = /^(?:https?:\/\/)?([^/:]+)(?::(\d{1,5}))?(\/.*)?$/i.exec(entry);
	const [, host = '', port, path = ''] = match ?? [];
	const isPath = !/^\/?\*?$/.test(path);
	const matcher = match === null ? 'no entry of a URL list' : parseHost(host, urlRules);
	if (typeof matcher === 'string' || (!isPath && port === undefined)) {
		addHost(objects, name, matcher, place);
		return;
	}
	if (isPath) objects.refusals.push({place, why: 'a path: it opens a part of the host alone'});
	const hosts: Condition = {kind: 'hosts', items: [{matcher, place}]};
	const on = port === undefined ? [] : [{kind: 'services', services: tcp(Number(port))} as const];
	const condition: Condition = {kind: 'all', of: [hosts, ...on, ...(isPath ? [unknown] : [])]};
	const own = objects.narrowed.get(name);
	if (own) own.push(condition);
	else objects.narrowed.set(name, [condition]);
}

/** An address object: a name, or a network. One of private addresses alone opens nothing that is asked for here. */
export function addAddress(objects: Objects, name: string, kind: string, value: string, place: Place): void {
	if (kind === 'ip-netmask') objects.addresses.set(name, [value]);
	if (kind === 'fqdn') addHost(objects, name, parseHost(value, {dot: null, star: null, hasInner: false}), place);
	else if (kind === 'ip-netmask' && /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(value))
		objects.hosts.set(name, null);
	else if (kind === 'ip-netmask' && value === '0.0.0.0/0') addHost(objects, name, {kind: 'every'}, place);
}

/** A service object. What is neither TCP nor UDP, or has ports of another form, is refused. */
export function addService(objects: Objects, name: string, protocol: string, ports: string, place: Place): void {
	const services = protocol === 'tcp' || protocol === 'udp' ? portServices(ports, protocol) : null;
	if (services === null) objects.refusals.push({place, why: 'its protocol or ports are not understood'});
	else objects.services.set(name, [...(objects.services.get(name) ?? []), ...services]);
}

/** Stands for the applications that a filter finds, which are not in the file. */
export const filtered = 'what a filter finds';
