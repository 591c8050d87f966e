import {problemOf} from '../../errors.ts';
import {
	answer,
	ask,
	keptOrTyped,
	numbered,
	numberProblem,
	problem,
	type Question,
	readNumbers,
	shownText,
} from '../components/conversation.ts';
import {type Answers, availableFeatures, featuresOf} from '../state/answers/answers.ts';
import {parseResourceNames, resourceWords, usableResources} from '../state/answers/own-resources.ts';
import {neighbourStep, type Step, type StepId, stepOf} from '../state/answers/steps.ts';
import type {PlainSession, StepRoom} from '../state/check.ts';
import type {WizardAction} from '../state/state.ts';
import {addedPerFeature, describeAdded, featureSets, featuresIn, titlesBesideAll} from './features/feature-choice.ts';
import {fromQuestions} from './from/from-lines.ts';
import {hearProxy, proxyDetailsQuestions, proxyQuestion} from './proxy/proxy-lines.ts';
import {regionQuestion} from './region/region-lines.ts';

/** Asks the questions of one step. `back` leads to the question before, and from the first one to the step before. */
export async function showStep(
	{stepId, field}: {readonly stepId: Exclude<StepId, 'review'>; readonly field?: string | undefined},
	session: PlainSession,
): Promise<readonly WizardAction[]> {
	const {state, services, context, help, talk, signal} = session;
	const step = stepOf(stepId);
	talk.say(state.problem ?? headingOf(step, services.isPractice));
	let {answers} = state;
	const questions = stepQuestions(stepId, {answers, context, services, help, signal});
	let index = Math.max(
		0,
		questions.findIndex(question => question.field !== undefined && question.field === field),
	);
	for (;;) {
		const current = stepQuestions(stepId, {answers, context, services, help, signal})[index];
		// What is there to be asked may have become less by the last answer.
		if (!current) break;
		const asked = await ask(current, talk);
		if (asked) {
			answers = {...answers, ...asked.value};
			index++;
		} else if (index > 0) index--;
		else {
			if (neighbourStep(stepId, -1, answers, context) === null) talk.say('This is the first question.');
			return [{type: 'answer', answers}, {type: 'back'}];
		}
	}
	const summary = step.summarize(answers, context);
	if (summary !== '' && step.validate(answers, context) === null) talk.say(`${step.title}: ${summary}.`);
	const isProxyNamed =
		stepId === 'proxy-details' || (stepId === 'proxy' && ['environment', 'system'].includes(answers.proxyChoice));
	const isValid = step.validate(answers, context) === null;
	const leaving = isProxyNamed && isValid ? await hearProxy(answers, session) : [{type: 'next'} as const];
	return [{type: 'answer', answers}, ...leaving];
}

/** The questions of a step, in their order. An answer to one may open or close those behind it. */
function stepQuestions(stepId: Exclude<StepId, 'review'>, room: StepRoom): ReadonlyArray<Question<Partial<Answers>>> {
	switch (stepId) {
		case 'region':
			return [regionQuestion(room)];
		case 'proxy':
			return [proxyQuestion(room)];
		case 'proxy-details':
			return proxyDetailsQuestions(room);
		case 'features':
			return [featuresQuestion(room)];
		case 'resources':
			return resourceQuestions(room);
		case 'from':
			return fromQuestions(room);
		default:
			return stepId satisfies never;
	}
}

/** The question of a step with its reason, as one line. Who practises hears that with each one. */
export function headingOf(
	{title, question, reason}: Pick<Step, 'title' | 'question' | 'reason'>,
	isPractice: boolean,
): string {
	return `${isPractice ? 'Practice network. ' : ''}${title}: ${question}${question.endsWith('?') ? '' : '.'} ${reason}`;
}

/** All features by number. The whole choice is typed anew, since what was ticked before can't be seen while typing. */
export function featuresQuestion({answers, context, services, help}: StepRoom): Question<Partial<Answers>> {
	const features = availableFeatures(answers, context);
	const besideAll = titlesBesideAll(features);
	const chosen = featuresOf(answers, context);
	const added = addedPerFeature(answers, context, services);
	const describe = ({id, title, summary}: (typeof features)[number]) => {
		const count = added.get(id);
		const remarks = chosen.includes(id) ? ['chosen'] : [count === undefined ? '' : describeAdded(count)];
		return `${[title, ...remarks.filter(remark => remark !== '')].join(', ')}: ${summary}`;
	};
	return {
		lines: numbered(features.map(describe)),
		prompt: `Numbers separated by commas, usual, or all${besideAll === null ? '' : ` (but ${besideAll})`}`,
		proposal: chosen.map(id => features.findIndex(feature => feature.id === id) + 1).join(',') || null,
		help,
		read(text) {
			if (text === '' && chosen.length > 0) return answer({features: chosen});
			const set = featureSets.find(word => word === text.toLowerCase());
			if (set && set !== 'none') return answer({features: featuresIn(set, features)});
			const indexes = readNumbers(text, features.length);
			if (indexes === null) return problem(numberProblem(text, features.length));
			if (indexes.length === 0) return problem('Choose at least one feature; without one there is nothing to check.');
			return answer({features: features.filter((_, index) => indexes.includes(index)).map(({id}) => id)});
		},
	};
}

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
