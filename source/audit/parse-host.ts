import {BlockList, isIP} from 'node:net';
import {domainToASCII} from 'node:url';
import {isHost} from '../catalog/host-pattern.ts';
import type {Condition, Matcher} from './form.ts';

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
