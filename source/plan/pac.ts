import {UsageError} from '../errors.ts';
import {matchRules, parseNoProxy} from '../settings/no-proxy.ts';
import {formatProxy, isSocks, type LoginScheme, markOf, parseProxyUrl} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {formatHostPort} from '../words.ts';
import {endpointOf} from './endpoints.ts';
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

/** Settings without a PAC under which every row of a plan goes the same way, or why there are none. */
export type FixedProxy =
	| {readonly https: ProxyEndpoint | null; readonly http: ProxyEndpoint | null; readonly noProxy: readonly string[]}
	| {readonly obstacle: string};

/** A way of a plan, and how many endpoints take it. Null: direct. */
type UsedWay = {readonly proxy: ProxyEndpoint | null; readonly endpoints: number};

type Row = {
	readonly host: string;
	readonly port: number;
	readonly isPlain: boolean;
	readonly proxy: ProxyEndpoint | null;
};

/** The ways that rows take, the most used first. */
export function usedWays(rows: readonly PlannedTarget[]): readonly UsedWay[] {
	const routed = rows.filter(({target, route}) => target !== null && route !== null);
	const byWay = Map.groupBy(routed, ({route}) => (route?.proxy ? formatProxy(route.proxy) : ''));
	return [...byWay.values()]
		.map(same => ({proxy: same[0]?.route?.proxy ?? null, endpoints: new Set(same.map(endpointOf)).size}))
		.sort((one, other) => other.endpoints - one.endpoints);
}

/**
 * One proxy for each scheme and a no_proxy list that mean the same as the routes of these rows: what agents and nodes can be
 * told in place of a PAC script, which they do not read.
 */
export function findFixedProxy(planned: readonly PlannedTarget[]): FixedProxy {
	const rows = planned.flatMap(({requirement, target, route}): Row[] =>
		target === null || route === null
			? []
			: [
					{
						host: target.host.toLowerCase(),
						port: target.port,
						isPlain: requirement.protocol === 'http',
						proxy: route.proxy,
					},
				],
	);
	const socks = rows.find(({proxy}) => proxy !== null && isSocks(proxy))?.proxy;
	if (socks) return {obstacle: `${formatProxy(socks)} is a SOCKS proxy, which agents and nodes do not know`};
	const [https, http] = [false, true].map(isPlain => proxiesOf(rows.filter(row => row.isPlain === isPlain)));
	for (const [scheme, proxies] of [
		['HTTPS', https],
		['HTTP', http],
	] as const) {
		if (proxies && proxies.length > 1) {
			return {
				obstacle: `${scheme} endpoints go over ${proxies.map(formatProxy).join(' and ')}, and agents take one proxy for all of them`,
			};
		}
	}
	const fixed = {https: https?.[0] ?? null, http: http?.[0] ?? null};
	const noProxy = listExceptions(rows, fixed);
	const rules = parseNoProxy(noProxy.join(','));
	const other = rows.find(({host, port, isPlain, proxy}) => {
		const set = matchRules(rules, host, port) === null ? (isPlain ? fixed.http : fixed.https) : null;
		return (set && formatProxy(set)) !== (proxy && formatProxy(proxy));
	});
	return other
		? {obstacle: `no no_proxy list sends ${other.host} on port ${other.port} the same way`}
		: {...fixed, noProxy};
}

function proxiesOf(rows: readonly Row[]): readonly ProxyEndpoint[] {
	const proxies = rows.flatMap(({proxy}) => proxy ?? []);
	return [...new Map(proxies.map(proxy => [formatProxy(proxy), proxy])).values()];
}

/** The hosts that go past the proxies: a domain where two and more of it do and none goes through, else by themselves. */
function listExceptions(
	rows: readonly Row[],
	{https, http}: {readonly https: ProxyEndpoint | null; readonly http: ProxyEndpoint | null},
): readonly string[] {
	const past = rows.filter(({proxy, isPlain}) => proxy === null && (isPlain ? http : https) !== null);
	const through = new Set(rows.flatMap(({host, proxy}) => (proxy === null ? [] : [host])));
	const entries = past.map(({host, port}) => {
		if (through.has(host)) return `${host}:${port}`;
		const domain = host.replace(/^[^.]+/, '');
		const isWhole = domain.split('.').length > 2 && ![...through].some(other => other.endsWith(domain));
		const others = new Set(past.flatMap(row => (row.host.endsWith(domain) ? [row.host] : [])));
		return isWhole && others.size > 1 ? domain : host;
	});
	return [...new Set(entries)].sort();
}
