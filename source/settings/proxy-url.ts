import {isIPv4, isIPv6} from 'node:net';
import {UsageError} from '../errors.ts';
import type {ProxyEndpoint} from './types.ts';

/** A proxy as it was typed: what may be remembered, and beside it the password, which may not. */
export type ParsedProxy = {
	readonly endpoint: ProxyEndpoint;
	/** Null: none was given. */
	readonly password: string | null;
};

/**
 * How a proxy is spoken to. Of SOCKS, `socks4` and `socks5` get the address that this machine found for the target, and
 * `socks4a` and `socks5h` its name, as curl has it.
 */
export const proxySchemes = ['http', 'https', 'socks4', 'socks4a', 'socks5', 'socks5h'] as const;

/** How HTTP proxies are logged in at. All but Basic take no password: they ask this machine for a ticket, or for a login that it keeps. */
export const loginSchemes = ['basic', 'negotiate', 'ntlm'] as const;
export type LoginScheme = (typeof loginSchemes)[number];

/** The schemes by their words in a header. */
export const loginNames = {basic: 'Basic', negotiate: 'Negotiate', ntlm: 'NTLM'} as const;

/** What a way is that neither the agents nor the container runtimes of nodes can take. */
export const thisMachineOnly = 'this machine only';

type Scheme = ProxyEndpoint['scheme'];
type Refuse = (problem: string, cure: string) => UsageError;

const example = 'http://proxy.example:3128';
const socksExample = 'socks5h://bastion.example:1080';
// IANA registers 1080 for SOCKS.
const defaultPorts: {readonly [scheme in Scheme]: number} = {
	http: 80,
	https: 443,
	socks4: 1080,
	socks4a: 1080,
	socks5: 1080,
	socks5h: 1080,
};

