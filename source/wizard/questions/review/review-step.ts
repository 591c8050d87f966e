import {type Step, stepOf} from '../../state/answers/steps.ts';

/** The review in other words once something was checked. */
const again = {
	question: 'Check again?',
	reason: 'The results stay until a new check is done; each answer can be changed first.',
} as const;

/** What the review asks, before the first check and after it. */
export function reviewStep(hasRun: boolean): Pick<Step, 'title' | 'question' | 'reason'> {
	const step = stepOf('review');
	return hasRun ? {...step, ...again} : step;
}
