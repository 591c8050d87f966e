import {
	type AccessList,
	anyPort,
	type HostItem,
	joinParts,
	type Part,
	type Place,
	placeOf,
	type Reader,
	type Refusal,
	type Service,
} from '../access-list.ts';
import {parseHost} from '../hosts.ts';
import {
	addHost,
	addMembers,
	clientNote,
	everyPort,
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
import {
	type EditIndex,
	type FileEdit,
	firstValue,
	indexEdits,
	type Refuse,
	readEdits,
	strayLines,
	valuesOf,
} from './fortigate-edits.ts';
import {filtersOf} from './fortigate-filters.ts';

/**
 * A configuration of FortiOS: addresses of the type fqdn, groups, services, and policies in the order of the file, the first
 * that fits; all else denied ("Using wildcard FQDN addresses in firewall policies", docs.fortinet.com). `*.example.com` takes
 * names several labels deep, as users report, and not the domain itself as far as documents say.
 */
export const readFortigate: Reader = async files => {
	const notes = new Set<string>();
	const all: FileEdit[] = [];
	const unread: Refusal[] = [];
	for (const {file, text} of files) {
		const isOwn = isOwnOutput(text);
		if (isOwn) notes.add(ownNote);
		const refuse: Refuse = (line, own, why) => unread.push({place: placeOf(file, line, own), why});
		for (const edit of readEdits(text, isOwn, refuse)) all.push({...edit, file});
		for (const {line, text: own} of strayLines(text, isOwn)) refuse(line, own, 'no line of a configuration');
	}
	const scopes = [...new Set(all.filter(({table}) => policyTables.test(table)).map(({scope}) => scope))];
	const isIn = (scope: string, own: string) => own === scope || own.startsWith(`${scope} `);
	const parts = (scopes.length > 1 ? scopes : ['']).map((scope): Part => {
		// What stands in no virtual domain is for all of them.
		const edits = scopes.length > 1 ? all.filter(one => isIn(scope, one.scope) || isIn('', one.scope)) : all;
		const [own = ''] = scopes.length > 1 ? [scope] : scopes;
		const list = readDomain(edits, unread);
		return {name: scope === '' ? 'global' : scope, list: own === '' ? list : {...list, scope: own}};
	});
	return joinParts(parts, [...notes]);
};

const policyTables = /^firewall (?:policy6?|proxy-policy|security-policy|consolidated policy)$/;

/** One virtual domain, or a firewall without any. */
function readDomain(edits: readonly FileEdit[], unread: readonly Refusal[]): AccessList {
	const objects = newObjects({
		HTTPS: tcp(443),
		HTTP: tcp(80),
		ALL: everyPort,
		ALL_TCP: [{protocol: 'tcp', from: 1, to: 65_535}],
		ALL_UDP: [{protocol: 'udp', from: 1, to: 65_535}],
		DNS: [],
		NTP: [{protocol: 'udp', from: 123, to: 123}],
	});
	for (const one of unread) objects.refusals.push(one);
	const rules: Rule[] = [];
	const notes = new Set<string>();
	const inspectionProfiles = new Set<string>();
	const index = indexEdits(edits);
	for (const edit of edits) {
		const {table, name, line, file, fields} = edit;
		const place = placeOf(file, line, `edit ${name}`);
		const [value, values] = [(key: string) => firstValue(edit, key), (key: string) => valuesOf(edit, key)];
		const refuse = (why: string) => objects.refusals.push({place, why});
		if (/^firewall address6?$/.test(table)) addAddress(edit, objects, place);
		else if (/^firewall addrgrp6?$/.test(table)) {
			if (value('exclude') === 'enable' || values('exclude-member').length > 0)
				refuse('a group with members that are left out is not read');
			else addMembers(objects.groups, name, values('member'));
		} else if (table === 'firewall service group') addMembers(objects.serviceGroups, name, values('member'));
		else if (table === 'firewall service custom') {
			const ports = (['tcp', 'udp'] as const).map(one => portServices(values(`${one}-portrange`).join(' '), one));
			const isOfSome = value('fqdn') !== '' || !/^(?:0\.0\.0\.0)?$/.test(value('iprange')) || fields.has('application');
			// Without an entry of its own it is a service that may be any.
			if (isOfSome || ports.includes(null)) {
				refuse('a service of some hosts or applications, or of ports that are not understood');
				continue;
			}
			const services = ports.flatMap(own => own ?? []);
			const isIp = value('protocol') === 'IP' && services.length === 0;
			objects.services.set(name, isIp ? servicesOfProtocol(value('protocol-number')) : services);
		} else if (table === 'firewall policy') {
			if (value('status') === 'disable') continue;
			const rule = toRule(edit, index, objects, place, note => notes.add(note));
			if (rule === null) continue;
			rules.push(rule);
			if (rule.action === 'allow') for (const profile of values('ssl-ssh-profile')) inspectionProfiles.add(profile);
		} else if (policyTables.test(table)) {
			if (value('status') === 'disable') continue;
			refuse(`a ${table.replace('firewall ', '')} is not read`);
			// A security policy decides what policies let through; others may deny what they take.
			if (table === 'firewall security-policy' || value('action') !== 'accept')
				rules.unshift({action: 'deny', place, hosts: [], services: [], more: [{kind: 'unknown'}]});
		}
	}
	if (hasClients(rules)) notes.add(clientNote);
	return {
		entries: toEntries(rules, objects),
		otherwise: 'deny',
		exemptions: exemptionsOf(edits, inspectionProfiles, rules.length > 0, objects),
		refusals: objects.refusals,
		notes: [...notes],
		knowsPorts: true,
	};
}

/** A service of IP by the number of its protocol (IANA, "Protocol Numbers"); 0 stands for all of them. */
function servicesOfProtocol(number: string): Service[] {
	if (number === '' || number === '0') return [...everyPort];
	const protocol = number === '6' ? 'tcp' : number === '17' ? 'udp' : null;
	return protocol === null ? [] : [{protocol, ...anyPort}];
}

const everySubnet = /^0\.0\.0\.0\/(?:0|0\.0\.0\.0)$/;

function addAddress(edit: FileEdit, objects: Objects, place: Place): void {
	const {name, fields, file} = edit;
	if (fields.has('subnet')) objects.addresses.set(name, [valuesOf(edit, 'subnet').join('/')]);
	const fqdn = fields.get('fqdn') ?? fields.get('wildcard-fqdn');
	const [subnet, start, end] = [
		valuesOf(edit, 'subnet').join('/'),
		firstValue(edit, 'start-ip'),
		firstValue(edit, 'end-ip'),
	];
	const address = subnet || start;
	if (fqdn) {
		const matcher = parseHost(fqdn.words[0] ?? '', {dot: null, star: 'deep', hasInner: false});
		addHost(objects, name, matcher, placeOf(file, fqdn.line, fqdn.text));
	} else if (address !== '') {
		const isEvery = subnet === '' ? `${start}-${end}` === '0.0.0.0-255.255.255.255' : everySubnet.test(subnet);
		if (isEvery) addHost(objects, name, {kind: 'every'}, place);
		// What FortiOS calls "none" takes no host, and other addresses stand for no name.
		else if (/^0\.0\.0\.0\/(?:32|255\.255\.255\.255)$/.test(address)) objects.hosts.set(name, null);
		else if (/^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address))
			objects.hosts.set(name, null);
	} else if (name === 'all') addHost(objects, name, {kind: 'every'}, place);
}

