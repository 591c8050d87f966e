import {problemOf, UsageError} from '../../../errors.ts';
import type {Plan} from '../../../plan/types.ts';
import {parsePacLocation} from '../../../settings/parsers.ts';
import {readProxyEnvironment} from '../../../settings/proxy-environment.ts';
import {formatProxy, type ParsedProxy, parseProxyUrl} from '../../../settings/proxy-url.ts';
import {passwordVariable} from '../../../settings/resolve-settings.ts';
import type {Environment, ProxySettings} from '../../../settings/types.ts';
import {joinWords} from '../../../words.ts';
import type {OpenedProfile} from '../../profile-services.ts';
import type {WizardServices} from '../../services.ts';
import type {Answers, OwnProxy, StepContext} from './answers.ts';

/** What the environment says about proxies. */
export type ProxyFound =
	| {
			readonly kind: 'found';
			readonly proxy: ProxySettings;
			readonly notes: readonly string[];
			/** Where it stands, such as `HTTPS_PROXY`. */
			readonly variables: readonly string[];
	  }
	| {readonly kind: 'none'; readonly noProxy: string}
	| {readonly kind: 'unreadable'; readonly problem: string};

/** Reads the proxy variables of the environment. One that can't be read is said, since it need not be used. */
export function findProxy(environment: Environment): ProxyFound {
	try {
		const {proxy, notes, variables} = readProxyEnvironment(environment);
		if (!proxy.https && !proxy.http) return {kind: 'none', noProxy: proxy.noProxy};
		return {kind: 'found', proxy, notes, variables};
	} catch (error) {
		if (error instanceof UsageError) return {kind: 'unreadable', problem: error.message};
		throw error;
	}
}

/** What Windows says about proxies; null: nothing, or this is another system. */
export type SystemFound =
	| {
			readonly kind: 'found';
			readonly proxy: ProxySettings;
			readonly pac: string | null;
			readonly notes: readonly string[];
	  }
	| {readonly kind: 'unreadable'; readonly problem: string}
	| null;

/** Asks Windows, where this is Windows. What can't be read is said, since it need not be used. */
export function findSystemProxy(read: WizardServices['systemProxy']): SystemFound {
	try {
		const found = read?.() ?? null;
		if (found === null) return null;
		const {https, http, noProxy, pac, notes} = found;
		const proxy = {https: https?.endpoint ?? null, http: http?.endpoint ?? null, noProxy, source: 'system'} as const;
		return {kind: 'found', proxy, pac, notes};
	} catch (error) {
		if (error instanceof UsageError) return {kind: 'unreadable', problem: error.message};
		throw error;
	}
}

/** What was found where the answer says that the proxy comes from; null: it says another one, or nothing was found there. */
export function foundByAnswer(
	{proxyChoice}: Pick<Answers, 'proxyChoice'>,
	{proxyFound, systemFound}: Pick<StepContext, 'proxyFound' | 'systemFound'>,
): {readonly proxy: ProxySettings; readonly notes: readonly string[]} | null {
	if (proxyChoice === 'environment') return proxyFound.kind === 'found' ? proxyFound : null;
	return proxyChoice === 'system' && systemFound?.kind === 'found' ? systemFound : null;
}

/** The proxies of the environment in one phrase: one address, or one for each scheme where they differ. */
export function describeProxySettings({https, http}: Pick<ProxySettings, 'https' | 'http'>): string {
	const httpsText = https && formatProxy(https);
	const httpText = http && formatProxy(http);
	if (httpsText === httpText) return httpsText ?? 'no proxy';
	return `${httpsText ?? 'direct'} for HTTPS, ${httpText ?? 'direct'} for HTTP`;
}

/** `http://proxy:3128, from HTTPS_PROXY`. */
export function describeFoundProxy({proxy, variables}: Extract<ProxyFound, {readonly kind: 'found'}>): string {
	return `${describeProxySettings(proxy)}, from ${joinWords(variables)}`;
}

/** `http://proxy:3128`, or `PAC http://config/proxy.pac`. */
export function describeSystemFound({proxy, pac}: Extract<SystemFound, {readonly kind: 'found'}>): string {
	return pac === null ? describeProxySettings(proxy) : `PAC ${pac}`;
}

