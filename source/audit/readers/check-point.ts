import {placeOf} from '../form.ts';
import {
	addHost,
	addMembers,
	everyPort,
	newObjects,
	type Objects,
	portServices,
	type Rule,
	tcp,
	toEntries,
} from '../objects.ts';
import {parseHost} from '../parse-host.ts';
import type {Reader} from '../readers.ts';
import {parseYaml, type Tree, textOf, valuesOf, walk} from '../tree.ts';
import {type Command, readScript} from './shell-script.ts';

/**
 * Domain objects, groups, services and access rules of Check Point: commands of mgmt_cli, or the JSON of "show
 * access-rulebase" with its objects. A domain is called after itself with a dot in front; with its sub-domains it takes the
 * domain and all under it, without them the domain alone ("Domains", Security Management guides of R81 and R82).
 */
export const readCheckPoint: Reader = async files => {
	const objects = newObjects({
		https: tcp(443),
		http: tcp(80),
		HTTPS: tcp(443),
		HTTP: tcp(80),
		ntp: [{protocol: 'udp', from: 123, to: 123}],
		'ntp-udp': [{protocol: 'udp', from: 123, to: 123}],
	});
	const rules: Rule[] = [];
	for (const {file, text} of files) {
		const lines = text.split('\n');
		const at = (line: number) => placeOf(file, line, lines[line - 1] ?? '');
		if (/^\uFEFF?\s*[[{]/.test(text)) {
			for (const tree of parseYaml(text, file)) readJson(tree, objects, rules, at);
		} else for (const command of readScript(text)) readCommand(command, objects, rules, at);
	}
	return {
		entries: toEntries(rules, objects),
		otherwise: 'deny',
		exemptions: null,
		refusals: objects.refusals,
		notes: [],
		knowsPorts: true,
	};
};

type At = (line: number) => ReturnType<typeof placeOf>;

function addDomain(objects: Objects, name: string, isDeep: boolean, place: ReturnType<typeof placeOf>): void {
	const matcher = parseHost(name.replace(/^\./, ''), {dot: null, star: null, hasInner: false, isBareDeep: isDeep});
	addHost(objects, name, matcher, place);
}

function readCommand({words, line}: Command, objects: Objects, rules: Rule[], at: At): void {
	const texts = words.map(({text}) => text);
	const start = texts.findIndex(text => text === 'add' || text === 'set');
	const what = texts[start + 1];
	if (start < 0 || what === undefined) return;
	const pairs: [string, string][] = [];
	for (let index = start + 2; index + 1 < texts.length; index += 2)
		pairs.push([texts[index] ?? '', texts[index + 1] ?? '']);
	const all = (key: string) =>
		pairs
			.filter(([own]) => own.replace(/\.(?:add|\d+)$/, '').replace(/\.(?:add|\d+)$/, '') === key)
			.map(([, value]) => value);
	const one = (key: string) => all(key)[0] ?? '';
	const name = one('name');
	const place = at(line);
	if (what === 'dns-domain') addDomain(objects, name, one('is-sub-domain') === 'true', place);
	else if (what === 'group') addMembers(objects.groups, name, all('members'));
	else if (what === 'service-group') addMembers(objects.serviceGroups, name, all('members'));
	else if (what === 'service-tcp' || what === 'service-udp') {
		objects.services.set(name, portServices(one('port'), what === 'service-tcp' ? 'tcp' : 'udp') ?? []);
	} else if (what === 'access-rule' && texts[start] === 'add') {
		rules.push({
			action: /^accept$/i.test(one('action')) ? 'allow' : 'deny',
			place,
			hosts: [{names: all('destination')}],
			services: all('service'),
		});
	}
}

function readJson(tree: Tree, objects: Objects, rules: Rule[], at: At): void {
	const names = new Map<string, string>();
	const byUid = (value: Tree) => {
		const own = value.text ?? textOf(value, 'uid');
		return names.get(own) ?? (textOf(value, 'name') || own);
	};
	walk(tree, map => {
		const [type, name, uid] = [textOf(map, 'type'), textOf(map, 'name'), textOf(map, 'uid')];
		if (uid !== '' && name !== '') names.set(uid, name);
		const place = at(map.line);
		if (type === 'dns-domain') addDomain(objects, name, textOf(map, 'is-sub-domain') === 'true', place);
		else if (type === 'service-tcp' || type === 'service-udp')
			objects.services.set(name, portServices(textOf(map, 'port'), type === 'service-tcp' ? 'tcp' : 'udp') ?? []);
		else if (type === 'CpmiAnyObject') {
			addHost(objects, name, {kind: 'every'}, place);
			objects.services.set(name, [...everyPort]);
		}
		return false;
	});
	walk(tree, map => {
		const type = textOf(map, 'type');
		const groups = type === 'group' ? objects.groups : type === 'service-group' ? objects.serviceGroups : null;
		if (groups) addMembers(groups, textOf(map, 'name'), valuesOf(map, 'members').map(byUid));
		if (type !== 'access-rule' || textOf(map, 'enabled') === 'false') return false;
		const [action] = valuesOf(map, 'action').map(byUid);
		rules.push({
			action: /^accept$/i.test(action ?? '') ? 'allow' : 'deny',
			place: at(map.line),
			hosts: [
				{names: valuesOf(map, 'destination').map(byUid), isNegated: textOf(map, 'destination-negate') === 'true'},
			],
			services: valuesOf(map, 'service').map(byUid),
			more: textOf(map, 'service-negate') === 'true' ? [{kind: 'unknown'}] : [],
		});
		return true;
	});
}
