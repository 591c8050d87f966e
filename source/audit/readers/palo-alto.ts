import {joinParts, type Part, type Place, placeOf, type Reader} from '../access-list.ts';
import {addMembers, isOwnOutput, ownNote} from '../objects.ts';
import {
	addAddress,
	addFilter,
	addService,
	addUrl,
	filtered,
	isComposed,
	newState,
	rankOf,
	ruleKey,
	type State,
	type Step,
	toList,
} from './palo-alto-rules.ts';
import {parseXml, readXml} from './palo-alto-xml.ts';

/**
 * A configuration of PAN-OS, as set commands or as XML: custom URL categories, FQDN objects, services, and security rules in
 * the order of the file, the first that fits; traffic to the outside is denied where none does. Device groups and virtual
 * systems are judged each by itself, with what is shared, and with the groups above ("Device Group Hierarchy", Panorama
 * administrator's guide).
 */
export const readPaloAlto: Reader = async files => {
	const steps: Step[] = [];
	const parents = new Map<string, string>();
	const notes: string[] = [];
	for (const {file, text} of files) {
		if (/^\uFEFF?\s*</.test(text)) readXml(parseXml(text, file), steps, parents, file);
		else {
			const isOwn = isOwnOutput(text);
			if (isOwn) notes.push(ownNote);
			for (const [index, raw] of text.split('\n').entries()) {
				const line = (isOwn ? raw.replace(/^# (?=set )/, '') : raw).replace(/^\uFEFF/, '').trim();
				if (line !== '' && !line.startsWith('#')) readLine(line, placeOf(file, index + 1, line), steps, parents);
			}
		}
	}
	const isXml = files.some(({text}) => /^\uFEFF?\s*</.test(text));
	const holding = new Set(steps.flatMap(({scope, object}) => (object === 'rule' && !isShared(scope) ? scope : [])));
	const lineOf = (scope: string): string[] => {
		const line: string[] = [];
		for (let own: string | undefined = scope; own !== undefined && !line.includes(own); own = parents.get(own))
			line.unshift(own);
		return line;
	};
	const lines = [...holding].map(lineOf);
	// A group that others inherit from is judged with each of them.
	const leaves = lines.filter(line => !lines.some(other => other !== line && other.includes(line.at(-1) ?? '')));
	const parts = (leaves.length > 1 ? leaves : [[...new Set(lines.flat())]]).map((line): Part => {
		const state = newState(line);
		const own = steps.filter(({scope}) => isShared(scope) || leaves.length < 2 || line.includes(scope));
		const rankOfScope = (scope: string) => (isShared(scope) ? -1 : line.indexOf(scope));
		const nearest = new Map<string, number>();
		for (const {object, scope} of own)
			if (object !== null) nearest.set(object, Math.max(nearest.get(object) ?? -1, rankOfScope(scope)));
		for (const {object, scope, apply} of own) {
			// An object of a group takes the place of one of that name above it.
			if (object === null || object === 'rule' || nearest.get(object) === rankOfScope(scope)) apply(state);
		}
		const scope = line.at(-1) ?? '';
		// A firewall of one virtual system has it in its file and in no command.
		const isTold = leaves.length > 1 || scope.startsWith('device-group ') || (scope !== '' && !isXml);
		return {name: scope.replace(/^\S+ /, ''), list: {...toList(state), ...(isTold ? {scope} : {})}};
	});
	return joinParts(parts, notes);
};

const isShared = (scope: string) => scope === 'shared' || scope === '';

function readLine(line: string, place: Place, steps: Step[], parents: Map<string, string>): void {
	const everywhere = (apply: Step['apply']) => steps.push({scope: '', object: null, apply});
	if (line.startsWith('set ')) {
		const words = wordsOf(line.slice(4));
		const texts = words.map(String);
		const [group, above] = [texts.indexOf('device-group'), texts.indexOf('parent-dg')];
		if (group >= 0 && above === group + 2)
			parents.set(`device-group ${texts[group + 1]}`, `device-group ${texts[above + 1]}`);
		const start = words.findIndex(word => typeof word === 'string' && kinds.has(word));
		const [kind = '', second = '', third = ''] = start < 0 ? [] : texts.slice(start);
		if (kind === '') return;
		const scope = scopeOf(words.slice(0, start));
		const object = kind.endsWith('rulebase')
			? third === 'rules' && second === 'security'
				? 'rule'
				: null
			: [kind, second, ...(kind === 'profiles' ? [third] : [])].join(' ');
		steps.push({scope, object, apply: state => readSet(words, place, state)});
	} else if (line.startsWith('delete ')) everywhere(state => readDelete(wordsOf(line.slice(7)), place, state));
	else if (/^(?:edit|move|rename|copy|load|override) /.test(line)) {
		everywhere(state => {
			state.objects.refusals.push({place, why: 'a command that changes rules in a way that is not read'});
			state.changes.push(place);
		});
	} else if (!/^(?:configure|commit|exit|quit|top|up|show |run )/.test(line))
		everywhere(({objects}) => objects.refusals.push({place, why: 'no set command'}));
}

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
	'application-group',
	'application-filter',
	'address',
	'address-group',
	'profiles',
	'profile-group',
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
	} else if (kind === 'profiles' && second === 'custom-url-category' && fourth === 'type') {
		if (isComposed(String(rest[0]))) state.composed.add(String(third));
	} else if (kind === 'profiles' && second === 'url-filtering') {
		addFilter(state, String(third), String(fourth), listOf(rest[0]));
	} else if (kind === 'profile-group' && third === 'url-filtering') {
		addMembers(state.filterGroups, name, listOf(fourth));
	} else if (typeof kind === 'string' && kind.endsWith('rulebase') && third === 'rules') {
		const rules = second === 'security' ? state.security : second === 'decryption' ? state.decryption : null;
		if (rules === null) return;
		const scope = scopeOf(all.slice(0, start));
		const key = ruleKey(scope, kind, String(fourth));
		const rule = rules.get(key) ?? {
			place,
			fields: new Map<string, string[]>(),
			rank: rankOf(kind, scope, state.line),
		};
		rules.set(key, rule);
		// `profile-setting group NAME`, and `profile-setting profiles KIND NAME`.
		const pairs = rest[0] === 'profile-setting' ? rest.slice(rest[1] === 'group' ? 1 : 2) : rest;
		for (let index = 0; index < pairs.length; index += 2) {
			const key = String(pairs[index]);
			const own = rule.fields.get(key);
			const more = listOf(pairs[index + 1]);
			if (own) for (const word of more) own.push(word);
			else rule.fields.set(key, more);
		}
	}
}

const scopeOf = (path: readonly (string | string[])[]): string =>
	path[0] === 'shared'
		? 'shared'
		: path.filter(word => !/^(?:devices|localhost\.localdomain)$/.test(String(word))).join(' ');

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
