import {anyPort, type Condition, type HostItem, type Place, placeOf, type Service} from '../form.ts';
import {
	addHost,
	addMembers,
	clientNote,
	hasClients,
	isOwnOutput,
	newObjects,
	type Objects,
	ownNote,
	portServices,
	type Rule,
	tcp,
	toEntries,
} from '../objects.ts';
import {type HostRules, parseHost} from '../parse-host.ts';
import type {Reader} from '../readers.ts';
import {parseXml, type XmlElement} from '../xml.ts';

/** "Guidelines for URL Category Exceptions" (docs.paloaltonetworks.com): `*` is one label or more, `^` exactly one. */
const urlRules: HostRules = {dot: null, star: 'deep', hasInner: true, hasCaret: true};

type RuleFields = {
	readonly place: Place;
	readonly fields: Map<string, string[]>;
	/** The rules before and after those of the firewall itself, as Panorama puts them: the lower the earlier. */
	readonly rank: number;
	/** Device group or virtual system. */
	readonly scope: string;
	isUncertain?: boolean;
};
type State = {
	/** Commands that change rules in ways that are not read: all is uncertain then. */
	readonly changes: Place[];
	readonly applications: Map<string, string[]>;
	readonly objects: Objects;
	readonly security: Map<string, RuleFields>;
	readonly decryption: Map<string, RuleFields>;
};

/**
 * A configuration of PAN-OS, as set commands or as XML: custom URL categories, FQDN objects, services, and security rules in
 * the order of the file, the first that fits; traffic to the outside is denied where none does.
 */
