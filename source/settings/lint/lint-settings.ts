import {UsageError} from '../../errors.ts';
import {readProxyEnvironment} from '../proxy-environment.ts';
import {formatProxy} from '../proxy-url.ts';
import type {Environment, LintNote, Settings} from '../types.ts';
import {lintCaFile} from './ca-file.ts';
import {lintNoList, lintNoProxy} from './no-proxy-list.ts';
import {lintEnvironment, lintProxyAddresses} from './proxy-address.ts';

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
