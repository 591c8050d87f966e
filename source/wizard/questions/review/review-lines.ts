import {numbered, numberProblem, readNumber} from '../../components/conversation/numbers.ts';
import {answer, ask, problem, type Question} from '../../components/conversation/question.ts';
import type {PlainSession, StepRoom} from '../../plain-session.ts';
import {helpFor} from '../../screens/help-texts.ts';
import {beginCheck, type PreparedCheck, prepareCheck} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';
import {headingOf} from '../step-lines.ts';
import {describeReach, type ReviewRow, reviewRows, reviewStep} from './review-rows.ts';

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

/** All answers by number; the start stands in brackets. `hasRun`: there are results to go back to; `canSave`: as a profile. */
export function reviewQuestion(
	{answers, context, help}: StepRoom,
	prepared: PreparedCheck,
	{hasRun, canSave}: {readonly hasRun: boolean; readonly canSave: boolean},
): Question<ReviewRow | 'start' | 'results' | 'save'> {
	const rows = reviewRows(answers, context, prepared);
	return {
		lines: [
			...numbered(rows.map(({label, text}) => `${label}: ${text}`)),
			describeReach(prepared.plan),
			...(canSave ? ['p saves the answers as a profile.'] : []),
		],
		prompt: `Enter starts the check, a number changes that answer${hasRun ? ', r shows the results with their answers' : ''}`,
		proposal: 'start',
		help,
		read(text) {
			if (text === '' || text.toLowerCase() === 'start') return answer('start');
			if (hasRun && text.toLowerCase() === 'r') return answer('results');
			if (canSave && text.toLowerCase() === 'p') return answer('save');
			const row = rows[readNumber(text, rows.length) ?? -1];
			return row ? answer(row) : problem(numberProblem(text, rows.length));
		},
	};
}
