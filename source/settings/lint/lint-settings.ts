import {UsageError} from '../../errors.ts';
import {readProxyEnvironment} from '../proxy-environment.ts';
import {formatProxy, isSocks} from '../proxy-url.ts';
import type {Environment, LintNote, ProxyEndpoint, ProxySettings, Settings} from '../types.ts';
import {lintCaFile} from './ca-file.ts';
import {lintNoList, lintNoProxy} from './no-proxy-list.ts';

/**
 * What in the settings will trip the agents, or a tool beside this one. Without a proxy nothing but that a variable names
 * one: then none of it is handed to anybody.
 *
 * @param environment the variables of this process, where they are at hand
 * @param caPem the text of the CA file, where it was read
 */
export function lintSettings(
	{proxy}: Pick<Settings, 'proxy'>,
	environment: Environment | null = null,
	caPem: string | null = null,
): LintNote[] {
	if (proxy.https === null && proxy.http === null) return environment === null ? [] : lintPassedOver(environment);
	return [
		...lintProxyAddresses(proxy),
		...lintNoProxy(proxy.noProxy),
		...(environment === null ? [] : lintEnvironment(environment)),
		// A list may be set where nobody looked, as long as the environment is not known.
		...(environment !== null && proxy.noProxy.trim() === '' ? lintNoList() : []),
		...(caPem === null ? [] : lintCaFile(caPem)),
	];
}

function lintPassedOver(environment: Environment): LintNote[] {
	try {
		const {proxy, variables} = readProxyEnvironment(environment);
		const endpoint = proxy.https ?? proxy.http;
		const [variable] = variables;
		if (!endpoint || variable === undefined) return [];
		const passedOver = formatProxy(endpoint);
		return [
			{
				field: variable,
				problem: `It names the proxy ${passedOver}, and the settings pass over it: every host is asked directly.`,
				cure: 'Use --proxy env, or leave --proxy none out, where hosts are meant to be asked through it.',
				severity: 'info',
				passedOver,
			},
		];
	} catch (error) {
		// A variable that can't be read is not in use here.
		if (!(error instanceof UsageError)) throw error;
		return [];
	}
}

/** Ports on which forward proxies customarily speak plain HTTP. */
const plainPorts: ReadonlySet<number> = new Set([80, 3128, 8000, 8080, 8888]);

/** Letters, digits and `-._~` (RFC 3986, 2.3); the rest of a user name or password must be percent-encoded. */
const plainCredential = /^[A-Za-z0-9._~-]*$/;

function lintScheme(field: string, proxy: ProxyEndpoint): LintNote[] {
	const {scheme, port} = proxy;
	if (isSocks(proxy)) {
		return [
			{
				field,
				severity: 'warning',
				problem: `${formatProxy(proxy)} is a SOCKS proxy, so what this run saw holds for this machine only: agents, nodes and az connectedk8s know no SOCKS.`,
				cure: 'Give the cluster an HTTP proxy or a direct way, and check that (--proxy http://HOST:PORT or --proxy none).',
			},
		];
	}
	if (scheme === 'https' && plainPorts.has(port)) {
		return [
			{
				field,
				severity: 'warning',
				problem: `${formatProxy(proxy)} says that the proxy itself speaks TLS, but on port ${port} proxies mostly speak plain HTTP.`,
				cure: `Write http:// unless the proxy team says otherwise: the scheme is the proxy's own, also for HTTPS endpoints.`,
			},
		];
	}
	if (scheme === 'http' && port === 443) {
		return [
			{
				field,
				severity: 'warning',
				problem: `${formatProxy(proxy)} says that the proxy speaks plain HTTP, but port 443 is mostly TLS.`,
				cure: 'Write https:// if the proxy itself speaks TLS, and give its CA as the CA file (--ca-file).',
			},
		];
	}
	return [];
}

function lintUser(field: string, {username}: ProxyEndpoint): LintNote[] {
	if (username === null || plainCredential.test(username)) return [];
	return [
		{
			field,
			severity: 'warning',
			problem: 'The user name has characters that end or split an address unless they are percent-encoded.',
			cure: `Write it as ${encodeURIComponent(username.toWellFormed())} in every proxy address, and the password likewise.`,
		},
	];
}

/** What is odd about the addresses of the proxy. */
export function lintProxyAddresses({https, http}: Pick<ProxySettings, 'https' | 'http'>): LintNote[] {
	const notes: LintNote[] = [];
	if (https !== null) {
		const field = 'The HTTPS proxy';
		notes.push(...lintScheme(field, https), ...lintUser(field, https));
	}
	if (
		http !== null &&
		(https === null || formatProxy(http) !== formatProxy(https) || http.username !== https.username)
	) {
		const field = 'The HTTP proxy';
		notes.push(...lintScheme(field, http), ...lintUser(field, http));
	}
	return notes;
}

/** What is odd about an address as it was typed, which may hold a password: no note repeats any of it. */
export function lintProxyText(field: string, text: string): LintNote[] {
	const notes: LintNote[] = [];
	if (/^[a-z][a-z0-9+.-]*:\/\/[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
		notes.push({field, severity: 'warning', problem: 'It has two schemes, one after the other.', cure: 'Leave one.'});
	}
	const rest = text.replace(/^(?:[a-z][a-z0-9+.-]*:\/\/)+/i, '');
	const at = rest.lastIndexOf('@');
	const parts = at < 0 ? [] : splitOnce(rest.slice(0, at));
	if (parts.some(part => !plainCredential.test(part.replace(/%[0-9a-f]{2}/gi, '')))) {
		notes.push({
			field,
			severity: 'warning',
			problem: 'Its user name or password has characters that end or split an address.',
			cure: 'Percent-encode them: @ as %40, : as %3A, / as %2F, # as %23, ? as %3F, % as %25.',
		});
	}
	return notes;
}

function splitOnce(userinfo: string): string[] {
	const colon = userinfo.indexOf(':');
	return colon < 0 ? [userinfo] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)];
}

const variables = ['https_proxy', 'http_proxy', 'no_proxy'] as const;

function lintCase(environment: Environment, lower: string): LintNote[] {
	const upper = lower.toUpperCase();
	const one = environment[lower];
	const other = environment[upper];
	if (!one || !other || one === other) return [];
	return [
		{
			field: `${lower} and ${upper}`,
			severity: 'warning',
			problem:
				'They differ: curl and Python read the lower-case one first, Go programs such as helm and kubectl the other.',
			cure: 'Give both the same value.',
		},
	];
}

/** What is odd about the proxy variables of the environment. Values are not repeated: they may hold a password. */
export function lintEnvironment(environment: Environment): LintNote[] {
	const differing = variables.flatMap(lower => lintCase(environment, lower));
	const addresses = variables
		.filter(lower => lower !== 'no_proxy')
		.flatMap(lower => [lower, lower.toUpperCase()])
		.flatMap(name => lintProxyText(name, environment[name] ?? ''));
	return [...differing, ...addresses];
}
