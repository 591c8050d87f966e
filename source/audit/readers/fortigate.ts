import {placeOf} from '../form.ts';
import {
	addHost,
	addMembers,
	everyPort,
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
		for (const edit of readEdits(text, isOwn)) {
			const {table, name, fields, line} = edit;
			const at = (number: number) => placeOf(file, number, text.split('\n', number)[number - 1] ?? '');
			const place = placeOf(file, line, `edit ${name}`);
			const value = (key: string) => fields.get(key)?.words[0] ?? '';
			const values = (key: string) => fields.get(key)?.words ?? [];
			if (table === 'firewall address' || table === 'firewall address6') {
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
			} else if (table === 'firewall addrgrp') addMembers(objects.groups, name, values('member'));
			else if (table === 'firewall service group') addMembers(objects.serviceGroups, name, values('member'));
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
				const more = [...fields.keys()].filter(
					key => /^internet-service(?:-name|-id)?$/.test(key) && value(key) !== 'disable',
				);
				if (more.length > 0)
					objects.refusals.push({place, why: 'the addresses of an internet service are not in the file'});
				if (names.length === 0 && more.length > 0) continue;
				if (value('schedule') !== '' && value('schedule') !== 'always')
					objects.refusals.push({place, why: 'its schedule is not always'});
				rules.push({
					action: value('action') === 'accept' ? 'allow' : 'deny',
					place,
					hosts: [{names, isNegated: value('dstaddr-negate') === 'enable'}],
					services: value('service-negate') === 'enable' ? ['a negated service'] : services,
					more: value('schedule') !== '' && value('schedule') !== 'always' ? [{kind: 'unknown'}] : [],
				});
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
			} else if (/^(?:webfilter|dnsfilter)/.test(table))
				objects.refusals.push({place: at(line), why: `${table} is not read`});
		}
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
type Edit = {readonly table: string; readonly name: string; readonly fields: Map<string, Field>; readonly line: number};

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

/** Every `edit` of every table, with what is set within; a table within one is called after both. */
function* readEdits(text: string, isOwn: boolean): Generator<Edit> {
	const tables: string[] = [];
	const edits: (Edit | null)[] = [];
	for (const [index, raw] of text.split('\n').entries()) {
		const line = clean(raw, isOwn);
		if (line === '' || line.startsWith('#')) continue;
		const [command, ...words] = wordsOf(line);
		const edit = edits.at(-1);
		if (command === 'config') {
			// Within an object the table is a part of that; within a virtual domain it is one of its own.
			const outer = tables.at(-1);
			tables.push(
				outer === undefined || outer === 'vdom' || outer === 'global' ? words.join(' ') : `${outer} ${words.join(' ')}`,
			);
			edits.push(null);
		} else if (command === 'edit') {
			edits[edits.length - 1] = {table: tables.at(-1) ?? '', name: words[0] ?? '', fields: new Map(), line: index + 1};
		} else if ((command === 'set' || command === 'append') && edit) {
			const [key = '', ...rest] = words;
			const before = command === 'append' ? (edit.fields.get(key)?.words ?? []) : [];
			edit.fields.set(key, {words: [...before, ...rest], line: index + 1, text: line});
		} else if (command === 'next' || command === 'end') {
			if (edit) yield edit;
			if (command === 'next') edits[edits.length - 1] = null;
			else {
				tables.pop();
				edits.pop();
			}
		}
	}
}

function strayLines(text: string, isOwn: boolean): {line: number; text: string}[] {
	return text.split('\n').flatMap((raw, index) => {
		const line = clean(raw, isOwn);
		return line === '' ||
			/^(?:#|config|edit|set|append|unset|next|end|conf_file|select|delete|purge|move|rename|clone)\b|^#/.test(line)
			? []
			: [{line: index + 1, text: line}];
	});
}
