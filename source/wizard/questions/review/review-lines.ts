import {numbered, numberProblem, readNumber} from '../../plain/numbers.ts';
import {answer, problem, type Question} from '../../plain/question.ts';
import type {PreparedCheck} from '../../state/check.ts';
import type {StepRoom} from '../step-room.ts';
import {describeReach, type ReviewRow, reviewRows} from './review-rows.ts';

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