function toRule(
	edit: FileEdit,
	edits: EditIndex,
	objects: Objects,
	place: Place,
	note: (text: string) => void,
): Rule | null {
	const {fields} = edit;
	const [value, values] = [(key: string) => firstValue(edit, key), (key: string) => valuesOf(edit, key)];
	const refuse = (why: string) => objects.refusals.push({place, why});
	const names = [...values('dstaddr'), ...values('dstaddr6')];
	const action = value('action') === 'accept' ? 'allow' : 'deny';
	const isService = [...fields.keys()].some(
		key => /^internet-service6?(?:-(?:name|id|group|custom|custom-group))?$/.test(key) && value(key) !== 'disable',
	);
	if (isService) refuse('the addresses of an internet service are not in the file');
	if (isService && names.length === 0 && action === 'allow') return null;
	const isTimed = value('schedule') !== '' && value('schedule') !== 'always';
	if (isTimed) refuse('its schedule is not always');
	const strange = [...fields.keys()].find(
		key =>
			(/^(?:url-category|application|app-category|app-group|ztna-(?:status|ems-tag|geo-tag)|src-vendor-mac)$/.test(
				key,
			) ||
				key === 'policy-expiry') &&
			!/^(?:disable|0)?$/.test(value(key)),
	);
	if (strange !== undefined) refuse(`its ${strange} is not read`);
	return {
		action,
		place,
		hosts: [{names, isNegated: value('dstaddr-negate') === 'enable'}],
		clients: [
			{
				names: [...values('srcaddr'), ...values('srcaddr6'), ...values('internet-service-src-name')],
				isNegated: value('srcaddr-negate') === 'enable',
			},
			{names: values('srcintf'), isZone: true},
			{names: values('dstintf'), isZone: true},
			{names: [...values('groups'), ...values('users'), ...values('fsso-groups')]},
		],
		services: value('service-negate') === 'enable' ? ['a negated service'] : values('service'),
		more: isTimed || isService || strange !== undefined ? [{kind: 'unknown'}] : [],
		within:
			action === 'allow'
				? filtersOf(edit, edits, place, {note, refuse: (at, why) => objects.refusals.push({place: at, why})})
				: [],
	};
}

