import {placeOf} from '../form.ts';
import {
	addHost,
	addMembers,
	clientNote,
	everyPort,
	hasClients,
	isOwnOutput,
	newObjects,
	ownNote,
	portServices,
	type Rule,
	tcp,
	toEntries,
} from '../objects.ts';
import {parseHost} from '../parse-host.ts';
import type {Reader} from '../readers.ts';

/**
 * A configuration of FortiOS: addresses of the type fqdn, groups, services, and policies in the order of the file, the first
 * that fits; all else denied ("Using wildcard FQDN addresses in firewall policies", docs.fortinet.com). `*.example.com` takes
 * names several labels deep, as users report, and not the domain itself as far as documents say.
 */
export const readFortigate: Reader = async files => {
	const objects = newObjects({
		HTTPS: tcp(443),
		HTTP: tcp(80),
		ALL: everyPort,
		ALL_TCP: [{protocol: 'tcp', from: 1, to: 65_535}],
		ALL_UDP: [{protocol: 'udp', from: 1, to: 65_535}],
		DNS: [],
		NTP: [{protocol: 'udp', from: 123, to: 123}],
	});
	const rules: Rule[] = [];
	const notes = new Set<string>();
	const inspection = new Map<string, {name: string; pattern: string; line: number}>();
	const exempt: string[] = [];
	let inspects = false;

	for (const {file, text} of files) {
		const isOwn = isOwnOutput(text);
		if (isOwn) notes.add(ownNote);
		const refuse: Refuse = (line, own, why) => objects.refusals.push({place: placeOf(file, line, own), why});
		const edits = readEdits(text, isOwn, refuse);
		for (const edit of edits) {
			const {table, name, fields, line} = edit;
			const place = placeOf(file, line, `edit ${name}`);
			const value = (key: string) => fields.get(key)?.words[0] ?? '';
			const values = (key: string) => fields.get(key)?.words ?? [];
			if (table === 'firewall address' || table === 'firewall address6') {
				if (fields.has('subnet')) objects.addresses.set(name, [values('subnet').join('/')]);
				const fqdn = fields.get('fqdn') ?? fields.get('wildcard-fqdn');
				if (fqdn)
					addHost(
						objects,
						name,
						parseHost(fqdn.words[0] ?? '', {dot: null, star: 'deep', hasInner: false}),
						placeOf(file, fqdn.line, fqdn.text),
					);
				else if (
					/^(?:subnet|start-ip)$/.test([...fields.keys()].find(key => key === 'subnet' || key === 'start-ip') ?? '')
				) {
					const address = value('subnet') || value('start-ip');
					if (/^0\.0\.0\.0(?:\/0)?$/.test(address)) addHost(objects, name, {kind: 'every'}, place);
					else if (
						/^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address)
					)
						objects.hosts.set(name, null);
				} else if (name === 'all') addHost(objects, name, {kind: 'every'}, place);
			} else if (table === 'firewall addrgrp' || table === 'firewall addrgrp6') {
				if (value('exclude') === 'enable' || values('exclude-member').length > 0)
					objects.refusals.push({place, why: 'a group with members that are left out is not read'});
				else addMembers(objects.groups, name, values('member'));
			} else if (table === 'firewall service group') addMembers(objects.serviceGroups, name, values('member'));
			else if (table === 'firewall service custom') {
				const services = [
					...(portServices(values('tcp-portrange').join(' '), 'tcp') ?? []),
					...(portServices(values('udp-portrange').join(' '), 'udp') ?? []),
				];
				objects.services.set(name, value('protocol') === 'IP' && services.length === 0 ? [...everyPort] : services);
			} else if (table === 'firewall policy') {
				if (value('status') === 'disable') continue;
				const names = [...values('dstaddr'), ...values('dstaddr6')];
				const services = values('service');
				const action = value('action') === 'accept' ? 'allow' : 'deny';
				const isService = [...fields.keys()].some(
					key =>
						/^internet-service6?(?:-(?:name|id|group|custom|custom-group))?$/.test(key) && value(key) !== 'disable',
				);
				if (isService) objects.refusals.push({place, why: 'the addresses of an internet service are not in the file'});
				if (isService && names.length === 0 && action === 'allow') continue;
				const isTimed = value('schedule') !== '' && value('schedule') !== 'always';
				if (isTimed) objects.refusals.push({place, why: 'its schedule is not always'});
				const profiles = ['webfilter-profile', 'dnsfilter-profile', 'profile-group'].filter(key => value(key) !== '');
				const isFiltered = action === 'allow' && profiles.length > 0;
				if (isFiltered)
					objects.refusals.push({place, why: `its ${profiles[0]} may deny hosts that it allows, and is not read`});
				rules.push({
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
					services: value('service-negate') === 'enable' ? ['a negated service'] : services,
					more: isTimed || isFiltered || isService ? [{kind: 'unknown'}] : [],
				});
			} else if (/^firewall (?:proxy-policy|security-policy|consolidated policy|policy6)$/.test(table)) {
				if (value('status') === 'disable') continue;
				objects.refusals.push({place, why: `a ${table.replace('firewall ', '')} is not read`});
				// A security policy decides what policies let through; others may deny what they take.
				if (table === 'firewall security-policy' || value('action') !== 'accept')
					rules.unshift({action: 'deny', place, hosts: [], services: [], more: [{kind: 'unknown'}]});
			} else if (table === 'firewall wildcard-fqdn custom') {
				const own = fields.get('wildcard-fqdn');
				inspection.set(name, {name: file, pattern: own?.words[0] ?? '', line: own?.line ?? line});
			} else if (table.endsWith('ssl-exempt')) {
				inspects = true;
				exempt.push(value('wildcard-fqdn') || value('address'));
			} else if (
				/deep-inspection|status|inspect-all/.test([...fields.keys()].join(' ')) &&
				table.startsWith('firewall ssl-ssh-profile')
			) {
				inspects ||= value('status') === 'deep-inspection' || value('inspect-all') === 'deep-inspection';
			} else if (/^(?:webfilter|dnsfilter)/.test(table)) objects.refusals.push({place, why: `${table} is not read`});
		}
		const scopes = new Set(edits.filter(({table}) => table === 'firewall policy').map(({scope}) => scope));
		if (scopes.size > 1)
			notes.add(
				`The policies of the virtual domains ${[...scopes].join(', ')} are read as one list: give the file of one alone to judge it.`,
			);
		for (const {line, text: own} of strayLines(text, isOwn))
			objects.refusals.push({place: placeOf(file, line, own), why: 'no line of a configuration'});
	}
	const items = exempt.flatMap(name => {
		const object = inspection.get(name);
		const matcher = object === undefined ? '' : parseHost(object.pattern, {dot: null, star: 'deep', hasInner: false});
		return object === undefined || typeof matcher === 'string'
			? (objects.hosts.get(name) ?? [])
			: [{matcher, place: placeOf(object.name, object.line, object.pattern)}];
	});
	if (hasClients(rules)) notes.add(clientNote);
	return {
		entries: toEntries(rules, objects),
		otherwise: 'deny',
		exemptions: inspects ? items : null,
		refusals: objects.refusals,
		notes: [...notes],
		knowsPorts: true,
	};
};

