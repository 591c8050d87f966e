import {joinWords} from '../../../words.ts';
import {numberQuestion, type Question} from '../../components/conversation.ts';
import type {StepRoom} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {describeProxySettings, describeSystemFound} from '../../state/answers/proxy-answer.ts';
import type {StepContext} from '../../state/answers/step-context.ts';

export function proxyQuestion({answers, context, help}: StepRoom): Question<Partial<Answers>> {
	const options = proxyOptions(context);
	return numberQuestion(
		options.map(({choice, label, detail}) => ({text: `${label}: ${detail}`, value: {proxyChoice: choice}})),
		{
			after: foundLines(context),
			proposal: String(options.findIndex(({choice}) => choice === answers.proxyChoice) + 1),
			help,
		},
	);
}

/** Where the proxies that were found come from, what goes past them, and what is odd about them. */
function foundLines({proxyFound, systemFound}: StepContext): readonly string[] {
	const past = (noProxy: string) => (noProxy === '' ? 'nothing goes past the proxy' : `past the proxy go ${noProxy}`);
	const ofEnvironment =
		proxyFound.kind === 'found'
			? [
					`The environment names its proxy in ${joinWords(proxyFound.variables)}; ${past(proxyFound.proxy.noProxy)}.`,
					...proxyFound.notes,
				]
			: [];
	if (systemFound?.kind !== 'found') return ofEnvironment;
	const {pac, proxy, notes} = systemFound;
	const exceptions = proxy.noProxy === '' ? 'Nothing goes past it.' : `Past it go ${proxy.noProxy}.`;
	return [...ofEnvironment, pac === null ? `${systemWords} ${exceptions}` : systemWords, ...notes];
}

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
