import {joinParts, type Part, placeOf, type Reader} from '../access-list.ts';
import {parseHost} from '../hosts.ts';
import {
	addHost,
	addMembers,
	clientNote,
	everyPort,
	hasClients,
	newObjects,
	type Objects,
	portServices,
	type Rule,
	tcp,
	toEntries,
} from '../objects.ts';
import {has, parseData, type Tree, textOf, valuesOf, walk} from '../tree.ts';
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
	const rules: NamedRule[] = [];
	for (const {file, text} of files) {
		const lines = text.split('\n');
		const at = (line: number) => placeOf(file, line, lines[line - 1] ?? '');
		if (/^\uFEFF?\s*[[{]/.test(text)) {
			for (const tree of parseData(text, file)) readJson(tree, objects, rules, at);
		} else for (const command of readScript(text)) readCommand(command, objects, rules, at);
	}
	const inForce = rules.filter(({isEnabled}) => isEnabled);
	const inline = new Set(inForce.flatMap(({inlineLayer}) => inlineLayer ?? []));
	// What changes a rule that nobody can tell stands above all layers, in none.
	const layers = [...new Set(inForce.filter(({rule}) => !isUncertain(rule)).map(({layer}) => layer))];
	const ordered = layers.filter(layer => !inline.has(layer));
	const parts = (ordered.length === 0 ? [''] : ordered).map((layer): Part => {
		const own = inForce
			.filter(one => one.layer === layer || isUncertain(one.rule))
			.map(one => withInline(one, inForce, objects, 0));
		return {
			name: layer === '' ? 'no layer' : layer,
			list: {
				entries: toEntries(own, objects),
				otherwise: 'deny',
				exemptions: null,
				refusals: objects.refusals,
				notes: hasClients(own) ? [clientNote] : [],
				knowsPorts: true,
			},
		};
	});
	return joinParts(parts);
};

const deepestLayer = 10;

/**
 * A rule with the layer that it hands over to, of which the first rule that fits decides and which denies where none does
 * ("Ordered Layers and Inline Layers", Security Management guides of R81 and R82).
 */
function withInline({rule, inlineLayer}: NamedRule, all: readonly NamedRule[], objects: Objects, depth: number): Rule {
	if (inlineLayer === undefined) return rule;
	const own = all.filter(({layer}) => layer === inlineLayer);
	if (own.length === 0 || depth > deepestLayer) {
		objects.refusals.push({
			place: rule.place,
			why: `the layer ${inlineLayer} that it hands over to is not in the file`,
		});
		return {...rule, action: 'deny', more: [...(rule.more ?? []), unknown]};
	}
	const within = toEntries(
		own.map(one => withInline(one, all, objects, depth + 1)),
		objects,
	);
	return {...rule, action: 'deny', within};
}

const isUncertain = ({hosts, more = []}: Rule) => hosts.length === 0 && more.includes(unknown);

type At = (line: number) => ReturnType<typeof placeOf>;

function addDomain(objects: Objects, name: string, isDeep: boolean, place: ReturnType<typeof placeOf>): void {
	const matcher = parseHost(name.replace(/^\./, ''), {dot: null, star: null, hasInner: false, isBareDeep: isDeep});
	addHost(objects, name, matcher, place);
}

/** A rule with the name by which later commands of its layer know it. */
type NamedRule = {
	readonly name: string;
	readonly layer: string;
	/** The layer that decides in its place. */
	readonly inlineLayer?: string | undefined;
	isEnabled: boolean;
	rule: Rule;
};

const unknown = {kind: 'unknown'} as const;

/** Stands above all rules where a command changes one that nobody can tell: what follows is uncertain then. */
const uncertain = (place: Rule['place']): NamedRule => ({
	name: '',
	layer: '',
	isEnabled: true,
	rule: {action: 'deny', place, hosts: [], services: [], more: [unknown]},
});

const objectKinds = /^(?:host|network|dns-domain|group|service-(?:tcp|udp|group))$/;

function readCommand({words, line}: Command, objects: Objects, rules: NamedRule[], at: At): void {
	const texts = words.map(({text}) => text);
	const start = texts.findIndex(text => /^(?:add|set|delete)$/.test(text));
	const [verb, what] = [texts[start], texts[start + 1]];
	if (start < 0 || what === undefined || !(what === 'access-rule' || objectKinds.test(what))) return;
	const place = at(line);
	const refuse = (why: string) => objects.refusals.push({place, why});
	if (texts.includes('--batch')) {
		refuse('what it changes stands in another file');
		rules.unshift(uncertain(place));
		return;
	}
	const pairs: (readonly [string, string])[] = [];
	for (let index = start + 2; index + 1 < texts.length; index += 2)
		pairs.push([texts[index] ?? '', texts[index + 1] ?? '']);
	if (what === 'access-rule') {
		if (verb === 'add') addRule(pairs, rules, place, refuse);
		else changeRule(verb === 'delete', pairs, rules, place, refuse);
	} else changeObject(String(verb), what, pairs, objects, place);
}

type Pairs = readonly (readonly [key: string, value: string])[];

const allOf = (pairs: Pairs, key: string) =>
	pairs.filter(([own]) => own.replace(/(?:\.(?:add|\d+))+$/, '') === key).map(([, value]) => value);
const oneOf = (pairs: Pairs, key: string) => allOf(pairs, key)[0] ?? '';

function changeObject(verb: string, what: string, pairs: Pairs, objects: Objects, place: Rule['place']): void {
	const name = oneOf(pairs, 'name');
	const groups = what === 'group' ? objects.groups : what === 'service-group' ? objects.serviceGroups : null;
	const isRenamed = pairs.some(([key]) => key === 'new-name');
	if (verb === 'delete' || isRenamed) {
		if (isRenamed) objects.refusals.push({place, why: 'an object that is renamed is read under no name'});
		for (const map of [
			groups,
			what === 'dns-domain' ? objects.hosts : null,
			what.startsWith('service-') && !groups ? objects.services : null,
			what === 'host' || what === 'network' ? objects.addresses : null,
		])
			map?.delete(name);
		return;
	}
	if (what === 'host' || what === 'network') {
		const address = oneOf(pairs, what === 'host' ? 'ip-address' : 'subnet') || oneOf(pairs, 'subnet6');
		const bits = oneOf(pairs, 'mask-length') || oneOf(pairs, 'mask-length6') || oneOf(pairs, 'subnet-mask');
		if (address !== '') objects.addresses.set(name, [bits === '' ? address : `${address}/${bits}`]);
	} else if (groups) {
		const removed = new Set(pairs.filter(([key]) => /^members\.remove\b/.test(key)).map(([, value]) => value));
		// Members that are set, and not added, are all that the group has then.
		const isWhole = verb === 'set' && pairs.some(([key]) => /^members(?:\.\d+)?$/.test(key));
		const before = isWhole ? [] : (groups.get(name) ?? []);
		groups.set(
			name,
			[...before, ...allOf(pairs, 'members')].filter(member => !removed.has(member)),
		);
	} else if (what === 'dns-domain') {
		const isDeep = oneOf(pairs, 'is-sub-domain');
		if (verb === 'set' && isDeep !== '') objects.hosts.delete(name);
		if (verb === 'add' || isDeep !== '') addDomain(objects, name, isDeep === 'true', place);
	} else if (verb === 'add' || oneOf(pairs, 'port') !== '') {
		const services = portServices(oneOf(pairs, 'port'), what === 'service-tcp' ? 'tcp' : 'udp');
		if (services === null) objects.services.delete(name);
		else objects.services.set(name, services);
	}
}

type Refuse = (why: string) => void;

function addRule(pairs: Pairs, rules: NamedRule[], place: Rule['place'], refuse: Refuse): void {
	const one = (key: string) => oneOf(pairs, key);
	const names = allOf(pairs, 'destination');
	const narrowed = narrowingOf(key => allOf(pairs, key), one('service-negate') === 'true', refuse);
	const added: NamedRule = {
		name: one('name'),
		layer: one('layer'),
		inlineLayer: /^apply layer$/i.test(one('action')) ? one('inline-layer') : undefined,
		isEnabled: one('enabled') !== 'false',
		rule: {
			action: /^accept$/i.test(one('action')) ? 'allow' : 'deny',
			place,
			hosts: [{names: names.length === 0 ? ['Any'] : names, isNegated: one('destination-negate') === 'true'}],
			services: allOf(pairs, 'service'),
			clients: [{names: allOf(pairs, 'source'), isNegated: one('source-negate') === 'true'}],
			more: narrowed,
		},
	};
	const [key = '', value = ''] = pairs.find(([own]) => /^position\b/.test(own)) ?? [];
	const same = key === '' ? [] : rules.filter(({layer}) => layer === added.layer);
	const named = same.find(({name}) => name === value);
	const before =
		key === 'position' && value === 'top'
			? same[0]
			: key === 'position' && /^\d+$/.test(value)
				? same[Math.max(0, Number(value) - 1)]
				: key === 'position.above'
					? named
					: key === 'position.below'
						? named && same[same.indexOf(named) + 1]
						: undefined;
	const isTold = key === '' || key === 'position' || named !== undefined;
	if (!isTold) refuse('the rule beside which it stands is not in the file');
	const index = before === undefined ? -1 : rules.indexOf(before);
	// A denial of which the place is not told may stand above everything.
	if (index >= 0) rules.splice(index, 0, added);
	else if (!isTold && added.rule.action === 'deny') rules.unshift(added);
	else rules.push(added);
}

function changeRule(isDeleted: boolean, pairs: Pairs, rules: NamedRule[], place: Rule['place'], refuse: Refuse): void {
	const name = oneOf(pairs, 'name');
	const layer = oneOf(pairs, 'layer');
	const known = name === '' ? undefined : rules.find(rule => rule.name === name && rule.layer === layer);
	if (known === undefined) {
		refuse('the rule that it changes is not in the file');
		rules.unshift(uncertain(place));
	} else if (isDeleted) rules.splice(rules.indexOf(known), 1);
	else {
		const enabled = oneOf(pairs, 'enabled');
		if (enabled !== '') known.isEnabled = enabled !== 'false';
		const others = pairs.filter(([key]) => !/^(?:name|layer|enabled|comments|track\b.*|-.*)$/.test(key));
		if (others.length === 0) return;
		refuse(`${others[0]?.[0]} of a rule is read where the rule is added alone`);
		known.rule = {...known.rule, more: [...(known.rule.more ?? []), unknown]};
		if (others.some(([key]) => key === 'new-position' || key.startsWith('new-position.')))
			rules.unshift(uncertain(place));
	}
}

/** What does not narrow a rule; policy targets are all gateways, also by the id that they have everywhere. */
const usual = /^(?:any|all_gwtogw|policy targets|6c488338-8eec-4103-ad21-cd461ac2c476)$/i;

/** What narrows a rule in ways that are not read. */
function narrowingOf(namesOf: (key: string) => readonly string[], isServiceNegated: boolean, refuse: Refuse) {
	const keys = ['time', 'content', 'vpn', 'install-on'].filter(key => namesOf(key).some(name => !usual.test(name)));
	for (const key of keys) refuse(`its ${key} is not read`);
	if (isServiceNegated) refuse('its services are negated');
	return keys.length > 0 || isServiceNegated ? [unknown] : [];
}

function readJson(tree: Tree, objects: Objects, rules: NamedRule[], at: At): void {
	const names = new Map<string, string>();
	const byUid = (value: Tree) => {
		const own = value.text ?? textOf(value, 'uid');
		return names.get(own) ?? (textOf(value, 'name') || own);
	};
	walk(tree, map => {
		const [type, name, uid] = [textOf(map, 'type'), textOf(map, 'name'), textOf(map, 'uid')];
		if (uid !== '' && name !== '') names.set(uid, name);
		const place = at(map.line);
		if (type === 'host') objects.addresses.set(name, [textOf(map, 'ipv4-address')]);
		else if (type === 'network')
			objects.addresses.set(name, [`${textOf(map, 'subnet4')}/${textOf(map, 'mask-length4')}`]);
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
		return false;
	});
	const readRules = (map: Tree, layer: string): void => {
		if (textOf(map, 'type') === 'access-rule') {
			readJsonRule(map, layer);
			return;
		}
		// A layer holds its rules, or sections of them, each with a name of its own.
		const isLayer = has(map, 'rulebase') && textOf(map, 'type') !== 'access-section';
		const own = isLayer ? textOf(map, 'name') || textOf(map, 'uid') || layer : layer;
		for (const child of map.list ?? map.entries?.map(([, value]) => value) ?? []) readRules(child, own);
	};
	readRules(tree, '');

	function readJsonRule(map: Tree, layer: string): void {
		if (textOf(map, 'enabled') === 'false') return;
		const [action = ''] = valuesOf(map, 'action').map(byUid);
		const place = at(map.line);
		const refuse = (why: string) => objects.refusals.push({place, why});
		const isServiceNegated = textOf(map, 'service-negate') === 'true';
		const [inlineLayer = ''] = valuesOf(map, 'inline-layer').map(byUid);
		rules.push({
			name: textOf(map, 'name'),
			layer,
			inlineLayer: inlineLayer === '' ? undefined : inlineLayer,
			isEnabled: true,
			rule: {
				action: /^accept$/i.test(action) ? 'allow' : 'deny',
				place,
				hosts: [
					{names: valuesOf(map, 'destination').map(byUid), isNegated: textOf(map, 'destination-negate') === 'true'},
				],
				services: valuesOf(map, 'service').map(byUid),
				clients: [{names: valuesOf(map, 'source').map(byUid), isNegated: textOf(map, 'source-negate') === 'true'}],
				more: narrowingOf(key => valuesOf(map, key).map(byUid), isServiceNegated, refuse),
			},
		});
	}
}
