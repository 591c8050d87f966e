import type {Keypress} from '../input/keypress.ts';
import {
	createTextInput,
	reduceTextInput,
	type TextInputAction,
	type TextInputState,
	textInputAction,
	textOf,
} from '../text-input/text-input-state.ts';

/** Several lines of text, one of which is being edited. */
export type FormState = {readonly focused: number; readonly inputs: readonly TextInputState[]};

export type FormAction =
	| {readonly type: 'edit'; readonly action: TextInputAction}
	| {readonly type: 'focus'; readonly to: 'next' | 'previous' | number}
	/** Puts other texts in place; those that are the same keep their cursor. */
	| {readonly type: 'replace'; readonly texts: readonly string[]};

export function createForm(texts: readonly string[]): FormState {
	return {focused: 0, inputs: texts.map(createTextInput)};
}

export function formTexts({inputs}: FormState): readonly string[] {
	return inputs.map(textOf);
}

export function reduceForm(state: FormState, action: FormAction): FormState {
	switch (action.type) {
		case 'edit': {
			const input = state.inputs[state.focused];
			if (!input) return state;
			return {...state, inputs: state.inputs.with(state.focused, reduceTextInput(input, action.action))};
		}
		case 'focus': {
			const wanted = typeof action.to === 'number' ? action.to : state.focused + (action.to === 'next' ? 1 : -1);
			return {...state, focused: Math.max(0, Math.min(wanted, state.inputs.length - 1))};
		}
		case 'replace': {
			const {texts} = action;
			return {
				...state,
				inputs: state.inputs.map((input, index) => {
					const text = texts[index] ?? textOf(input);
					return text === textOf(input) ? input : createTextInput(text);
				}),
			};
		}
		default:
			return action satisfies never;
	}
}

/** How the field under edit takes text. */
type FieldKeys = {
	/** Takes the place of line feeds in a paste. */
	readonly joiner: string | null;
	/** A question mark is text here; elsewhere it asks for help. */
	readonly takesQuestionMark: boolean;
};

/** What a keypress does in a form; null: it is none of the form's. */
export function formAction(
	keypress: Keypress,
	{joiner, takesQuestionMark}: FieldKeys,
): FormAction | 'enter' | 'submit' | null {
	if (keypress.kind === 'key') {
		switch (keypress.name) {
			case 'enter':
			case 'submit':
				return keypress.name;
			case 'down':
			case 'tab':
				return {type: 'focus', to: 'next'};
			case 'up':
			case 'back-tab':
				return {type: 'focus', to: 'previous'};
		}
	}
	if (keypress.kind === 'text' && keypress.text === '?' && !takesQuestionMark) return null;
	const action = textInputAction(keypress, joiner);
	return action && {type: 'edit', action};
}