/** What comes along with an address from files, shells and other programs: its shape, what to call it, and the cure. */
const wrappings: readonly (readonly [shape: RegExp, problem: string, cure: string])[] = [
	[/\r\n?$/, 'has a line end behind it, as files written on Windows do', 'take the line end (CR) off'],
	[/\n$/, 'has a line end behind it', 'take the line end off'],
	[/[\u00ad\u200b-\u200f\u2060\ufeff]/, 'has an invisible character in it, as copied text does', 'type it anew'],
	[/^["'`\u2018\u201c]|["'`\u2019\u201d]$/, 'has quotes around it', 'take the quotes out'],
	[/^<.*>$|^\(.*\)$|^\[[a-z]+:\/\/.*\]$/i, 'has brackets around it', 'take the brackets out'],
	[
		/^(?:export\s+|set\s+)?\w*proxy\s*=/i,
		'has the name of a variable in front of it',
		'write only what is behind the equals sign',
	],
	[
		/^(?:https?|ftp|socks)=/i,
		'is a list of proxies for several protocols, as Windows has',
		`give one, like ${example}`,
	],
	[/[;,]\s*(?:https?|socks\w*):\/\//i, 'has more than one address in it', `give one proxy, like ${example}`],
	[
		/^(?:\$\w+|\$\{.*\}|\$\(.*\)|%\w+%|\{\{.*\}\})$/,
		'is the name of a variable in place of its value',
		'write the value, since nothing replaces it here',
	],
	[/^(?:proxy|https?|socks[45]?)\s+\S/i, 'is a line of a PAC script', `give the address alone, like ${example}`],
	[
		/^(?:direct|none|null|undefined|off|false|no)$/i,
		'is a word, which programs take for the name of a host',
		'unset it where there is no proxy',
	],
	[
		/^(?:https?|socks[45][ah]?)(?:\/\/|:\\)/i,
		'has something else than :// behind its scheme',
		`write it like ${example}`,
	],
];

/**
 * Reads a proxy address: `http://proxy:3128`, `https://…`, `socks5h://…`, or `proxy:3128`, which means http as for curl;
 * each with `user:password@` (percent-encoded) before the host.
 *
 * Without a port, `http://proxy` is port 80 and `https://proxy` port 443, as Go and Python read them; curl would take
 * 1080, which is the port of SOCKS here too. A bare host without a port is refused, because nobody could say what was meant.
 *
 * Throws a UsageError that names `field` and never repeats what was typed: a mistyped address may hold the password
 * anywhere.
 */
export function parseProxyUrl(text: string, field: string): ParsedProxy {
	const refuse: Refuse = (problem, cure) => new UsageError(`${field} ${problem}: ${cure}.`);
	if (text.trim() === '') throw refuse('is empty', `write the address of the proxy like ${example}`);
	const wrapping = wrappings.find(([shape]) => shape.test(text));
	if (wrapping) throw refuse(wrapping[1], wrapping[2]);
	if (/\s/.test(text)) throw refuse('has a blank in it', `write it without blanks, like ${example}`);

	const {scheme, rest} = splitScheme(text, refuse);
	const at = rest.lastIndexOf('@');
	const {username, password} = parseCredentials(at < 0 ? null : rest.slice(0, at), refuse);
	checkSocksLogin(scheme, {username, password}, refuse);
	const {host, port} = parseAuthority(rest.slice(at + 1), scheme, refuse);
	return {endpoint: {scheme: scheme ?? 'http', host, port, username}, password};
}

/** `http://proxy:3128`, with brackets around an IPv6 address; never with credentials. */
export function formatProxy({scheme, host, port}: ProxyEndpoint): string {
	return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether a proxy is spoken to by SOCKS, which no agent, node or pod does. */
export function isSocks({scheme}: Pick<ProxyEndpoint, 'scheme'>): boolean {
	return scheme.startsWith('socks');
}

/** Goes behind the name of a proxy whose way is one of this machine alone; nothing for others. */
export function markOf(proxy: ProxyEndpoint, login: LoginScheme): string {
	if (isSocks(proxy)) return `, ${thisMachineOnly}`;
	return login === 'basic' ? '' : `, login by ${loginNames[login]}, ${thisMachineOnly}`;
}

/** Whether this machine looks the name of the target up, and the proxy gets an address. */
export function takesAddress({scheme}: Pick<ProxyEndpoint, 'scheme'>): boolean {
	return scheme === 'socks4' || scheme === 'socks5';
}

/** SOCKS5 counts the bytes of a user name and of a password in one byte each (RFC 1929); SOCKS4 has a user name alone. */
function checkSocksLogin(
	scheme: Scheme | null,
	{username, password}: {readonly username: string | null; readonly password: string | null},
	refuse: Refuse,
): void {
	if (scheme === null || !isSocks({scheme})) return;
	if (password !== null && scheme.startsWith('socks4')) {
		throw refuse('has a password, and SOCKS4 knows none', 'use socks5h://, or take the password out');
	}
	if ([username, password].some(text => Buffer.byteLength(text ?? '') > 255)) {
		throw refuse('has a user name or password of more than 255 bytes, which SOCKS5 can not send', 'use a shorter one');
	}
}

function splitScheme(text: string, refuse: Refuse): {scheme: Scheme | null; rest: string} {
	const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text);
	if (!match) return {scheme: null, rest: text};
	const scheme = (match[1] ?? '').toLowerCase();
	const rest = match[2] ?? '';
	const known = proxySchemes.find(one => one === scheme);
	if (known === undefined && scheme.startsWith('socks')) {
		throw refuse(
			'names SOCKS without a version that is known',
			`write socks5h://, socks5:// or socks4a:// in front of it, like ${socksExample}`,
		);
	}
	if (scheme.startsWith('pac')) throw refuse('names a PAC script', 'give that with --pac');
	if (known === undefined) {
		throw refuse('has a scheme other than http, https or socks5h', `write it like ${example}`);
	}
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(rest)) {
		throw refuse('has two schemes, one after the other', `write one, like ${example}`);
	}
	return {scheme: known, rest};
}

function parseCredentials(userinfo: string | null, refuse: Refuse): {username: string | null; password: string | null} {
	if (userinfo === null || userinfo === '') return {username: null, password: null};
	if (/[/?#\\]/.test(userinfo)) {
		throw refuse(
			'has a character in its user name or password that ends an address',
			'write / as %2F, ? as %3F, # as %23 and \\ as %5C',
		);
	}
	const colon = userinfo.indexOf(':');
	const username = decode(colon < 0 ? userinfo : userinfo.slice(0, colon), refuse);
	if (username === '') throw refuse('has a password but no user name', 'write user:password@ before the host');
	return {username, password: colon < 0 ? null : decode(userinfo.slice(colon + 1), refuse)};
}

function decode(text: string, refuse: Refuse): string {
	let decoded: string;
	try {
		decoded = decodeURIComponent(text);
	} catch {
		throw refuse('has a % in its user name or password that encodes nothing', 'write the character % as %25');
	}
	if (/[\u0000-\u001f\u007f]/.test(decoded)) {
		throw refuse('has a control character in its user name or password', 'take it out');
	}
	return decoded;
}

function parseAuthority(authority: string, scheme: Scheme | null, refuse: Refuse): {host: string; port: number} {
	const text = authority.replace(/\/$/, '');
	if (/[;,]$/.test(text)) throw refuse('has a comma or semicolon behind it', 'take it off');
	if (/[;,]/.test(text)) throw refuse('has more than one address in it', `give one proxy, like ${example}`);
	if (/[/?#\\]/.test(text)) {
		throw /\.(pac|dat)$/i.test(text)
			? refuse('names a PAC script', 'give that with --pac')
			: refuse('has a path after the host', `end it after the port, like ${example}`);
	}
	const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
	if (bracketed) {
		const address = (bracketed[1] ?? '').toLowerCase();
		if (!isIPv6(address) || address.includes('%')) {
			throw refuse('has no IPv6 address between its brackets', 'write it like http://[2001:db8::1]:3128');
		}
		return {host: address, port: parsePort(bracketed[2], scheme, refuse)};
	}
	const [host = '', port, ...more] = text.split(':');
	if (more.length > 0) {
		throw refuse('has more than one colon', `write it like ${example}, and an IPv6 address in brackets`);
	}
	if (host === '') throw refuse('has no host', `write it like ${example}`);
	if (!isHostName(host)) throw refuse('has a host that is neither a name nor an address', `write it like ${example}`);
	return {host: host.toLowerCase(), port: parsePort(port, scheme, refuse)};
}

function isHostName(host: string): boolean {
	if (/^[\d.]+$/.test(host)) return isIPv4(host);
	return host.length <= 253 && /^[a-z0-9_][a-z0-9_.-]*$/i.test(host) && !host.includes('..');
}

function parsePort(text: string | undefined, scheme: Scheme | null, refuse: Refuse): number {
	if (text === undefined) {
		if (scheme) return defaultPorts[scheme];
		throw refuse('has no port', `add the port of the proxy, like ${example}`);
	}
	const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (port < 1 || port > 65_535) {
		throw refuse('has a port that is not a number from 1 to 65535', `write it like ${example}`);
	}
	return port;
}