/**
 * Hosts that the profiles in use leave alone, where any of them inspects; null where none does. A file without policies that
 * use one is taken by the exemptions in it.
 */
function exemptionsOf(
	edits: readonly FileEdit[],
	inUse: ReadonlySet<string>,
	hasRules: boolean,
	objects: Objects,
): HostItem[] | null {
	const patterns = new Map(
		edits.flatMap(({table, name, fields, file, line}) => {
			const own = fields.get('wildcard-fqdn');
			return table === 'firewall wildcard-fqdn custom'
				? [[name, {file, pattern: own?.words[0] ?? '', line: own?.line ?? line}] as const]
				: [];
		}),
	);
	const within = (name: string) =>
		edits.filter(
			({table, scope}) => table.startsWith('firewall ssl-ssh-profile ') && ` ${scope} `.includes(` ${name} `),
		);
	const itemsIn = (own: readonly FileEdit[]): HostItem[] =>
		own
			.filter(({table}) => table.endsWith('ssl-exempt'))
			.flatMap(edit => {
				const name = firstValue(edit, 'wildcard-fqdn') || firstValue(edit, 'address');
				const object = patterns.get(name);
				const matcher =
					object === undefined ? '' : parseHost(object.pattern, {dot: null, star: 'deep', hasInner: false});
				return object === undefined || typeof matcher === 'string'
					? (objects.hosts.get(name) ?? [])
					: [{matcher, place: placeOf(object.file, object.line, object.pattern)}];
			});
	const isDeep = (edit: FileEdit) =>
		firstValue(edit, 'status') === 'deep-inspection' || firstValue(edit, 'inspect-all') === 'deep-inspection';
	if (!hasRules || inUse.size === 0) {
		const own = edits.filter(({table}) => table.startsWith('firewall ssl-ssh-profile'));
		const inspects = own.some(one => one.table.endsWith('ssl-exempt') || isDeep(one));
		return inspects && !hasRules ? itemsIn(own) : null;
	}
	// The profile of that name that every FortiGate has inspects.
	const deep = [...inUse].filter(
		name => within(name).some(isDeep) || (within(name).length === 0 && /^(?:custom-)?deep-inspection$/.test(name)),
	);
	if (deep.length === 0) return null;
	const [first = [], ...others] = deep.map(name => itemsIn(within(name)));
	const texts = others.map(items => new Set(items.map(({matcher}) => JSON.stringify(matcher))));
	return first.filter(({matcher}) => texts.every(own => own.has(JSON.stringify(matcher))));
}
