import {UsageError} from '../errors.ts';
import {formatHostPort} from '../host-port.ts';
import {formatProxy, type LoginScheme, markOf, parseProxyUrl} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import type {PlannedTarget, Route} from './types.ts';

/** A way that a PAC script names: a proxy, or null for none. */
type PacWay = ProxyEndpoint | null;

/** What a PAC script answers for one URL: the ways in the order in which clients try them. */
export type PacAnswer = {
	readonly ways: readonly [PacWay, ...PacWay[]];
	/** Parts that no client can read, which are left out as clients do. */
	readonly unreadable: number;
};

/** The schemes by the words of a PAC. SOCKS alone is version 4 to clients; with version 5 they let the proxy resolve names. */
const schemes: {readonly [word: string]: ProxyEndpoint['scheme']} = {
	PROXY: 'http',
	HTTP: 'http',
	HTTPS: 'https',
	SOCKS: 'socks4',
	SOCKS4: 'socks4',
	SOCKS5: 'socks5h',
};

/** More ways than anybody lists. */
const mostWays = 20;

/** Reads what `FindProxyForURL` returned: `PROXY a:3128; SOCKS5 b; DIRECT`. Where nothing of it can be read clients go direct. */
export function parsePacAnswer(text: string): PacAnswer {
	const parts = text
		.split(';')
		.map(part => part.trim())
		.filter(part => part !== '');
	const read = parts.slice(0, mostWays).map(parseWay);
	const [first, ...others] = read.filter(way => way !== undefined);
	const unreadable = read.filter(way => way === undefined).length;
	return {ways: first === undefined ? [null] : [first, ...others], unreadable};
}

/** Undefined: no client can read it. A login in it is nothing that clients take from a PAC. */
function parseWay(part: string): PacWay | undefined {
	const [word = '', address = '', ...more] = part.split(/\s+/);
	if (/^direct$/i.test(word)) return null;
	const scheme = schemes[word.toUpperCase()];
	if (scheme === undefined || address === '' || more.length > 0 || /[@/]/.test(address)) return undefined;
	try {
		return parseProxyUrl(`${scheme}://${address}`, '').endpoint;
	} catch (error) {
		if (error instanceof UsageError) return undefined;
		throw error;
	}
}

/** What clients hand to the script for a row: of an HTTPS URL the host alone, so that no path is told. Null: nothing is probed. */
export function pacQuestion({requirement, target, path}: PlannedTarget): {url: string; host: string} | null {
	const {protocol} = requirement;
	if (target === null || protocol === 'udp') return null;
	const {host, port} = target;
	const scheme = protocol === 'http' ? 'http' : 'https';
	const isUsual = port === (scheme === 'http' ? 80 : 443);
	const authority = formatHostPort(host, port).replace(isUsual ? /:\d+$/ : /$^/, '');
	return {url: `${scheme}://${authority}${scheme === 'http' ? (path ?? '/') : '/'}`, host};
}

/** The way that clients try first, and those that they fall back to. */
export function routeByPac({ways: [first, ...fallbacks]}: PacAnswer, login: LoginScheme = 'basic'): Route {
	const then = fallbacks.length === 0 ? '' : `, then ${fallbacks.map(nameOf).join(', ')}`;
	const marked = first === null ? '' : markOf(first, login);
	return {
		via: first === null ? 'direct' : 'proxy',
		proxy: first,
		noProxyRule: null,
		reason: `PAC: ${nameOf(first)}${then}${marked}`,
		...(fallbacks.length > 0 && {fallbacks}),
	};
}

const unknownWay = 'PAC: not known';

/** The way of a row whose PAC was not asked. */
export function routeWithoutPac(why: string): Route {
	return {via: 'direct', proxy: null, noProxyRule: null, reason: `${unknownWay}, ${why}`};
}

/** Whether this is the reason of a way that only the PAC could tell, which was not asked. */
export function isUnknownWay(reason: string | null): boolean {
	return reason?.startsWith(unknownWay) ?? false;
}

function nameOf(way: PacWay): string {
	return way === null ? 'direct' : formatProxy(way);
}
