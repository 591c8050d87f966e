import {BlockList, isIP} from 'node:net';
import {domainToASCII} from 'node:url';
import type {RuleProtocol} from '../allowlists/types.ts';
import {isHost} from '../catalog/host-pattern.ts';
import type {Condition, HostItem, Matcher} from './access-list.ts';

/** How a product reads what stands before a name. */
export type HostRules = {
	/** `.example.com`: the names under it, and whether itself too; null: it is no name there. */
	readonly dot: 'with-apex' | 'without-apex' | null;
	/** `*.example.com`: names of any depth, or of one label more, with or without itself; null: no wildcard is known. */
	readonly star: 'deep' | 'deep-with-apex' | 'one-label' | null;
	/** A `*` further in is one label; false: it is not supported. */
	readonly hasInner: boolean;
	/** `^` for one label, as PAN-OS has it. */
	readonly hasCaret?: boolean;
	/** A bare name takes the names under it too. */
	readonly isBareDeep?: boolean;
};

/** Lists as they go from hand to hand: a leading dot takes the domain too, `*.` any depth. */
export const listRules: HostRules = {dot: 'with-apex', star: 'deep', hasInner: true, hasCaret: true};

/**
 * Reads one name of a list: in capitals, with a final dot, or in its own script. A text says why it is none; an address is
 * one of these, since the services have many and change them ("never enough").
 */
export function parseHost(text: string, rules: HostRules): Matcher | string {
	const trimmed = text.trim().replace(/^"(.*)"$/, '$1');
	if (isIP(trimmed.replace(/^\[(.*)\]$/, '$1').replace(/\/\d+$/, '')) !== 0)
		return 'an address: these services change theirs, so it stands for no name';
	if (/^\d+\.\d+\.\d+\.\d+\s*-\s*\d/.test(trimmed)) return 'a range of addresses, which stands for no name';
	if (trimmed === '*') return {kind: 'every'};
	const host = toAscii(trimmed.replace(/\.$/, '').toLowerCase());
	if (host.startsWith('.')) {
		const base = host.slice(1);
		if (rules.dot === null) return 'a leading dot means nothing here';
		return isName(base) ? suffix(base, rules.dot === 'with-apex', true) : notAName;
	}
	const labels = host.split('.').map(label => (rules.hasCaret && label === '^' ? '*' : label));
	if (rules.hasCaret && host.startsWith('^.')) {
		return isName(labels.slice(1).join('.')) ? suffix(labels.slice(1).join('.'), false, false) : notAName;
	}
	if (host.startsWith('*.') && isName(host.slice(2))) {
		if (rules.star === null) return 'a wildcard means nothing here';
		return suffix(host.slice(2), rules.star === 'deep-with-apex', rules.star !== 'one-label');
	}
	if (host.includes('*') || labels.includes('*')) {
		if (!rules.hasInner) return 'a wildcard stands for the whole beginning of a name alone';
		if (!isName(labels.join('.').replaceAll('*', 'x'))) return notAName;
		const [first, ...rest] = labels;
		const isDeep = first === '*' && !host.startsWith('^') && rules.star !== 'one-label';
		return {kind: 'labels', labels: isDeep ? ['**', ...rest] : labels};
	}
	if (!isName(host)) return notAName;
	return rules.isBareDeep ? suffix(host, true, true) : {kind: 'name', name: host};
}

const notAName = 'no host name';

const isName = (text: string) => isIP(text) === 0 && isHost(text);

const suffix = (base: string, hasApex: boolean, isDeep: boolean): Matcher => ({
	kind: 'suffix',
	base,
	hasApex,
	isDeep,
});

/** A name in its own script as it goes over the wire (UTS 46); what is none stays as it is. */
function toAscii(text: string): string {
	if (/^[\u0000-\u007f]*$/.test(text)) return text;
	const [, start = '', rest = ''] = /^(\*?\.)?(.*)$/s.exec(text) ?? [];
	return `${start}${domainToASCII(rest)}`;
}

const internal = new BlockList();
for (const [address, bits] of [
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['100.64.0.0', 10],
] as const) {
	internal.addSubnet(address, bits);
}

