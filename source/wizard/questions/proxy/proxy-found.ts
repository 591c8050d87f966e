import {UsageError} from '../../../errors.ts';
import type {Environment} from '../../../settings/environment.ts';
import {readProxyEnvironment} from '../../../settings/proxy-environment.ts';
import type {ProxySettings} from '../../../settings/types.ts';

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
