import {joinWords} from '../../../words.ts';
import {numbered, numberProblem, readNumber} from '../../components/conversation/numbers.ts';
import {answer, problem, type Question} from '../../components/conversation/question.ts';
import type {StepRoom} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import type {ProxyFound} from '../../state/answers/proxy-answer.ts';
import {proxyOptions} from './proxy-options.ts';

export function proxyQuestion({answers, context, help}: StepRoom): Question<Partial<Answers>> {
	const {proxyFound} = context;
	const options = proxyOptions(proxyFound);
	const proposal = String(options.findIndex(({choice}) => choice === answers.proxyChoice) + 1);
	return {
		lines: [
			...numbered(options.map(({title, detail}) => `${title}: ${detail}`)),
			...(proxyFound.kind === 'found' ? foundLines(proxyFound) : []),
		],
		prompt: 'Number',
		proposal,
		help,
		read(text) {
			const option = options[readNumber(text === '' ? proposal : text, options.length) ?? -1];
			return option ? answer({proxyChoice: option.choice}) : problem(numberProblem(text, options.length));
		},
	};
}

/** Where the proxy of the environment comes from, what goes past it, and what is odd about it. */
function foundLines({proxy, variables, notes}: Extract<ProxyFound, {readonly kind: 'found'}>): readonly string[] {
	const past = proxy.noProxy === '' ? 'nothing goes past the proxy' : `past the proxy go ${proxy.noProxy}`;
	return [`The environment names its proxy in ${joinWords(variables)}; ${past}.`, ...notes];
}
