import {problemOf} from '../../../errors.ts';
import {answer, keptOrTyped, problem, type Question, shownText} from '../../components/conversation.ts';
import type {StepRoom} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {parseResourceNames, resourceWords, usableResources} from '../../state/answers/own-resources.ts';

/** One question for each kind of resource that the chosen features can use. */
export function resourceQuestions({answers, context, help}: StepRoom): ReadonlyArray<Question<Partial<Answers>>> {
	return usableResources(answers, context).map(key => {
		const before = answers.resources[key] ?? '';
		const {label, hint} = resourceWords[key];
		return {
			field: key,
			lines: [hint],
			prompt: label,
			proposal: shownText(before),
			help,
			read(text) {
				const typed = keptOrTyped(text, before);
				const wrong = problemOf(() => parseResourceNames(key, typed));
				return wrong === null ? answer({resources: {...answers.resources, [key]: typed}}) : problem(wrong);
			},
		};
	});
}
