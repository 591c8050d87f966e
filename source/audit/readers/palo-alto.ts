import {type HostItem, type Place, placeOf, type Service} from '../form.ts';
import {
	addHost,
	addMembers,
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

type RuleFields = {readonly place: Place; readonly fields: Map<string, string[]>};
type State = {
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
	const state: State = {objects, security: new Map(), decryption: new Map()};
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
				else if (!/^(?:configure|commit|exit|delete |edit |top|show |run )/.test(line))
					objects.refusals.push({place, why: 'no set command'});
			}
		}
	}
	const rules = [...state.security.values()].flatMap(rule => toRule(rule, objects));
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

const kinds = new Set([
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
	} else if (kind === 'service' && third === 'protocol')
		addService(objects, name, String(fourth), String(rest[1] ?? rest[0] ?? ''), place);
	else if (kind === 'profiles' && second === 'custom-url-category' && fourth === 'list') {
		for (const entry of listOf(rest[0])) addHost(objects, `category ${String(third)}`, parseUrl(entry), place);
	} else if (typeof kind === 'string' && kind.endsWith('rulebase') && third === 'rules') {
		const rules = second === 'security' ? state.security : second === 'decryption' ? state.decryption : null;
		if (rules === null) return;
		const rule = rules.get(String(fourth)) ?? {place, fields: new Map<string, string[]>()};
		rules.set(String(fourth), rule);
		for (let index = 0; index < rest.length; index += 2) {
			const key = String(rest[index]);
			rule.fields.set(key, [...(rule.fields.get(key) ?? []), ...listOf(rest[index + 1])]);
		}
	}
}

/** An entry of a URL list: a path opens a part of the host alone; an open end takes more than the host. */
function parseUrl(entry: string): ReturnType<typeof parseHost> {
	const match = /^(?:https?:\/\/)?([^/:]+)(?::\d+)?(\/.*)?$/i.exec(entry);
	if (match === null) return 'no entry of a URL list';
	if (!/^\/?\*?$/.test(match[2] ?? '')) return 'a path: it opens a part of the host alone';
	return parseHost(match[1] ?? '', urlRules);
}

function addAddress(objects: Objects, name: string, kind: string, value: string, place: Place): void {
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

function toRule({place, fields}: RuleFields, objects: Objects): Rule[] {
	const get = (key: string) => fields.get(key) ?? [];
	if (get('disabled')[0] === 'yes') return [];
	const action = get('action')[0];
	if (action === undefined) return [];
	const applications = get('application');
	// A rule for other applications never takes these, and `ssl` or `web-browsing` take them on any of their services.
	const isFitting =
		applications.length === 0 || applications.some(name => /^(?:any|ssl|web-browsing|websocket)$/.test(name));
	const services = get('service').flatMap(name =>
		name === 'application-default' ? defaultsOf(applications, objects) : [name],
	);
	const categories = get('category').map(name => (name === 'any' ? name : `category ${name}`));
	return [
		{
			action: action === 'allow' ? 'allow' : 'deny',
			place,
			hosts: [
				{names: get('destination'), isNegated: get('negate-destination')[0] === 'yes'},
				...(categories.length === 0 ? [] : [{names: categories}]),
			],
			services,
			more: isFitting ? [] : [{kind: action !== 'allow' && applications.some(isNear) ? 'unknown' : 'never'}],
		},
	];
}

/** Applications that PAN-OS may see in the traffic of these hosts: a rule that denies them may deny some of it. */
const isNear = (application: string) =>
	/^(?:ms-|microsoft|office|azure|windows|github|docker|kubernetes|python|pypi|ubuntu|apt|anaconda|google|web-|http|amqp)/.test(
		application,
	);

/** Where `service application-default` lets an application run. */
function defaultsOf(applications: readonly string[], {services}: Objects): string[] {
	const own: Service[] = [
		...(applications.includes('ssl') || applications.includes('any') ? tcp(443) : []),
		...(applications.includes('web-browsing') || applications.includes('any') ? tcp(80) : []),
	];
	services.set('application-default of ssl and web-browsing', own);
	return ['application-default of ssl and web-browsing'];
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
			} else if (name === 'custom-url-category') {
				for (const one of child(entry, 'list')?.children ?? [])
					addHost(objects, `category ${own}`, parseUrl(one.text.trim()), at(one));
			} else if (name === 'rules' && (above.at(-1) === 'security' || above.at(-1) === 'decryption')) {
				const fields = new Map(
					entry.children.map(one => [one.name, one.children.length > 0 ? members(one) : [one.text.trim()]]),
				);
				state[above.at(-1) as 'security' | 'decryption'].set(own, {place, fields});
			}
		}
		if (above.length < 40) for (const one of element.children) visit(one, [...above, name]);
	};
	visit(root, []);
}
