import {baselineFor} from '../screens/profiles/baseline.ts';
import {createResults, renewResults} from '../screens/results/results-state.ts';
import {answersInView} from './answers-in-view.ts';
import {close, originOf, showOrigin, showStep} from './moves.ts';
import type {StopReason, WizardAction, WizardState} from './state.ts';

/** Shows the check of a plan. */
export function startProbing(
	state: WizardState,
	{plan, secrets, previous}: Extract<WizardAction, {readonly type: 'start-probing'}>,
): WizardState {
	const origin = originOf(state.view);
	return {
		...state,
		view: {name: 'probing', plan, secrets, stop: null, previous, origin, profile: state.profile},
		answers: answersInView(state),
		problem: null,
	};
}

/** Leads back to where the check was started, with what was in its way. */
export function failProbing(state: WizardState, problem: string): WizardState {
	if (state.view.name !== 'probing') return {...showStep(state, 'review'), problem};
	if (state.view.stop === 'leave') return close(state, 'cancelled');
	return {...showOrigin(state, state.view.origin), problem};
}

/** Asks the run to stop; what it found is shown or left when it has come back. */
export function stopProbing(state: WizardState, stop: StopReason): WizardState {
	if (state.view.name !== 'probing') return state;
	return {...state, view: {...state.view, stop: state.view.stop ?? stop}};
}

/** Shows what was found, or leaves with it. */
export function finishProbing(
	state: WizardState,
	{run, findings, notKept}: Extract<WizardAction, {readonly type: 'probing-finished'}>,
): WizardState {
	if (state.view.name !== 'probing') return state;
	const {origin, previous, stop} = state.view;
	const results = origin === 'results' ? renewResults(state.results, findings, run) : createResults(findings, run);
	const baseline = baselineFor(state, previous, run);
	const found = {
		...state,
		run,
		runAnswers: state.answers,
		findings,
		results,
		isFresh: true,
		baseline,
		notKept,
		isKept: notKept === null,
		// What was written says nothing about this run.
		files: [],
		earlierFiles: [...state.earlierFiles, ...state.files],
	};
	return stop === 'leave' ? close(found, 'cancelled') : {...found, view: {name: 'results'}};
}

/** The first Ctrl-C during a run stops it and keeps what it found; the second leaves at once, as any other does. */
export function interrupt(state: WizardState): WizardState {
	if (state.view.name !== 'probing' || state.view.stop === 'leave') return close(state, 'cancelled');
	return {...state, view: {...state.view, stop: 'leave'}};
}
