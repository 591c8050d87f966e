import {joinWords} from '../../../words.ts';
import {numberQuestion, type Question} from '../../components/conversation.ts';
import type {StepRoom} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import type {StepContext} from '../../state/answers/step-context.ts';
import {proxyOptions, systemWords} from './proxy-options.ts';

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
