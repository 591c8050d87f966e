import type {Environment, Settings} from '../types.ts';
import {lintCaFile} from './ca-file.ts';
import {lintEnvironment} from './environment-values.ts';
import {lintNoProxy} from './no-proxy-list.ts';
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
	environment: Environment = {},
	caPem: string | null = null,
): LintNote[] {
	if (proxy.https === null && proxy.http === null) return [];
	return [
		...lintProxyAddresses(proxy),
		...lintNoProxy(proxy.noProxy),
		...lintEnvironment(environment),
		...(caPem === null ? [] : lintCaFile(caPem)),
	];
}
