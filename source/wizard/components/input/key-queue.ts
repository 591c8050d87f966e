import {dropLateSequences, isKey, type Keypress} from './keypress.ts';

/** Who gets the keys now. */
export type KeyReceiver = {
	/** A text field takes a run of text at once; everything else takes it letter by letter, because each may open another screen. */
	readonly takesText: boolean;
	readonly handle: (keypress: Keypress) => void;
};

/** So many keys may wait for their turn: nobody types further ahead, and what a paste without brackets holds more is dropped. */
const mostWaiting = 1000;

/** Takes the next keypress off a queue, cutting a run of text down to one letter where the receiver wants letters. */
export function takeNext(
	queue: readonly Keypress[],
	takesText: boolean,
): {readonly next: Keypress | null; readonly rest: readonly Keypress[]} {
	const [first] = queue;
	const rest = queue.slice(1);
	if (!first) return {next: null, rest};
	if (first.kind !== 'text' || takesText) return {next: first, rest};
	const [letter = ''] = first.text.slice(0, 2);
	const letters = first.text.slice(letter.length, mostWaiting);
	const left: readonly Keypress[] = letters.length > 0 ? [{kind: 'text', text: letters}] : [];
	return {next: {kind: 'text', text: letter}, rest: [...left, ...rest]};
}

export type KeyQueue = {
	push(keypresses: readonly Keypress[]): void;
	/** Drops what waits, since a key came that works at once. */
	clear(): void;
};

/**
 * Hands keys to the receiver one at a time, and lets the screen change in between: what was typed ahead of a question
 * answers that question, not the one before it. `settle` calls back once the last key has had its effect.
 */
export function createKeyQueue(receiver: () => KeyReceiver, settle: (next: () => void) => void): KeyQueue {
	let queue: readonly Keypress[] = [];
	let isBusy = false;
	let latest: Keypress | null = null;

	function handleNext(): void {
		const current = receiver();
		const {next, rest} = takeNext(queue, current.takesText);
		queue = rest;
		isBusy = next !== null;
		if (!next) return;
		current.handle(next);
		settle(handleNext);
	}

	return {
		push(keypresses) {
			// Some keyboards tell Ctrl-C by a sequence, which comes this way.
			const urgent = keypresses.findLastIndex(keypress => isKey(keypress, 'interrupt') || isKey(keypress, 'suspend'));
			const waiting = urgent < 0 ? queue : [];
			queue = [...waiting, ...dropLateSequences(keypresses.slice(Math.max(0, urgent)), latest)].slice(0, mostWaiting);
			latest = keypresses.at(-1) ?? latest;
			if (!isBusy) handleNext();
		},
		clear() {
			queue = [];
		},
	};
}
