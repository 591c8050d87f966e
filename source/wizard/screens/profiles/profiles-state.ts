import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textOf,
} from '../../components/text-input/text-input-state.ts';

/** What is being done with the profile at the pointer. */
export type ProfilesPhase =
	| {readonly name: 'choosing'}
	| {readonly name: 'renaming'; readonly profile: string; readonly input: TextInputState}
	| {readonly name: 'deleting'; readonly profile: string}
	/** A file is being read or written. */
	| {readonly name: 'waiting'};

export type ProfilesState = {
	readonly phase: ProfilesPhase;
	/** What stood in the way of the last thing that was tried, or null. */
	readonly problem: string | null;
};

export type ProfilesAction =
	| {readonly type: 'rename'; readonly profile: string}
	| {readonly type: 'delete'; readonly profile: string}
	| {readonly type: 'edit'; readonly action: TextInputAction}
	| {readonly type: 'wait'}
	| {readonly type: 'fail'; readonly problem: string}
	/** Back to the choice. */
	| {readonly type: 'rest'};

export function reduceProfiles(state: ProfilesState, action: ProfilesAction): ProfilesState {
	switch (action.type) {
		case 'rename':
			return {
				phase: {name: 'renaming', profile: action.profile, input: createTextInput(action.profile)},
				problem: null,
			};
		case 'delete':
			return {phase: {name: 'deleting', profile: action.profile}, problem: null};
		case 'edit': {
			const {phase} = state;
			if (phase.name !== 'renaming') return state;
			return {phase: {...phase, input: reduceTextInput(phase.input, action.action)}, problem: null};
		}
		case 'wait':
			return {phase: {name: 'waiting'}, problem: null};
		case 'fail':
			return {phase: {name: 'choosing'}, problem: action.problem};
		case 'rest':
			return {phase: {name: 'choosing'}, problem: null};
		default:
			return action satisfies never;
	}
}

/** The name that is being typed. */
export function typedName(input: TextInputState): string {
	return textOf(input).trim();
}
