import type {Answers} from './answers.ts';
import type {View, WizardState} from './state.ts';

/**
 * The answers that a view is about: those that the shown run was made with, or those being given. Answers that were
 * changed and not checked must not stand above the results of others, nor be checked in their place.
 */
export function answersInView({
	view,
	answers,
	runAnswers,
}: Pick<WizardState, 'view' | 'answers' | 'runAnswers'>): Answers {
	return isAboutRun(view) ? (runAnswers ?? answers) : answers;
}

function isAboutRun(view: View): boolean {
	switch (view.name) {
		case 'results':
		case 'next':
		case 'copy':
		case 'export':
		case 'done':
			return true;
		case 'changes':
		case 'save-profile':
			return view.origin === 'results';
		case 'profiles':
		case 'profile':
		case 'password':
		case 'step':
		case 'probing':
		case 'closed':
			return false;
		default:
			return view satisfies never;
	}
}
