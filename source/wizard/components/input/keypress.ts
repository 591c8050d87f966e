import type {Key} from 'ink';

/** The keys that the wizard knows, by what they do. */
export type KeyName =
	| 'up'
	| 'down'
	| 'left'
	| 'right'
	| 'page-up'
	| 'page-down'
	| 'home'
	| 'end'
	| 'enter'
	| 'escape'
	| 'tab'
	| 'back-tab'
	| 'backspace'
	| 'delete'
	| 'delete-word'
	| 'delete-to-start'
	| 'delete-to-end'
	/** Ends a form, whatever field is under edit. */
	| 'submit'
	| 'interrupt'
	| 'suspend';

/** One thing that a person did at the keyboard. `text` is what was typed, never with a control in it; `paste` is as it came. */
export type Keypress =
	| {readonly kind: 'key'; readonly name: KeyName}
	| {readonly kind: 'text'; readonly text: string}
	| {readonly kind: 'paste'; readonly text: string};

/** Letters that do something together with Ctrl, as readline has them. */
const controlLetters: {readonly [letter: string]: KeyName} = {
	a: 'home',
	c: 'interrupt',
	e: 'end',
	h: 'backspace',
	k: 'delete-to-end',
	m: 'enter',
	n: 'down',
	p: 'up',
	s: 'submit',
	u: 'delete-to-start',
	w: 'delete-word',
	z: 'suspend',
};

/** The same as single bytes, for when they arrive in the middle of a chunk of text. */
const controlBytes: {readonly [byte: string]: KeyName} = {
	'\u0001': 'home',
	'\u0003': 'interrupt',
	'\u0005': 'end',
	'\b': 'backspace',
	'\t': 'tab',
	'\n': 'enter',
	'\u000b': 'delete-to-end',
	'\r': 'enter',
	'\u0013': 'submit',
	'\u0015': 'delete-to-start',
	'\u0017': 'delete-word',
	'\u001a': 'suspend',
	'\u007f': 'backspace',
};

const namedKeys: ReadonlyArray<readonly [keyof Key, KeyName]> = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
	['delete', 'delete'],
	['escape', 'escape'],
];

function key(name: KeyName): Keypress {
	return {kind: 'key', name};
}

/**
 * Turns one event of Ink's `useInput` into what was pressed. A quick typist, tmux or a slow line put several keys into one
 * event (`abc\r`), and Ink hands such a chunk over as one text; here it becomes text and keys again.
 */
export function readKeypresses(input: string, pressed: Partial<Key>): readonly Keypress[] {
	if (pressed.eventType === 'release') return [];
	// An Escape and the next key in one read look like Alt and that key. Alt means nothing here, Escape means "back".
	const escapes = pressed.meta ? [key('escape')] : [];
	for (const [property, name] of namedKeys) {
		// With an arrow, `meta` is Alt+arrow, not an Escape before it.
		if (pressed[property]) return name === 'escape' ? [...escapes, key('escape')] : [key(name)];
	}
	if (pressed.return) return [...escapes, key('enter')];
	if (pressed.backspace) return [key(pressed.meta ? 'delete-word' : 'backspace')];
	if (pressed.tab) return [...escapes, key(pressed.shift ? 'back-tab' : 'tab')];
	if (pressed.ctrl) {
		const name = controlLetters[input];
		return name ? [key(name)] : [];
	}
	return [...escapes, ...splitText(input)];
}

/** Splits a chunk into runs of text and the keys between them; a CR LF is one Enter, and what means nothing is dropped. */
export function splitText(chunk: string): readonly Keypress[] {
	const keypresses: Keypress[] = [];
	for (const [part] of chunk.replaceAll('\r\n', '\r').matchAll(/[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/g)) {
		const name = controlBytes[part];
		if (name) keypresses.push(key(name));
		else if (part >= ' ') keypresses.push({kind: 'text', text: part});
	}
	return keypresses;
}

/** What is left of the sequence of an arrow, of a report of the terminal or the like whose Escape came alone. */
const lateSequence = /^(?:\[(?:[0-9;]*[A-DFHIOZ~]|(?:[?<>=]|[0-9])[0-9;:]*[ -/]*[@-~])|O[A-DFHI]$)/;

/**
 * Takes out what a slow line brought too late: the Escape of an arrow key that came alone was taken for the key Escape, and
 * its rest is no text that anybody typed. `before` is the keypress before these.
 */
export function dropLateSequences(keypresses: readonly Keypress[], before: Keypress | null): readonly Keypress[] {
	return keypresses.flatMap((keypress, index): readonly Keypress[] => {
		const previous = keypresses[index - 1] ?? before;
		const isAfterEscape = previous?.kind === 'key' && previous.name === 'escape';
		if (!isAfterEscape || keypress.kind !== 'text') return [keypress];
		const text = keypress.text.replace(lateSequence, '');
		return text === '' ? [] : [{kind: 'text', text}];
	});
}

/** Whether a key of this name was pressed. */
export function isKey(keypress: Keypress, name: KeyName): boolean {
	return keypress.kind === 'key' && keypress.name === name;
}

/** Whether exactly this was typed; case counts. */
export function isLetter(keypress: Keypress, letter: string): boolean {
	return keypress.kind === 'text' && keypress.text === letter;
}
