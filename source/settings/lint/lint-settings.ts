import type {Environment, Settings} from '../types.ts';
import {lintCaFile} from './ca-file.ts';
import {lintEnvironment} from './environment-values.ts';
import {lintNoList, lintNoProxy} from './no-proxy-list.ts';
import {lintProxyAddresses} from './proxy-address.ts';
import type {LintNote} from './types.ts';

/**
 * What in the settings will trip the agents, or a tool beside this one. Nothing without a proxy: then none of it is
 * handed to anybody.
 *
 * @param environment the variables of this process, where they are at hand
 * @param caPem the text of the CA file, where it was read
 */
export function lintSettings(
	{proxy}: Pick<Settings, 'proxy'>,
	environment: Environment | null = null,
	caPem: string | null = null,
): LintNote[] {
	if (proxy.https === null && proxy.http === null) return [];
	return [
		...lintProxyAddresses(proxy),
		...lintNoProxy(proxy.noProxy),
		...(environment === null ? [] : lintEnvironment(environment)),
		// A list may be set where nobody looked, as long as the environment is not known.
		...(environment !== null && proxy.noProxy.trim() === '' ? lintNoList() : []),
		...(caPem === null ? [] : lintCaFile(caPem)),
	];
}
