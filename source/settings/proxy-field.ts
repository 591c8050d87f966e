import {problemOf, UsageError} from '../errors.ts';
import {formatHostPort} from '../words.ts';
import {formatProxy, type ParsedProxy, parseProxyUrl, proxySchemes} from './proxy-url.ts';
import type {Field, Flag, NamedText, ProxyEndpoint, ProxySettings, ShapeKit} from './types.ts';

/** One answer for both schemes: no proxy, what the environment or the system says, or this one. */
export type ProxyChoice = 'none' | 'environment' | 'system' | ParsedProxy;

/** Where the choice of the proxies came from. */
const proxySources = ['none', 'environment', 'system', 'given', 'pac'] as const;

/** What flags, or the wizard's answers, say of the proxies. */
export type ProxyInput = {
	readonly proxy?: ProxyChoice | undefined;
	/** Overrides `proxy` for HTTPS endpoints. */
	readonly httpsProxy?: ParsedProxy | undefined;
	/** Overrides `proxy` for plain HTTP targets. */
	readonly httpProxy?: ParsedProxy | undefined;
	readonly noProxy?: string | undefined;
};

type ProxyField = Field<ProxySettings> & {
	readonly flags: {readonly [key in keyof ProxyInput]-?: Flag<NonNullable<ProxyInput[key]>>};
};

/** The proxies: one setting with several flags, since they are decided on together (`resolve-settings.ts`). */
export const proxyField: ProxyField = {
	flags: {
		proxy: {
			name: '--proxy <url>',
			help: 'proxy for both schemes, http://, https:// or socks5h://; env (from the environment, the default), system (from Windows) or none',
			read: parseProxyChoice,
		},
		httpsProxy: {name: '--https-proxy <url>', help: 'the proxy for HTTPS endpoints', read: parseProxyUrl},
		httpProxy: {name: '--http-proxy <url>', help: 'the proxy for plain HTTP endpoints', read: parseProxyUrl},
		noProxy: {
			name: '--no-proxy <list>',
			help: 'hosts to reach without the proxy; repeatable',
			isList: true,
			read: (text, _field, before) => (before === undefined ? text : `${before},${text}`),
		},
	},
	default: {source: 'none', https: null, http: null, noProxy: ''},
	report({z, holds}) {
		const endpoint = z
			.object({
				scheme: z.enum(proxySchemes),
				host: holds('host', z.string()),
				port: z.int().min(0).max(65_535),
				username: holds('user', z.string().nullable()),
			})
			.meta({id: 'Proxy', description: 'A forward proxy, never with its password.'});
		return z.object({
			source: z.enum(proxySources),
			https: endpoint.nullable(),
			http: endpoint.nullable(),
			noProxy: holds('no-proxy', z.string()),
		});
	},
	profile({z}) {
		const endpoint = savedProxy(z);
		return z.strictObject({
			source: z.enum(proxySources),
			https: endpoint.nullable(),
			http: endpoint.nullable(),
			// More than a variable of the environment can hold is held against every endpoint all the same.
			noProxy: z.string().max(131_072),
		});
	},
	words: ({https, http, noProxy}) => [
		['HTTPS proxy', proxyName(https)],
		['HTTP proxy', proxyName(http)],
		['no_proxy', noProxy === '' ? 'none' : noProxy],
	],
	facts: proxy => [
		['Proxy', describeProxies(proxy)],
		...(proxy.noProxy === '' ? [] : [['no_proxy', proxy.noProxy] satisfies NamedText]),
	],
	retest: {decides: 'way', words: retestWords},
};

/** Reads `--proxy`: `none`, `env`, `system`, or the address of a proxy. Throws a UsageError that names `field`. */
export function parseProxyChoice(text: string, field: string): ProxyChoice {
	const word = text.trim().toLowerCase();
	if (word === 'none') return 'none';
	if (word === 'env') return 'environment';
	if (word === 'system') return word;
	return parseProxyUrl(text, field);
}

/** A proxy by its parts. The host is read as a command line would read it, so that no password hides in it. */
function savedProxy(z: ShapeKit['z']) {
	return z
		.strictObject({
			scheme: z.enum(proxySchemes),
			host: z.string(),
			port: z.int().min(1).max(65_535),
			username: z.string().min(1).nullable(),
		})
		.superRefine((proxy, context) => {
			const problem = problemOf(() => {
				const {endpoint} = parseProxyUrl(formatProxy(proxy), 'it');
				if (endpoint.host !== proxy.host || endpoint.username !== null) {
					throw new UsageError('it is no host name or address alone: write those, in lower case.');
				}
			});
			// What is wrong is not repeated: a mistyped host may hold a password.
			if (problem !== null) context.addIssue({code: 'custom', path: ['host'], message: problem});
		});
}

function proxyName(proxy: ProxyEndpoint | null): string {
	if (proxy === null) return 'none';
	return `${formatProxy(proxy)}${proxy.username === null ? '' : `, user ${proxy.username}`}`;
}

function describeProxies({https, http, source}: ProxySettings): string {
	const name = (endpoint: ProxyEndpoint | null) => (endpoint === null ? 'direct' : formatProxy(endpoint));
	if (source === 'pac') return 'by automatic configuration';
	if (https === null && http === null) return 'none';
	const from = source === 'environment' ? ' (from the environment)' : source === 'system' ? ' (from Windows)' : '';
	return name(https) === name(http) ? `${name(https)}${from}` : `HTTPS ${name(https)}, HTTP ${name(http)}${from}`;
}

function retestWords({https, http, noProxy, source}: ProxySettings): readonly string[] {
	if (source === 'pac') return [];
	if (https === null && http === null) return ['--proxy', 'none'];
	const isOne = https !== null && http !== null && proxyUrl(https) === proxyUrl(http);
	return [
		...(https === null ? [] : [isOne ? '--proxy' : '--https-proxy', proxyUrl(https)]),
		...(http === null || isOne ? [] : ['--http-proxy', proxyUrl(http)]),
		...(noProxy === '' ? [] : ['--no-proxy', noProxy]),
	];
}

function proxyUrl({scheme, host, port, username}: ProxyEndpoint): string {
	const user = username === null ? '' : `${encodeURIComponent(username.toWellFormed())}@`;
	return `${scheme}://${user}${formatHostPort(host, port)}`;
}
