import {formatProxy} from '../settings/proxy-url.ts';
import type {ProxySettings} from '../settings/types.ts';
import {resourceKeys} from '../vocabulary.ts';
import type {Answers} from './answers.ts';
import {parseOwnProxy} from './own-proxy.ts';
import {usableResources} from './own-resources.ts';
import {problemOf} from './problem-of.ts';
import type {StepContext} from './step-context.ts';

/** The proxies of the environment in one phrase: one address, or one for each scheme where they differ. */
export function describeProxySettings({https, http}: Pick<ProxySettings, 'https' | 'http'>): string {
	const httpsText = https && formatProxy(https);
	const httpText = http && formatProxy(http);
	if (httpsText === httpText) return httpsText ?? 'no proxy';
	return `${httpsText ?? 'direct'} for HTTPS, ${httpText ?? 'direct'} for HTTP`;
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

/** `acr myregistry, vault my-vault`; empty if none is named. */
export function describeResources(answers: Answers, context: StepContext): string {
	const usable = usableResources(answers, context);
	return resourceKeys
		.filter(key => usable.includes(key) && answers.resources[key]?.trim())
		.map(key => `${key} ${answers.resources[key]?.trim()}`)
		.join(', ');
}