export const readPaloAlto: Reader = async files => {
	const objects = newObjects({'service-https': tcp(443), 'service-http': tcp(80, 8080)});
	const state: State = {
		objects,
		security: new Map(),
		decryption: new Map(),
		changes: [],
		applications: new Map(),
	};
	const notes: string[] = [];
	for (const {file, text} of files) {
		if (/^\uFEFF?\s*</.test(text)) readXml(parseXml(text, file), state, file);
		else {
			const isOwn = isOwnOutput(text);
			if (isOwn) notes.push(ownNote);
			for (const [index, raw] of text.split('\n').entries()) {
				const line = (isOwn ? raw.replace(/^# (?=set )/, '') : raw).replace(/^\uFEFF/, '').trim();
				if (line === '' || line.startsWith('#')) continue;
				const place = placeOf(file, index + 1, line);
				if (line.startsWith('set ')) readSet(wordsOf(line.slice(4)), place, state);
				else if (line.startsWith('delete ')) readDelete(wordsOf(line.slice(7)), place, state);
				else if (/^(?:edit|move|rename|copy|load|override) /.test(line)) {
					objects.refusals.push({place, why: 'a command that changes rules in a way that is not read'});
					state.changes.push(place);
				} else if (!/^(?:configure|commit|exit|quit|top|up|show |run )/.test(line))
					objects.refusals.push({place, why: 'no set command'});
			}
		}
	}
	const ordered = [...state.security.values()].toSorted((one, other) => one.rank - other.rank);
	const rules = [
		...state.changes.map((place): Rule => ({action: 'deny', place, hosts: [], services: [], more: [unknown]})),
		...ordered.flatMap(rule => toRule(rule, state)),
	];
	const scopes = new Set(ordered.map(({scope}) => scope).filter(scope => !/^(?:shared)?$/.test(scope)));
	if (scopes.size > 1)
		notes.push(`The rules of ${[...scopes].join(', ')} are read as one list: give the file of one alone to judge it.`);
	if (hasClients(rules)) notes.push(clientNote);
	const inspects = [...state.decryption.values()].length > 0;
	return {
		entries: toEntries(rules, objects),
		otherwise: 'deny',
		exemptions: inspects ? exemptionsOf(state) : null,
		refusals: objects.refusals,
		notes,
		knowsPorts: true,
	};
};

/** Words, with what stands in brackets as one list each. */
function wordsOf(line: string): (string | string[])[] {
	const words: (string | string[])[] = [];
	let list: string[] | null = null;
	for (const [, quoted, plain = ''] of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
		const word = quoted ?? plain;
		if (quoted === undefined && word === '[') list = [];
		else if (quoted === undefined && word === ']') {
			if (list) words.push(list);
			list = null;
		} else if (list) list.push(word);
		else words.push(word);
	}
	if (list) words.push(list);
	return words;
}

const unknown = {kind: 'unknown'} as const;

const kinds = new Set([
	'application-group',
	'application-filter',
	'address',
	'address-group',
	'profiles',
	'service',
	'service-group',
	'rulebase',
	'pre-rulebase',
	'post-rulebase',
]);
const listOf = (word: string | readonly string[] | undefined): string[] =>
	word === undefined ? [] : typeof word === 'string' ? [word] : [...word];

function readSet(all: readonly (string | string[])[], place: Place, state: State): void {
	const start = all.findIndex(word => typeof word === 'string' && kinds.has(word));
	const words = start < 0 ? [] : all.slice(start);
	const [kind, second, third, fourth, ...rest] = words;
	const name = String(second ?? '');
	const {objects} = state;
	if (kind === 'address') addAddress(objects, name, String(third ?? ''), String(fourth ?? ''), place);
	else if (kind === 'address-group' || kind === 'service-group') {
		if (third === 'static' || third === 'members')
			addMembers(kind === 'service-group' ? objects.serviceGroups : objects.groups, name, listOf(fourth));
		else if (third === 'dynamic') objects.refusals.push({place, why: 'what a dynamic group holds is not in the file'});
	} else if (kind === 'application-group' && third === 'members') addMembers(state.applications, name, listOf(fourth));
	else if (kind === 'application-filter') state.applications.set(name, [filtered]);
	else if (kind === 'service' && third === 'protocol')
		addService(objects, name, String(fourth), String(rest[1] ?? rest[0] ?? ''), place);
	else if (kind === 'profiles' && second === 'custom-url-category' && fourth === 'list') {
		for (const entry of listOf(rest[0])) addUrl(objects, `category ${String(third)}`, entry, place);
	} else if (typeof kind === 'string' && kind.endsWith('rulebase') && third === 'rules') {
		const rules = second === 'security' ? state.security : second === 'decryption' ? state.decryption : null;
		if (rules === null) return;
		const scope = scopeOf(all.slice(0, start));
		const key = ruleKey(scope, kind, String(fourth));
		const rule = rules.get(key) ?? {
			place,
			fields: new Map<string, string[]>(),
			rank: rankOf(kind, scope === 'shared'),
			scope,
		};
		rules.set(key, rule);
		for (let index = 0; index < rest.length; index += 2) {
			const key = String(rest[index]);
			const own = rule.fields.get(key);
			const more = listOf(rest[index + 1]);
			if (own) for (const word of more) own.push(word);
			else rule.fields.set(key, more);
		}
	}
}

const ruleKey = (scope: string, rulebase: string, name: string) => JSON.stringify([scope, rulebase, name]);

const scopeOf = (path: readonly (string | string[])[]): string =>
	path[0] === 'shared'
		? 'shared'
		: path.filter(word => !/^(?:devices|localhost\.localdomain)$/.test(String(word))).join(' ');

/** Shared rules before, those of the device group before, of the firewall itself, and the same after it. */
const rankOf = (rulebase: string, isShared: boolean): number =>
	rulebase === 'pre-rulebase' ? (isShared ? 0 : 1) : rulebase === 'post-rulebase' ? (isShared ? 4 : 3) : 2;

/** What is taken out of a rule or an object: what is left of it is not told. */
function readDelete(all: readonly (string | string[])[], place: Place, state: State): void {
	const start = all.findIndex(word => typeof word === 'string' && kinds.has(word));
	const [kind, second, third, fourth, ...rest] = start < 0 ? [] : all.slice(start);
	const {objects} = state;
	const refuse = (why: string) => objects.refusals.push({place, why});
	if (typeof kind === 'string' && kind.endsWith('rulebase')) {
		const rules = second === 'decryption' ? state.decryption : state.security;
		const key = ruleKey(scopeOf(all.slice(0, start)), kind, String(fourth));
		const rule = rules.get(key);
		if (third !== 'rules' || fourth === undefined || rule === undefined) {
			refuse('what it takes out is not in the file');
			state.changes.push(place);
		} else if (rest.length === 0) rules.delete(key);
		else {
			refuse('what it leaves of a rule is not told');
			rule.isUncertain = true;
		}
		return;
	}
	refuse('what it takes out, and all of that object, is read no more');
	const name = String(second);
	if (kind === 'profiles') {
		objects.hosts.delete(`category ${String(third)}`);
		objects.narrowed.delete(`category ${String(third)}`);
	} else if (kind === 'address' || kind === 'address-group') {
		objects.hosts.delete(name);
		objects.groups.delete(name);
	} else if (kind === 'service' || kind === 'service-group') {
		objects.services.delete(name);
		objects.serviceGroups.delete(name);
	} else state.changes.push(place);
}

/** An entry of a URL list: a path or a port opens a part of the host alone; an open end takes more than the host. */
function addUrl(objects: Objects, name: string, entry: string, place: Place): void {
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

function addAddress(objects: Objects, name: string, kind: string, value: string, place: Place): void {
	if (kind === 'ip-netmask') objects.addresses.set(name, [value]);
	if (kind === 'fqdn') addHost(objects, name, parseHost(value, {dot: null, star: null, hasInner: false}), place);
	else if (kind === 'ip-netmask' && /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(value))
		objects.hosts.set(name, null);
	else if (kind === 'ip-netmask' && value === '0.0.0.0/0') addHost(objects, name, {kind: 'every'}, place);
}

function addService(objects: Objects, name: string, protocol: string, ports: string, place: Place): void {
	const services = protocol === 'tcp' || protocol === 'udp' ? portServices(ports, protocol) : null;
	if (services === null) objects.refusals.push({place, why: 'its protocol or ports are not understood'});
	else objects.services.set(name, [...(objects.services.get(name) ?? []), ...services]);
}

function toRule({place, fields, isUncertain = false}: RuleFields, {objects, applications: groups}: State): Rule[] {
	const get = (key: string) => fields.get(key) ?? [];
	if (get('disabled').at(-1) === 'yes') return [];
	const action = get('action').at(-1);
	if (action === undefined) return [];
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
			more: [...applicationsOf(applications, action === 'allow'), ...(isUncertain ? [unknown] : [])],
		},
	];
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
/** Stands for the applications that a filter finds, which are not in the file. */
const filtered = 'what a filter finds';

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

function exemptionsOf({decryption, objects}: State): HostItem[] {
	return [...decryption.values()]
		.filter(({fields}) => fields.get('action')?.[0] === 'no-decrypt' && fields.get('disabled')?.[0] !== 'yes')
		.flatMap(({fields}) => [
			...(fields.get('category') ?? []).map(name => `category ${name}`),
			...(fields.get('destination') ?? []),
		])
		.flatMap(name => objects.hosts.get(name) ?? []);
}

function readXml(root: XmlElement, state: State, file: string): void {
	const {objects} = state;
	const members = (element: XmlElement | undefined) =>
		(element?.children ?? []).flatMap(one => (one.name === 'member' ? one.text.trim() : []));
	const child = (element: XmlElement, name: string) => element.children.find(one => one.name === name);
	const visit = (element: XmlElement, above: readonly string[]): void => {
		const {name} = element;
		const entries = element.children.filter(one => one.name === 'entry');
		for (const entry of entries) {
			const own = entry.attributes.get('name') ?? '';
			const place = placeOf(file, entry.line, `<entry name="${own}">`);
			const at = (one: XmlElement) => placeOf(file, one.line, one.text || own);
			if (name === 'address') {
				const [first] = entry.children.filter(one => /^(?:fqdn|ip-netmask|ip-range|ip-wildcard)$/.test(one.name));
				if (first) addAddress(objects, own, first.name, first.text.trim(), at(first));
			} else if (name === 'address-group') addMembers(objects.groups, own, members(child(entry, 'static')));
			else if (name === 'service-group') addMembers(objects.serviceGroups, own, members(child(entry, 'members')));
			else if (name === 'service') {
				for (const protocol of child(entry, 'protocol')?.children ?? [])
					addService(objects, own, protocol.name, child(protocol, 'port')?.text.trim() ?? '', place);
			} else if (name === 'application-group') addMembers(state.applications, own, members(child(entry, 'members')));
			else if (name === 'application-filter') state.applications.set(own, [filtered]);
			else if (name === 'custom-url-category') {
				for (const one of child(entry, 'list')?.children ?? [])
					addUrl(objects, `category ${own}`, one.text.trim(), at(one));
			} else if (name === 'rules' && (above.at(-1) === 'security' || above.at(-1) === 'decryption')) {
				const fields = new Map(
					entry.children.map(one => [one.name, one.children.length > 0 ? members(one) : [one.text.trim()]]),
				);
				const rulebase = above.at(-2) ?? '';
				const isShared = above.includes('shared');
				const scope = isShared ? 'shared' : (above.findLast(one => one.startsWith('entry ')) ?? '').slice(6);
				state[above.at(-1) as 'security' | 'decryption'].set(ruleKey(scope, rulebase, own), {
					place,
					fields,
					rank: rankOf(rulebase, isShared),
					scope,
				});
			}
		}
		if (above.length < 40)
			for (const one of element.children)
				visit(one, [...above, name === 'entry' ? `entry ${element.attributes.get('name') ?? ''}` : name]);
	};
	visit(root, []);
}
