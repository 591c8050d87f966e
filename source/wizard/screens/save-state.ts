import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textOf,
} from '../components/text-input/text-input-state.ts';

export type SaveState = {
	readonly input: TextInputState;
	readonly phase:
		| {readonly name: 'editing'; readonly problem: string | null}
		/** There is a profile of that name, and nobody said yet that it may go. */
		| {readonly name: 'asking'}
		| {readonly name: 'saving'}
		| {readonly name: 'saved'};
};

export type SaveAction =
	| {readonly type: 'edit'; readonly action: TextInputAction}
	| {readonly type: 'save'}
	| {readonly type: 'ask'}
	| {readonly type: 'fail'; readonly problem: string}
	| {readonly type: 'resume'}
	| {readonly type: 'done'};

export function createSave(proposal: string): SaveState {
	return {input: createTextInput(proposal), phase: {name: 'editing', problem: null}};
}

export function reduceSave(state: SaveState, action: SaveAction): SaveState {
	switch (action.type) {
		case 'edit':
			return {input: reduceTextInput(state.input, action.action), phase: {name: 'editing', problem: null}};
		case 'save':
			return {...state, phase: {name: 'saving'}};
		case 'ask':
			return {...state, phase: {name: 'asking'}};
		case 'fail':
			return {...state, phase: {name: 'editing', problem: action.problem}};
		case 'resume':
			return {...state, phase: {name: 'editing', problem: null}};
		case 'done':
			return {...state, phase: {name: 'saved'}};
		default:
			return action satisfies never;
	}
}

/** The name as it was typed. */
export function nameOf({input}: SaveState): string {
	return textOf(input).trim();
}
