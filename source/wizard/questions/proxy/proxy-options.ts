import type {Answers} from '../../state/answers/answers.ts';
import {describeProxySettings, type ProxyFound} from '../../state/answers/proxy-answer.ts';

export type ProxyOption = {readonly choice: Answers['proxyChoice']; readonly label: string; readonly detail: string};

/** The ways to answer how the cluster reaches out. */
export function proxyOptions(found: ProxyFound): readonly ProxyOption[] {
	const details = {
		found: () => (found.kind === 'found' ? describeProxySettings(found.proxy) : ''),
		none: () => 'HTTPS_PROXY, HTTP_PROXY and ALL_PROXY are not set',
		unreadable: () => "can't be read",
	};
	return [
		{choice: 'environment', label: 'From the environment', detail: details[found.kind]()},
		{choice: 'none', label: 'No proxy', detail: 'straight to the internet'},
		{choice: 'own', label: 'Another proxy', detail: 'address or PAC script, credentials, exceptions'},
	];
}
