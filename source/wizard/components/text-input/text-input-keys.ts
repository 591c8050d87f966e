import type {Keypress} from '../input/keypress.ts';
import {cleanPaste} from './clean-paste.ts';
import type {TextInputAction} from './text-input-state.ts';

/** What a keypress does to a line of text, or null if it is none of its keys. `joiner` takes the place of line feeds in a paste. */
export function textInputAction(keypress: Keypress, joiner: string): TextInputAction | null {
	if (keypress.kind === 'text') return {type: 'insert', text: keypress.text};
	if (keypress.kind === 'paste') return {type: 'insert', text: cleanPaste(keypress.text, joiner)};
	switch (keypress.name) {
		case 'left':
		case 'right':
			return {type: 'move', to: keypress.name};
		case 'home':
			return {type: 'move', to: 'start'};
		case 'end':
			return {type: 'move', to: 'end'};
		case 'backspace':
			return {type: 'delete', what: 'before'};
		case 'delete':
			return {type: 'delete', what: 'after'};
		case 'delete-word':
			return {type: 'delete', what: 'word'};
		case 'delete-to-start':
			return {type: 'delete', what: 'to-start'};
		case 'delete-to-end':
			return {type: 'delete', what: 'to-end'};
		default:
			return null;
	}
}
