import {joinWords} from '../../../words.ts';
import {numberQuestion} from '../../components/conversation/common-questions.ts';
import type {Question} from '../../components/conversation/question.ts';
import type {StepRoom} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import type {ProxyFound} from '../../state/answers/proxy-answer.ts';
import {proxyOptions} from './proxy-options.ts';

export function proxyQuestion({answers, context: {proxyFound}, help}: StepRoom): Question<Partial<Answers>> {
	const options = proxyOptions(proxyFound);
	return numberQuestion(
		options.map(({choice, label, detail}) => ({text: `${label}: ${detail}`, value: {proxyChoice: choice}})),
		{
			after: proxyFound.kind === 'found' ? foundLines(proxyFound) : [],
			proposal: String(options.findIndex(({choice}) => choice === answers.proxyChoice) + 1),
			help,
		},
	);
}

/** Where the proxy of the environment comes from, what goes past it, and what is odd about it. */
function foundLines({proxy, variables, notes}: Extract<ProxyFound, {readonly kind: 'found'}>): readonly string[] {
	const past = proxy.noProxy === '' ? 'nothing goes past the proxy' : `past the proxy go ${proxy.noProxy}`;
	return [`The environment names its proxy in ${joinWords(variables)}; ${past}.`, ...notes];
}
