import {dropLateSequences, type Keypress} from './keypress.ts';

/** Who gets the keys now. */
export type KeyReceiver = {
	/** A text field takes a run of text at once; everything else takes it letter by letter, because each may open another screen. */
	readonly takesText: boolean;
	readonly handle: (keypress: Keypress) => void;
};

/** Takes the next keypress off a queue, cutting a run of text down to one letter where the receiver wants letters. */
export function takeNext(
	queue: readonly Keypress[],
	takesText: boolean,
): {readonly next: Keypress | null; readonly rest: readonly Keypress[]} {
	const [first, ...rest] = queue;
	if (!first) return {next: null, rest: []};
	if (first.kind !== 'text' || takesText) return {next: first, rest};
	const [letter = '', ...letters] = first.text;
	const left: readonly Keypress[] = letters.length > 0 ? [{kind: 'text', text: letters.join('')}] : [];
	return {next: {kind: 'text', text: letter}, rest: [...left, ...rest]};
}

export type KeyQueue = {
	push(keypresses: readonly Keypress[]): void;
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
			queue = [...queue, ...dropLateSequences(keypresses, latest)];
			latest = keypresses.at(-1) ?? latest;
			if (!isBusy) handleNext();
		},
	};
}
