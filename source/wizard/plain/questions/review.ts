import type {Plan} from '../../../plan/types.ts';
import {describePlan, reviewRows} from '../../screens/review-rows.ts';
import type {StepId} from '../../steps.ts';
import {numbered, numberProblem, readNumber} from '../numbers.ts';
import {answer, problem, type Question} from '../question.ts';
import type {StepRoom} from './step-room.ts';

/** All answers by number; the start stands in brackets. */
export function reviewQuestion({answers, context, help}: StepRoom, plan: Plan | null): Question<StepId | 'start'> {
	const rows = reviewRows(answers, context);
	return {
		lines: [...numbered(rows.map(({label, text}) => `${label}: ${text}`)), describePlan(plan)],
		prompt: 'Enter starts the check, a number changes that answer',
		proposal: 'start',
		help,
		read(text) {
			if (text === '' || text.toLowerCase() === 'start') return answer('start');
			const row = rows[readNumber(text, rows.length) ?? -1];
			return row ? answer(row.stepId) : problem(numberProblem(text, rows.length));
		},
	};
}
