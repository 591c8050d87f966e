import type {Keypress} from '../input/keypress.ts';
import {textInputAction} from '../text-input/text-input-keys.ts';
import type {FormAction} from './form-state.ts';

/** How the field under edit takes text. */
export type FieldKeys = {
	/** Takes the place of line feeds in a paste. */
	readonly joiner: string;
	/** A question mark is text here; elsewhere it asks for help. */
	readonly takesQuestionMark: boolean;
};

/** What a keypress does in a form; null: it is none of the form's. */
export function formAction(keypress: Keypress, {joiner, takesQuestionMark}: FieldKeys): FormAction | 'enter' | null {
	if (keypress.kind === 'key') {
		switch (keypress.name) {
			case 'enter':
				return 'enter';
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
