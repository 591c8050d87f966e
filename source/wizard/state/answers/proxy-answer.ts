import {problemOf, UsageError} from '../../../errors.ts';
import {readProxyEnvironment} from '../../../settings/proxy-environment.ts';
import {formatProxy} from '../../../settings/proxy-url.ts';
import type {Environment, ProxySettings} from '../../../settings/types.ts';
import {joinWords} from '../../../words.ts';
import type {WizardServices} from '../../services.ts';
import type {Answers} from './answers.ts';
import {pacOf, parseOwnProxy} from './own-proxy.ts';
import type {StepContext} from './step-context.ts';

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