type Field = {readonly words: string[]; readonly line: number; readonly text: string};
type Edit = {
	readonly table: string;
	/** The virtual domain; nothing where there is none. */
	readonly scope: string;
	name: string;
	readonly fields: Map<string, Field>;
	readonly line: number;
};

/** Words of a line, of which some stand in quotes. */
const wordsOf = (line: string): string[] =>
	[...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
		([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
	);

const clean = (raw: string, isOwn: boolean) =>
	raw
		.replace(/^\uFEFF/, '')
		.trim()
		.replace(isOwn ? /^# {0,}(?=\s*(?:config|edit|set|append|next|end)\b)/ : /^$/, '')
		.trim();

type Refuse = (line: number, text: string, why: string) => void;

/**
 * Every `edit` of every table, with what is set within, in the order in which later commands put them; a table within one is
 * called after both.
 */
function readEdits(text: string, isOwn: boolean, refuse: Refuse): Edit[] {
	const done: Edit[] = [];
	const tables: {readonly name: string; readonly scope: string}[] = [];
	const edits: (Edit | null)[] = [];
	const known = new Map<string, Edit>();
	const keyOf = (table: string, scope: string, name: string) => JSON.stringify([table, scope, name]);
	for (const [index, raw] of text.split('\n').entries()) {
		const line = clean(raw, isOwn);
		if (line === '' || line.startsWith('#')) continue;
		const [command = '', ...words] = wordsOf(line);
		const edit = edits.at(-1);
		const table = tables.at(-1);
		if (command === 'config') {
			// Within an object the table is a part of that; within a virtual domain it is one of its own.
			const isWhole = table === undefined || table.name === 'vdom' || table.name === 'global';
			tables.push({
				name: isWhole ? words.join(' ') : `${table.name} ${words.join(' ')}`,
				scope: isWhole ? (edits.at(-1)?.name ?? '') : `${table.scope} ${edits.at(-1)?.name ?? ''}`,
			});
			edits.push(null);
		} else if (command === 'edit' && table) {
			const name = words[0] ?? '';
			const key = keyOf(table.name, table.scope, name);
			const own = known.get(key) ?? {
				...table,
				table: table.name,
				name,
				fields: new Map<string, Field>(),
				line: index + 1,
			};
			edits[edits.length - 1] = own;
			// The number 0 stands for the next one that is free.
			if (!known.has(key) || name === '0') done.push(own);
			if (name !== '0') known.set(key, own);
		} else if (/^(?:set|append|select|unset|unselect)$/.test(command) && edit) {
			const [key = '', ...rest] = words;
			const before = edit.fields.get(key)?.words ?? [];
			if (command === 'unset') edit.fields.delete(key);
			else {
				const now =
					command === 'append'
						? [...before, ...rest]
						: command === 'unselect'
							? before.filter(word => !rest.includes(word))
							: rest;
				edit.fields.set(key, {words: now, line: index + 1, text: line});
			}
		} else if (command === 'next') edits[edits.length - 1] = null;
		else if (command === 'end') {
			tables.pop();
			edits.pop();
		} else if (/^(?:move|delete|purge|rename|clone)$/.test(command) && table) {
			const isHere = (one: Edit) => one.table === table.name && one.scope === table.scope;
			const indexOf = (name = '') => done.findIndex(one => isHere(one) && one.name === name);
			const [name = '', way, other = ''] = words;
			const from = indexOf(name);
			const to = indexOf(other);
			const own = done[from];
			const target = done[to];
			if (command === 'purge') {
				for (const one of done.filter(isHere)) {
					done.splice(done.indexOf(one), 1);
					known.delete(keyOf(table.name, table.scope, one.name));
				}
			} else if (command === 'delete' && own) {
				done.splice(from, 1);
				known.delete(keyOf(table.name, table.scope, name));
			} else if (command === 'move' && own && target && own !== target && /^(?:before|after)$/.test(way ?? '')) {
				done.splice(from, 1);
				done.splice(done.indexOf(target) + (way === 'after' ? 1 : 0), 0, own);
			} else if (command === 'rename' && own && way === 'to') {
				known.delete(keyOf(table.name, table.scope, name));
				own.name = other;
				known.set(keyOf(table.name, table.scope, other), own);
			} else {
				refuse(index + 1, line, 'what it changes is not in the file');
				// A denial that is moved beside what nobody knows may stand above everything.
				if (command === 'move' && own) {
					done.splice(from, 1);
					if (own.fields.get('action')?.words[0] === 'accept') done.push(own);
					else done.unshift(own);
				}
			}
		}
	}
	return done;
}

function strayLines(text: string, isOwn: boolean): {line: number; text: string}[] {
	return text.split('\n').flatMap((raw, index) => {
		const line = clean(raw, isOwn);
		return line === '' ||
			/^(?:#|config|edit|set|append|unset|next|end|conf_file|select|delete|purge|move|rename|clone|unselect)\b|^#/.test(
				line,
			)
			? []
			: [{line: index + 1, text: line}];
	});
}
