import type {Answers} from '../../state/answers/answers.ts';
import {describeProxySettings, describeSystemFound} from '../../state/answers/proxy-answer.ts';
import type {StepContext} from '../../state/answers/step-context.ts';

export type ProxyOption = {readonly choice: Answers['proxyChoice']; readonly label: string; readonly detail: string};

/** What a proxy of Windows is worth to a cluster. */
export const systemWords = "Windows names a proxy for its browsers. Azure Arc's agents never read that.";

/** The ways to answer how the cluster reaches out. */
export function proxyOptions({
	proxyFound: found,
	systemFound,
}: Pick<StepContext, 'proxyFound' | 'systemFound'>): readonly ProxyOption[] {
	const details = {
		found: () => (found.kind === 'found' ? describeProxySettings(found.proxy) : ''),
		none: () => 'HTTPS_PROXY, HTTP_PROXY and ALL_PROXY are not set',
		unreadable: () => "can't be read",
	};
	return [
		{choice: 'environment', label: 'From the environment', detail: details[found.kind]()},
		...(systemFound === null
			? []
			: [
					{
						choice: 'system',
						label: 'From Windows',
						detail: systemFound.kind === 'found' ? describeSystemFound(systemFound) : details.unreadable(),
					} as const,
				]),
		{choice: 'none', label: 'No proxy', detail: 'straight to the internet'},
		{choice: 'own', label: 'Another proxy', detail: 'address or PAC script, credentials, exceptions'},
	];
}
