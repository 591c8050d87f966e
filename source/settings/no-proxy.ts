import {BlockList, isIP} from 'node:net';
import {domainToASCII} from 'node:url';
import {entriesOfGroup} from './private-services.ts';

/** One entry of a no_proxy list. */
export type NoProxyRule = {
	/** As it stands in the list. */
	readonly text: string;
	readonly matches: (host: string, port: number) => boolean;
};

/** What `matchNoProxy` answers for this machine's own addresses, which no list needs to name. */
export const loopbackRule = 'localhost and loopback addresses';

/**
 * Tells which rule of a no_proxy list sends a target past the proxy: its text, or null.
 *
 * The tools of the field read such lists differently; this follows Go, which kubectl and helm are written in:
 *
 * - `example.com` matches the name and all below it; `.example.com` and `*.example.com` only what is below it (curl
 *   and Python take the name itself too).
 * - `*` as an entry of its own matches everything (curl: only if it is the whole list).
 * - `example.com:8443` and `10.0.0.1:8443` match on that port only (curl knows no ports).
 * - IPv4 and IPv6 addresses, with or without brackets, and CIDR ranges match targets given as addresses; names are
 *   not resolved (Python knows no ranges).
 * - `Arc`, with its capital, stands for all hosts of Arc with private endpoints, as `az connectedk8s` takes it.
 * - `localhost` and loopback addresses always go direct.
 *
 * Entries are separated by commas, or by blanks alone, as curl accepts. Case and a trailing dot don't matter, nor whether
 * an international name stands in its own letters or in ASCII.
 */
export function matchNoProxy(noProxy: string, host: string, port: number): string | null {
	return matchRules(parseNoProxy(noProxy), host, port);
}

/** Reads a list once, for many targets. Entries that can match nothing are kept: they match nothing. */
export function parseNoProxy(noProxy: string): readonly NoProxyRule[] {
	return noProxy
		.split(/[\s,]+/)
		.filter(text => text !== '')
		.map(text => {
			const rules = entriesOfGroup(text).map(entry => readRule(entry.toLowerCase()));
			return {text, matches: (host, port) => rules.some(matches => matches(host, port))};
		});
}

/** The same as `matchNoProxy`, for a list already read. */
export function matchRules(rules: readonly NoProxyRule[], host: string, port: number): string | null {
	const name = inAscii(normalise(host));
	if (isLoopback(name)) return loopbackRule;
	return rules.find(rule => rule.matches(name, port))?.text ?? null;
}

function readRule(rule: string): NoProxyRule['matches'] {
	if (rule === '*') return () => true;
	const range = readRange(rule);
	if (range) return host => isIP(host) !== 0 && range.check(host, familyOf(host));

	const {host: ruleHost, port: rulePort} = splitPort(rule);
	const isPortMatched = (port: number) => rulePort === null || rulePort === String(port);
	const ruleName = normalise(ruleHost);
	if (isIP(ruleName) !== 0) {
		const addresses = new BlockList();
		addresses.addAddress(ruleName, familyOf(ruleName));
		return (host, port) => isPortMatched(port) && isIP(host) !== 0 && addresses.check(host, familyOf(host));
	}
	const isBelowOnly = ruleName.startsWith('.') || ruleName.startsWith('*.');
	const name = inAscii(ruleName.replace(/^\*?\./, ''));
	if (name === '') return () => false;
	return (host, port) => {
		if (!isPortMatched(port) || isIP(host) !== 0) return false;
		return host.endsWith(`.${name}`) || (!isBelowOnly && host === name);
	};
}

/** `10.0.0.0/8`, `fd00::/8`; null if it is none. */
function readRange(rule: string): BlockList | null {
	const [address = '', bits = '', ...more] = rule.split('/');
	const family = isIP(address);
	if (more.length > 0 || family === 0 || !/^\d{1,3}$/.test(bits)) return null;
	if (Number(bits) > (family === 4 ? 32 : 128)) return null;
	const range = new BlockList();
	range.addSubnet(address, Number(bits), familyOf(address));
	return range;
}

function splitPort(rule: string): {host: string; port: string | null} {
	if (isIP(rule) !== 0) return {host: rule, port: null};
	const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(rule);
	// An empty port is no port, as in Go.
	return {host: match?.[1] ?? rule, port: match?.[2] || null};
}

function normalise(host: string): string {
	return host
		.toLowerCase()
		.replace(/^\[(.*)\]$/, '$1')
		.replace(/\.$/, '');
}

/** Names go over the wire in ASCII; one that can't be written so stays. */
function inAscii(name: string): string {
	return /^[\0-\x7f]*$/.test(name) ? name : domainToASCII(name) || name;
}

function isLoopback(host: string): boolean {
	if (host === 'localhost') return true;
	if (isIP(host) === 0) return false;
	const loopback = new BlockList();
	loopback.addSubnet('127.0.0.0', 8, 'ipv4');
	loopback.addAddress('::1', 'ipv6');
	return loopback.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
	return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
