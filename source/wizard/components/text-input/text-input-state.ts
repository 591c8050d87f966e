import {withoutUnseen} from '../../../safe-text.ts';
import type {Keypress} from '../input/keypress.ts';
import {graphemes} from '../text/fit.ts';

/** A line of text under edit. `cursor` is an index into `characters`, 0 to their number. */
export type TextInputState = {
	/** Visible characters, so that the cursor never stands inside one. */
	readonly characters: readonly string[];
	readonly cursor: number;
};

export type TextInputAction =
	| {readonly type: 'insert'; readonly text: string}
	| {readonly type: 'move'; readonly to: 'left' | 'right' | 'start' | 'end'}
	| {readonly type: 'delete'; readonly what: 'before' | 'after' | 'word' | 'to-start' | 'to-end'};

/** Nobody types more into one line; a paste may hold anything. */
const longest = 4000;

export function createTextInput(text: string): TextInputState {
	const characters = graphemes(text);
	return {characters, cursor: characters.length};
}

export function textOf(state: TextInputState): string {
	return state.characters.join('');
}

export function reduceTextInput(state: TextInputState, action: TextInputAction): TextInputState {
	switch (action.type) {
		case 'insert':
			return insert(state, action.text);
		case 'move':
			return {...state, cursor: movedCursor(state, action.to)};
		case 'delete': {
			const [from, to] = rangeOf(state, action.what);
			return {characters: state.characters.toSpliced(from, to - from), cursor: from};
		}
		default:
			return action satisfies never;
	}
}

function insert(state: TextInputState, text: string): TextInputState {
	const before = state.characters.slice(0, state.cursor).join('') + text;
	const after = state.characters.slice(state.cursor).join('');
	// Cut anew, because a combining mark joins the character before it.
	const left = graphemes(before);
	const characters = [...left, ...graphemes(after)];
	return characters.length > longest ? state : {characters, cursor: left.length};
}

function movedCursor({characters, cursor}: TextInputState, to: 'left' | 'right' | 'start' | 'end'): number {
	switch (to) {
		case 'left':
			return Math.max(0, cursor - 1);
		case 'right':
			return Math.min(characters.length, cursor + 1);
		case 'start':
			return 0;
		case 'end':
			return characters.length;
		default:
			return to satisfies never;
	}
}

function rangeOf(
	{characters, cursor}: TextInputState,
	what: 'before' | 'after' | 'word' | 'to-start' | 'to-end',
): readonly [from: number, to: number] {
	switch (what) {
		case 'before':
			return [Math.max(0, cursor - 1), cursor];
		case 'after':
			return [cursor, Math.min(characters.length, cursor + 1)];
		case 'word':
			return [wordStart(characters, cursor), cursor];
		case 'to-start':
			return [0, cursor];
		case 'to-end':
			return [cursor, characters.length];
		default:
			return what satisfies never;
	}
}

/** A word ends at a blank, and at what separates the parts of a host, a path or a list. */
function wordStart(characters: readonly string[], cursor: number): number {
	const isBoundary = (index: number) => /[\s.,:/@-]/.test(characters[index] ?? '');
	let index = cursor;
	while (index > 0 && isBoundary(index - 1)) index--;
	while (index > 0 && !isBoundary(index - 1)) index--;
	return index;
}

/**
 * What a keypress does to a line of text, or null if it is none of its keys. `joiner` takes the place of line feeds in a
 * paste; null: the text is a secret, which is taken as it came, less the line end behind it.
 */
export function textInputAction(keypress: Keypress, joiner: string | null): TextInputAction | null {
	if (keypress.kind === 'text') return {type: 'insert', text: keypress.text};
	if (keypress.kind === 'paste') {
		const {text} = keypress;
		return {type: 'insert', text: joiner === null ? text.replace(/[\r\n]+$/, '') : cleanPaste(text, joiner)};
	}
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

/**
 * Makes a paste fit into one line. A line feed at its end is dropped and never counts as Enter: what was pasted should be
 * seen before it is taken. Those inside become `joiner`, so that a list of one name a line stays a list.
 */
export function cleanPaste(text: string, joiner: string): string {
	return text
		.split(/[\r\n]+/)
		.map(line => withoutUnseen(line).trim())
		.filter(line => line !== '')
		.join(joiner);
}
