import {problemOf} from '../../../errors.ts';
import {formatProxy} from '../../../settings/proxy-url.ts';
import type {ProxySettings} from '../../../settings/types.ts';
import {joinWords} from '../../../words.ts';
import type {Answers} from '../../state/answers.ts';
import type {StepContext} from '../../state/step-context.ts';
import type {ProxyFound} from '../proxy/proxy-found.ts';
import {parseOwnProxy} from '../proxy-details/own-proxy.ts';
import {resourceWords, usableResources} from '../resources/own-resources.ts';

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

export function describeProxyAnswer({proxyChoice, ownProxy}: Answers, {proxyFound}: StepContext): string {
	switch (proxyChoice) {
		case 'none':
			return 'no proxy';
		case 'environment':
			return proxyFound.kind === 'found' ? describeProxySettings(proxyFound.proxy) : 'no proxy';
		case 'own':
			return problemOf(() => parseOwnProxy(ownProxy)) === null ? formatProxy(parseOwnProxy(ownProxy).endpoint) : '';
		default:
			return proxyChoice satisfies never;
	}
}

/** `Registry myregistry, Key vault my-vault`; empty if none is named. */
export function describeResources(answers: Answers, context: StepContext): string {
	return usableResources(answers, context)
		.filter(key => answers.resources[key]?.trim())
		.map(key => `${resourceWords[key].label} ${answers.resources[key]?.trim()}`)
		.join(', ');
}