/**
 * What a destination by address is: every host, one of the inside, where the services are not, addresses outside, or no
 * address at all.
 */
export function addressKind(text: string): 'every' | 'private' | 'public' | 'none' {
	const [address = '', bits] = text.trim().split('/');
	if (text === '*' || text.toLowerCase() === 'any' || text === '0.0.0.0/0' || text === '::/0') return 'every';
	const family = isIP(address.split('-')[0] ?? '');
	if (family === 0) return 'none';
	if (family === 6) return /^f[cde]/i.test(address) ? 'private' : 'public';
	return internal.check(address.split('-')[0] ?? '') && Number(bits ?? 32) >= 8 ? 'private' : 'public';
}

/** Who asks, by texts of addresses; where one of them is none (an object, a user), nobody can tell who that is. */
export function clientOf(texts: readonly string[]): Extract<Condition, {readonly kind: 'client'}> {
	const ranges = texts.map(rangesOf);
	return {kind: 'client', ranges: ranges.includes(null) ? null : ranges.flatMap(own => own ?? [])};
}

/** Addresses of clients as CIDR; null where it is written in another way. */
function rangesOf(text: string): string[] | null {
	if (/^(?:all|any|\*)$/i.test(text)) return ['0.0.0.0/0', '::/0'];
	const [address = '', bits] = text.split('/');
	const family = isIP(address);
	if (family === 0 || text.includes('%') || text.split('/').length > 2) return null;
	if (bits === undefined) return [`${address}/${family === 6 ? 128 : 32}`];
	if (/^\d{1,3}$/.test(bits)) return Number(bits) <= (family === 6 ? 128 : 32) ? [text] : null;
	const octets = isIP(bits) === 4 ? bits.split('.').map(Number) : [];
	const binary = octets.map(octet => octet.toString(2).padStart(8, '0')).join('');
	return /^1*0*$/.test(binary) && binary.length === 32
		? [`${address}/${binary.indexOf('0') < 0 ? 32 : binary.indexOf('0')}`]
		: null;
}

/** One question to a list: may this host be reached on this port? */
export type Request = {readonly host: string; readonly port: number; readonly protocol: RuleProtocol};

/** Items of one list, found by name in time that grows with the labels of a host alone, but for expressions. */
type HostIndex = {
	readonly names: ReadonlyMap<string, HostItem>;
	readonly suffixes: ReadonlyMap<string, readonly HostItem[]>;
	readonly others: readonly HostItem[];
};

const indexes = new WeakMap<readonly HostItem[], HostIndex>();

function indexOf(items: readonly HostItem[]): HostIndex {
	const known = indexes.get(items);
	if (known) return known;
	const names = new Map<string, HostItem>();
	const suffixes = new Map<string, HostItem[]>();
	const others: HostItem[] = [];
	for (const item of items) {
		const {matcher} = item;
		if (matcher.kind === 'name') {
			if (!names.has(matcher.name)) names.set(matcher.name, item);
		} else if (matcher.kind === 'suffix') {
			const same = suffixes.get(matcher.base);
			if (same) same.push(item);
			else suffixes.set(matcher.base, [item]);
		} else others.push(item);
	}
	const index = {names, suffixes, others};
	indexes.set(items, index);
	return index;
}

/** One host is held against thousands of rules, one after the other. */
let latest = {host: '', labels: [''], domains: ['']};

function split(host: string): typeof latest {
	if (latest.host !== host) {
		const labels = host.split('.');
		latest = {host, labels, domains: labels.map((_, index) => labels.slice(index).join('.'))};
	}
	return latest;
}

/** The domains above a host, itself first. */
export const domainsOf = (host: string): readonly string[] => split(host).domains;

/**
 * The item that takes a host, or null; 'perhaps' where an expression looks at a path that nobody knows.
 *
 * Squid shows its url_regex `host:443` of a tunnel and `http://host/path` of a request ("acl" in squid.conf.documented);
 * the path is not known here, so two are tried.
 */
