import type {SettingsInput} from '../../../settings/types.ts';
import type {Answers} from './answers.ts';
import {pacOf, parseOwnProxy} from './own-proxy.ts';
import {readResources} from './own-resources.ts';
import {featuresOf, type StepContext} from './step-context.ts';

/** Reads the answers as if they were flags. Throws a UsageError where one can't be read; the steps let none of those pass. */
export function settingsInputFrom(answers: Answers, context: StepContext): SettingsInput {
	return {
		cloud: answers.cloud,
		region: answers.region ?? undefined,
		features: featuresOf(answers, context),
		resources: readResources(answers, context),
		...readProxyAnswer(answers),
	};
}

/** The answer stands for both schemes, whatever flags said for one of them. */
function readProxyAnswer({proxyChoice, ownProxy}: Answers): SettingsInput {
	const others = {httpsProxy: undefined, httpProxy: undefined, pac: undefined};
	if (proxyChoice !== 'own') return {...others, proxy: proxyChoice};
	const caFile = ownProxy.caFile.trim();
	const pac = pacOf(ownProxy);
	if (pac !== null) {
		return {...others, proxy: undefined, noProxy: undefined, pac, ...(caFile !== '' && {caFile})};
	}
	return {
		...others,
		proxy: parseOwnProxy(ownProxy),
		noProxy: ownProxy.noProxy.trim(),
		...(caFile !== '' && {caFile}),
	};
}
