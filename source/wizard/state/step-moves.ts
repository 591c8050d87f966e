import {newlyUsable} from '../questions/resources/own-resources.ts';
import {showOrigin, showStep} from './moves.ts';
import {stopProbing} from './probing-moves.ts';
import {noResults, type WizardState} from './state.ts';
import type {StepContext} from './step-context.ts';
import {firstUnanswered, neighbourStep, stepOf} from './steps.ts';

/** Leaves a step only with a valid answer. A revisit leads back to the review, by way of what the new answer has opened. */
export function goOn(state: WizardState, context: StepContext): WizardState {
	if (state.view.name !== 'step') return state;
	const {stepId} = state.view;
	const problem = stepOf(stepId).validate(state.answers, context);
	if (problem) return {...state, problem};
	const next = neighbourStep(stepId, 1, state.answers, context);
	if (!next) return state;
	const {reviewed} = state;
	if (!reviewed) return showStep(state, next);
	if (next === 'proxy-details') return {...showStep(state, next), reviewed};
	const [opened] = newlyUsable(reviewed, state.answers, context);
	if (opened && stepId !== 'resources') return {...showStep(state, 'resources', opened), reviewed};
	return showStep(state, firstUnanswered(state.answers, context) ?? 'review');
}

/** One view back, as Escape goes. */
export function goBack(state: WizardState, context: StepContext): WizardState {
	switch (state.view.name) {
		case 'step': {
			if (state.view.stepId === 'review' && state.profile) return showOrigin(state, 'profile');
			const missing = firstUnanswered(state.answers, context);
			// An answer that is missing here must not hold anybody here: then Escape goes on to the step before.
			if (state.reviewed && missing !== state.view.stepId) return showStep(state, missing ?? 'review');
			const previous = neighbourStep(state.view.stepId, -1, state.answers, context);
			if (previous) return showStep(state, previous);
			const {profiles, problems} = state.profiles;
			return profiles.length + problems.length > 0 ? {...state, view: {name: 'profiles'}, problem: null} : state;
		}
		case 'profiles':
			return state;
		case 'profile':
			return {...state, ...noResults, view: {name: 'profiles'}, profile: null, problem: null};
		case 'password':
			return {...showOrigin(state, state.view.origin), isPasswordAsked: false};
		case 'changes':
		case 'save-profile':
			return showOrigin(state, state.view.origin);
		case 'probing':
			return stopProbing(state, 'look');
		case 'results':
			return {...state, view: {name: 'next', isLeaving: false}};
		case 'next':
		case 'copy':
		case 'export':
		case 'done':
			return {...state, view: {name: 'results'}};
		case 'closed':
			return state;
		default:
			return state.view satisfies never;
	}
}