export function findItem(items: readonly HostItem[], request: Request): HostItem | 'perhaps' | null {
	const [only, another] = items;
	if (only && another === undefined) {
		const taken = takes(only.matcher, request);
		return taken ? only : taken === null ? 'perhaps' : null;
	}
	const {names, suffixes, others} = indexOf(items);
	const {host} = request;
	const exact = names.get(host);
	if (exact) return exact;
	for (const [depth, base] of suffixes.size === 0 ? [] : domainsOf(host).entries()) {
		for (const item of suffixes.get(base) ?? []) {
			if (item.matcher.kind !== 'suffix') continue;
			if (depth === 0 ? item.matcher.hasApex : depth === 1 || item.matcher.isDeep) return item;
		}
	}
	let isPerhaps = false;
	for (const item of others) {
		const taken = takes(item.matcher, request);
		if (taken) return item;
		if (taken === null) isPerhaps = true;
	}
	return isPerhaps ? 'perhaps' : null;
}

/** How a matcher is called, in no product's own syntax but that of most. */
export function nameOf(matcher: Matcher): string {
	switch (matcher.kind) {
		case 'every':
			return '*';
		case 'name':
			return matcher.name;
		case 'suffix':
			return `${matcher.hasApex ? '' : '*'}.${matcher.base}`;
		case 'labels':
			return matcher.labels.join('.').replace(/^\*\*/, '*');
		case 'expression':
			return matcher.expression.source;
	}
}

/** Whether one matcher takes a request; null where it can't be told. */
export function takes(matcher: Matcher, {host, port, protocol}: Request): boolean | null {
	switch (matcher.kind) {
		case 'every':
			return true;
		case 'name':
			return host === matcher.name;
		case 'suffix': {
			if (host === matcher.base) return matcher.hasApex;
			if (!host.endsWith(`.${matcher.base}`)) return false;
			return matcher.isDeep || !host.slice(0, -matcher.base.length - 1).includes('.');
		}
		case 'labels':
			return takesLabels(matcher.labels, split(host).labels);
		case 'expression': {
			const {expression, of} = matcher;
			if (of === 'host') return expression.test(host);
			if (protocol !== 'http') return of === 'url' && expression.test(`${host}:${port}`);
			const origin = of === 'path' ? '' : `http://${host}${port === 80 ? '' : `:${port}`}`;
			const [first, second] = [expression.test(`${origin}/`), expression.test(`${origin}/any7/name`)];
			return first === second ? first : null;
		}
	}
}

function takesLabels(pattern: readonly string[], labels: readonly string[]): boolean {
	const isDeep = pattern[0] === '**';
	// What stands for `**` is one label or more.
	const more = labels.length - pattern.length;
	if (isDeep ? more < 0 : more !== 0) return false;
	for (let index = pattern.length - 1; index >= (isDeep ? 1 : 0); index--) {
		if (!takesLabel(pattern[index] ?? '', labels[index + more] ?? '')) return false;
	}
	return true;
}

/** A `*` is any run of characters of one label, of at least one where it stands alone. */
function takesLabel(pattern: string, label: string): boolean {
	if (!pattern.includes('*')) return pattern === label;
	if (pattern === '*') return label !== '';
	const parts = pattern.split('*');
	const [start = '', end = ''] = [parts[0], parts.at(-1)];
	if (!label.startsWith(start) || label.length < start.length + end.length || !label.endsWith(end)) return false;
	let at = start.length;
	for (const part of parts.slice(1, -1)) {
		const found = label.indexOf(part, at);
		if (found < 0 || found + part.length > label.length - end.length) return false;
		at = found + part.length;
	}
	return true;
}

/** Labels that no list names by chance: of letters alone, with a digit, with a hyphen. */
const anyLabels = ['arcnetcheckany', 'any7', 'any-name'];

/**
 * Names that stand for all that a pattern takes: itself, or under a wildcard some of one label and one of two, since a
 * leading `*` is any depth.
 */
export function sampleNames(host: string): string[] {
	if (!host.includes('*')) return [host];
	const [first = '', ...rest] = host.split('.');
	const tail = rest.map(label => (label === '*' ? 'any7' : label)).join('.');
	if (first !== '*') return [`${first}.${tail}`];
	return [...anyLabels.map(label => `${label}.${tail}`), `any.deep7.${tail}`];
}