/** The way out in a few words, without a password. */
export function describeProxyAnswer({proxyChoice, ownProxy}: Answers, {proxyFound, systemFound}: StepContext): string {
	switch (proxyChoice) {
		case 'none':
			return 'no proxy';
		case 'environment':
			return proxyFound.kind === 'found' ? describeProxySettings(proxyFound.proxy) : 'no proxy';
		case 'system':
			return systemFound?.kind === 'found' ? describeSystemFound(systemFound) : 'no proxy';
		case 'own':
			if (/^pac:/i.test(ownProxy.url.trim())) {
				return problemOf(() => pacOf(ownProxy)) === null ? `PAC ${pacOf(ownProxy)}` : '';
			}
			return problemOf(() => parseOwnProxy(ownProxy)) === null ? formatProxy(parseOwnProxy(ownProxy).endpoint) : '';
		default:
			return proxyChoice satisfies never;
	}
}

const field = 'The proxy address';

/** The PAC script that stands in the place of an address, behind `pac:`, or null. Throws a UsageError where it can't be one. */
export function pacOf({url}: Pick<OwnProxy, 'url'>): string | null {
	const [, location] = /^pac:(.*)$/i.exec(url.trim()) ?? [];
	return location === undefined ? null : parsePacLocation(location, 'The PAC script');
}

/** An own proxy whose address is a PAC script. */
export function ownPac(location: string, own: Partial<OwnProxy> = {}): OwnProxy {
	return {username: '', password: '', noProxy: '', caFile: '', ...own, url: `pac:${location}`};
}

/** Reads the fields of an own proxy. Throws a UsageError. */
export function parseOwnProxy(own: OwnProxy): ParsedProxy {
	const {url, username, password} = moveCredentials(own);
	const {endpoint} = parseProxyUrl(url.trim(), field);
	const user = username.trim() || null;
	if (password && user === null) {
		throw new UsageError('The proxy has a password but no user name: fill in the user name, or empty the password.');
	}
	return {endpoint: {...endpoint, username: user}, password: password || null};
}

/**
 * Moves `user:password@` out of the address into their fields, so that the password is no longer in plain view. They take
 * the place of what stood there: an address that is corrected means its own user. Only the same user without a password
 * keeps the one that was given before.
 */
export function moveCredentials(own: OwnProxy): OwnProxy {
	const parsed = readAddress(own);
	if (parsed === null || parsed.endpoint.username === null) return own;
	const {endpoint, password} = parsed;
	const isSameUser = endpoint.username === own.username.trim();
	return {
		...own,
		url: withoutCredentials(own.url),
		username: endpoint.username ?? '',
		password: password ?? (isSameUser ? own.password : ''),
	};
}

/** What of an own proxy may be remembered. An address that can't be read may hold a part of the password anywhere. */
export function withoutPassword(own: OwnProxy): Omit<OwnProxy, 'password'> {
	const {password: _password, ...rest} = moveCredentials(own);
	const isPac = problemOf(() => pacOf(own)) === null && pacOf(own) !== null;
	return readAddress(own) === null && !isPac ? {...rest, url: ''} : rest;
}

/** The port that an address means without naming it, or null. Hardly any proxy listens there. */
export function impliedPort(own: OwnProxy): number | null {
	const parsed = readAddress(own);
	return parsed && !/:\d+\/?$/.test(own.url.trim()) ? parsed.endpoint.port : null;
}

/** The address as a person reads it, or null while it can't be read. */
export function ownAddress(own: OwnProxy): string | null {
	const parsed = readAddress(own);
	return parsed && formatProxy(parsed.endpoint);
}

function readAddress({url}: OwnProxy): ParsedProxy | null {
	try {
		return parseProxyUrl(url.trim(), field);
	} catch (error) {
		if (error instanceof UsageError) return null;
		throw error;
	}
}

/** As it was typed otherwise: without a port it must not get one that nobody gave. */
function withoutCredentials(url: string): string {
	return url.trim().replace(/^([a-z]+:\/\/)?.*@/i, '$1');
}

/** The variable that a password comes from where none is typed, or null. */
export function passwordSource(environment: Environment): string | null {
	return environment[passwordVariable] ? passwordVariable : null;
}

/** What is said where the password of a proxy is asked for. */
export function passwordWords(
	opened: OpenedProfile | null,
	plan: Plan | null,
): {readonly title: string; readonly reason: string; readonly hint: string} {
	const proxy = plan?.settings.proxy.https ?? plan?.settings.proxy.http ?? null;
	return {
		title: proxy ? `Password for ${proxy.username} at ${formatProxy(proxy)}` : 'Password for the proxy',
		reason: opened
			? 'A profile names the user of its proxy, and never holds the password.'
			: 'The proxy has a user. Its password is never stored.',
		hint:
			opened === null || opened.missingPassword === null
				? `Used for this sitting only. Other runs take it from ${passwordVariable}, or from where the profile says.`
				: `The profile says where it is, but it isn't there: ${opened.missingPassword}. Used for this sitting only.`,
	};
}
