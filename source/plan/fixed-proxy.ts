import {matchRules, parseNoProxy} from '../settings/no-proxy.ts';
import {formatProxy, isSocks} from '../settings/proxy-url.ts';
import type {ProxyEndpoint} from '../settings/types.ts';
import {endpointOf} from './endpoints.ts';
import type {PlannedTarget} from './types.ts';

/** Settings without a PAC under which every row of a plan goes the same way, or why there are none. */
export type FixedProxy =
	| {readonly https: ProxyEndpoint | null; readonly http: ProxyEndpoint | null; readonly noProxy: readonly string[]}
	| {readonly obstacle: string};

/** A way of a plan, and how many endpoints take it. Null: direct. */
export type UsedWay = {readonly proxy: ProxyEndpoint | null; readonly endpoints: number};

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
