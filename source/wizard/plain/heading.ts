import type {Step} from '../state/answers/steps.ts';

/** The question of a step with its reason, as one line. Who practises hears that with each one. */
export function headingOf(
	{title, question, reason}: Pick<Step, 'title' | 'question' | 'reason'>,
	isPractice: boolean,
): string {
	return `${isPractice ? 'Practice network. ' : ''}${title}: ${question}${question.endsWith('?') ? '' : '.'} ${reason}`;
}
