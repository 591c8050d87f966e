import type {CheckOrigin, View, WizardState} from './state.ts';
import type {StepId} from './steps.ts';

/** Shows a step as one comes to it for the first time. `field`: the line of its form to begin with. */
export function showStep(state: WizardState, stepId: StepId, field?: string): WizardState {
	return {...state, view: {name: 'step', stepId, field}, reviewed: null, problem: null};
}

/** Ends the wizard. */
export function close(state: WizardState, kind: 'finished' | 'cancelled'): WizardState {
	return {...state, view: {name: 'closed', kind}};
}

/** What is started on a screen that was opened for it leads back to where that was opened. */
export function originOf(view: View): CheckOrigin {
	if (view.name === 'password') return view.origin;
	return view.name === 'profile' ? 'profile' : view.name === 'step' ? 'review' : 'results';
}

/** Shows the view that something was started from. */
export function showOrigin(state: WizardState, origin: CheckOrigin): WizardState {
	return origin === 'review' ? showStep(state, 'review') : {...state, view: {name: origin}, problem: null};
}
