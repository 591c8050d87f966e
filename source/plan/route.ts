import type {Protocol} from '../catalog/types.ts';
import {loopbackRule, matchRules, parseNoProxy} from '../settings/no-proxy.ts';
import {formatProxy, isSocks, type LoginScheme, markOf} from '../settings/proxy-url.ts';
import type {ProxySettings, Settings} from '../settings/types.ts';
import type {Route} from './types.ts';

/** Finds the way to a target. UDP has none: no forward proxy carries it, and it is not probed. */
export type Router = (protocol: Exclude<Protocol, 'udp'>, host: string, port: number) => Route;

/** Reads the no_proxy list once, for many targets. */
export function createRouter(proxy: ProxySettings, login: LoginScheme = 'basic'): Router {
	const rules = parseNoProxy(proxy.noProxy);
	return (protocol, host, port) => {
		const scheme = protocol === 'http' ? 'http' : 'https';
		const endpoint = proxy[scheme];
		if (!endpoint) {
			const isOtherSet = Boolean(proxy.https ?? proxy.http);
			return direct(isOtherSet ? `no proxy is set for ${scheme.toUpperCase()}` : 'no proxy is set');
		}
		const rule = matchRules(rules, host, port);
		if (rule === loopbackRule) return direct('loopback never goes through a proxy', rule);
		if (rule !== null) return direct(`no_proxy rule "${rule}"`, rule);
		const kind = isSocks(endpoint) ? 'SOCKS' : scheme.toUpperCase();
		const reason = `${kind} proxy ${formatProxy(endpoint)}${markOf(endpoint, login)}`;
		return {via: 'proxy', proxy: endpoint, noProxyRule: null, reason};
	};
}

/** The way to one target: HTTPS and WebSocket by the proxy for HTTPS, plain HTTP by the one for HTTP, or past both. */
export function routeFor(
	{proxy, proxyLogin}: Pick<Settings, 'proxy'> & Partial<Pick<Settings, 'proxyLogin'>>,
	protocol: Exclude<Protocol, 'udp'>,
	host: string,
	port: number,
): Route {
	return createRouter(proxy, proxyLogin)(protocol, host, port);
}

function direct(reason: string, noProxyRule: string | null = null): Route {
	return {via: 'direct', proxy: null, noProxyRule, reason};
}
