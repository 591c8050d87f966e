import {expect, it} from 'vitest';
import {routeFor} from '../../source/plan/build-plan.ts';
import type {ProxySettings} from '../../source/settings/types.ts';
import {noProxies, proxy} from './fixtures.ts';

const secure = {...proxy, scheme: 'https', host: 'secure', port: 8443} as const;
const both: ProxySettings = {
	source: 'given',
	https: secure,
	http: proxy,
	noProxy: '.svc,10.0.0.0/8,a.example.com:8084',
};

it.each<
	[
		title: string,
		settings: ProxySettings,
		target: [protocol: 'https' | 'http' | 'websocket', host: string, port: number],
		expected: [via: 'direct' | 'proxy', host: string | null, rule: string | null, reason: string],
	]
>([
	['no proxy', noProxies, ['https', 'a.example.com', 443], ['direct', null, null, 'no proxy is set']],
	['HTTPS', both, ['https', 'a.example.com', 443], ['proxy', 'secure', null, 'HTTPS proxy https://secure:8443']],
	[
		'WebSocket as HTTPS',
		both,
		['websocket', 'a.example.com', 443],
		['proxy', 'secure', null, 'HTTPS proxy https://secure:8443'],
	],
	['HTTP', both, ['http', 'a.example.com', 80], ['proxy', 'proxy', null, 'HTTP proxy http://proxy:3128']],
	[
		'HTTPS on port 80 is still HTTPS',
		both,
		['https', 'a.example.com', 80],
		['proxy', 'secure', null, 'HTTPS proxy https://secure:8443'],
	],
	[
		'only HTTPS is proxied',
		{...both, http: null},
		['http', 'a.example.com', 80],
		['direct', null, null, 'no proxy is set for HTTP'],
	],
	[
		'only HTTP is proxied',
		{...both, https: null},
		['https', 'a.example.com', 443],
		['direct', null, null, 'no proxy is set for HTTPS'],
	],
	['a rule for names', both, ['https', 'a.svc', 443], ['direct', null, '.svc', 'no_proxy rule ".svc"']],
	[
		'a rule for addresses',
		both,
		['http', '10.1.2.3', 80],
		['direct', null, '10.0.0.0/8', 'no_proxy rule "10.0.0.0/8"'],
	],
	[
		'a rule for a port',
		both,
		['https', 'a.example.com', 8084],
		['direct', null, 'a.example.com:8084', 'no_proxy rule "a.example.com:8084"'],
	],
	[
		'loopback',
		both,
		['https', 'localhost', 443],
		['direct', null, 'localhost and loopback addresses', 'loopback never goes through a proxy'],
	],
	[
		'a rule without a proxy is not the reason',
		{...noProxies, noProxy: '*'},
		['https', 'a.svc', 443],
		['direct', null, null, 'no proxy is set'],
	],
])('%s', (_title, settings, target, [via, host, rule, reason]) => {
	const route = routeFor({proxy: settings}, ...target);
	expect({...route, proxy: route.proxy?.host ?? null}).toEqual({via, proxy: host, noProxyRule: rule, reason});
});
