import {reviewQuestion} from '../../questions/review/review-lines.ts';
import {reviewStep} from '../../questions/review/review-step.ts';
import {helpFor} from '../../screens/help-texts.ts';
import {beginCheck, prepareCheck} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';
import {ask} from '../ask.ts';
import {headingOf} from '../heading.ts';
import type {PlainSession} from '../plain-session.ts';

/** All answers, and the start. */
export async function showReview({state, services, context, talk}: PlainSession): Promise<readonly WizardAction[]> {
	const {answers, problem, run} = state;
	talk.say(problem ?? headingOf(reviewStep(run !== null), services.isPractice));
	const prepared = prepareCheck(services, context, answers);
	const canSave = services.profiles !== null && prepared.plan !== null;
	const room = {answers, context, services, help: helpFor(state, services).lines};
	const asked = await ask(reviewQuestion(room, prepared, {hasRun: run !== null, canSave}), talk);
	if (asked === null) return [{type: 'back'}];
	if (asked.value === 'results') return [{type: 'open-results'}];
	if (asked.value === 'save') return [{type: 'open-save'}];
	if (asked.value !== 'start') return [{type: 'jump', stepId: asked.value.stepId, field: asked.value.field}];
	return [beginCheck(state, prepared, null)];
}
