import stringWidth from 'string-width';
import {withoutUnseen} from '../../../safe-text.ts';
import type {Keypress} from '../input/keypress.ts';
import {graphemes} from '../text.ts';

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

/** An input with this text, the cursor behind it. */
export function createTextInput(text: string): TextInputState {
	const characters = graphemes(text);
	return {characters, cursor: characters.length};
}

/** The text of an input as one string. */
export function textOf(state: TextInputState): string {
	return state.characters.join('');
}

/** The state after an action. Pure. */
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

/** The part of a line that its field shows, and the column of the cursor in it. */
type VisibleText = {readonly text: string; readonly cursorColumn: number};

/** A part of the line is drawn as this sign, character by character. */
type Masking = {readonly mask: Mask; readonly sign: string};

/** Scrolls a line sideways so that the cursor, which needs a cell of its own, is always in view. */
export function visibleText({characters, cursor}: TextInputState, width: number, masking: Masking | null): VisibleText {
	const shown = masking === null ? characters : maskedCharacters(characters, masking);
	let from = cursor;
	let cursorColumn = 0;
	while (from > 0) {
		const columns = stringWidth(shown[from - 1] ?? '');
		if (cursorColumn + columns > width - 1) break;
		cursorColumn += columns;
		from--;
	}
	let text = '';
	let used = 0;
	for (const character of shown.slice(from)) {
		used += stringWidth(character);
		if (used > width) break;
		text += character;
	}
	return {text, cursorColumn};
}

function maskedCharacters(characters: readonly string[], {mask, sign}: Masking): readonly string[] {
	const {from, to} = mask(characters);
	return characters.map((character, index) => (index >= from && index < to ? sign : character));
}

/** Which characters of a line are drawn as dots: from `from` to before `to`. */
type MaskedPart = {readonly from: number; readonly to: number};

/** Finds that part; it is the same while the line is typed and when it is left. */
export type Mask = (characters: readonly string[]) => MaskedPart;

/** All of it is secret. */
export const maskAll: Mask = characters => ({from: 0, to: characters.length});

/** `http://`, also twice by mistake. */
const schemes = /^(?:[a-z][a-z0-9+.-]*:\/\/)+/i;

/** An address in brackets, or its beginning. */
const ipv6 = /^\[[0-9a-f:.]*(?:\]|$)/i;

/** `:3128`, `:3128/`, or what one sees on the way to `http://`. */
const portOrSlashes = /^(?:\d{0,5}\/?|\/\/?)$/;

/**
 * The password in an address that is typed or pasted: what stands between the first colon and the last `@`. Before there
 * is an `@`, what follows the colon may still become a port; once it can't, it is taken for a password.
 */
export const maskPasswordInAddress: Mask = characters => {
	const text = characters.join('');
	const scheme = schemes.exec(text)?.[0].length ?? 0;
	const at = characters.lastIndexOf('@');
	const address = ipv6.exec(text.slice(scheme))?.[0].length ?? 0;
	const colon = characters.indexOf(':', at < 0 ? scheme + address : scheme);
	if (colon < 0) return nothing;
	if (at > colon) return {from: colon + 1, to: at};
	const rest = characters.slice(colon + 1).join('');
	const before = characters.slice(scheme, colon).join('');
	return at >= 0 || portOrSlashes.test(rest) || isAddressTwice(before, rest)
		? nothing
		: {from: colon + 1, to: characters.length};
};

/** A scheme that was mistyped, `htp:/proxy:3128`, or a second address behind the first, `:3128http://proxy`: no password. */
function isAddressTwice(before: string, rest: string): boolean {
	return (/^h?t+p+s?$/i.test(before) && rest.startsWith('/')) || /^\d{1,5}\/?https?:\/\//i.test(rest);
}

const nothing: MaskedPart = {from: 0, to: 0};
