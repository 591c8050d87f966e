import {stepQuestions} from '../../questions/step-lines.ts';
import {helpFor} from '../../screens/help-texts.ts';
import {neighbourStep, type StepId, stepOf} from '../../state/answers/steps.ts';
import type {WizardAction} from '../../state/state.ts';
import {ask} from '../ask.ts';
import {headingOf} from '../heading.ts';
import type {PlainSession} from '../plain-session.ts';

/** Asks the questions of one step. `back` leads to the question before, and from the first one to the step before. */
export async function showStep(
	{stepId, field}: {readonly stepId: Exclude<StepId, 'review'>; readonly field?: string | undefined},
	{state, services, context, talk}: PlainSession,
): Promise<readonly WizardAction[]> {
	const step = stepOf(stepId);
	talk.say(state.problem ?? headingOf(step, services.isPractice));
	const help = helpFor(state, services).lines;
	let {answers} = state;
	const questions = stepQuestions(stepId, {answers, context, services, help});
	let index = Math.max(
		0,
		questions.findIndex(question => question.field !== undefined && question.field === field),
	);
	for (;;) {
		const current = stepQuestions(stepId, {answers, context, services, help})[index];
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
	return [{type: 'answer', answers}, {type: 'next'}];
}
