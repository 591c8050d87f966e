import type {Step} from '../steps.ts';

/** The question of a step with its reason, as one line. */
export function headingOf({title, question, reason}: Step): string {
	return `${title}: ${question}${question.endsWith('?') ? '' : '.'} ${reason}`;
}
