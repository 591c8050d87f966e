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

/** A run of text that nobody types ahead of a screen without a field: what is pasted where the terminal does not say so. A slash opens one. */
const burst = /^(?!\/)(?=.{4})(?!(.)\1*$)(?![jkgGnN ]*$)/su;

function isBurst(keypress: Keypress | undefined): boolean {
	return keypress?.kind === 'text' && burst.test(keypress.text);
}

export type KeyQueue = {
	/** Takes what one read brought. */
	push(keypresses: readonly Keypress[]): void;
	/** Drops what waits, since a key came that works at once. */
	clear(): void;
};

/**
 * Hands keys to the receiver one at a time, and lets the screen change in between: what was typed ahead of a question
 * answers that question, not the one before it. `settle` calls back once the last key has had its effect.
 *
 * A pasted line looks like typing where the terminal does not mark it. In a field it is text; elsewhere all of its read is
 * dropped, so that its letters do nothing, and an Enter behind what it left in a field begins nothing.
 */
export function createKeyQueue(receiver: () => KeyReceiver, settle: (next: () => void) => void): KeyQueue {
	let reads: readonly (readonly Keypress[])[] = [];
	let isBusy = false;
	let latest: Keypress | null = null;
	/** The read at hand has left a burst in a field, and nothing but Enter came since. */
	let isPasted = false;

	function handleNext(): void {
		const current = receiver();
		const [read = [], ...others] = reads;
		const [first] = read;
		const isStray = isBurst(first) || (isPasted && first !== undefined && isKey(first, 'enter'));
		if (!current.takesText && isStray) {
			reads = others;
			isPasted = false;
			handleNext();
			return;
		}
		const {next, rest} = takeNext(read, current.takesText);
		isPasted = rest.length > 0 && (isBurst(first) || (isPasted && first !== undefined && isKey(first, 'enter')));
		reads = rest.length > 0 ? [rest, ...others] : others;
		isBusy = next !== null;
		if (!next) return;
		current.handle(next);
		settle(handleNext);
	}

	return {
		push(keypresses) {
			// Some keyboards tell Ctrl-C by a sequence, which comes this way.
			const urgent = keypresses.findLastIndex(keypress => isKey(keypress, 'interrupt') || isKey(keypress, 'suspend'));
			if (urgent >= 0) reads = [];
			const room = mostWaiting - reads.reduce((sum, read) => sum + read.length, 0);
			const read = dropLateSequences(keypresses.slice(Math.max(0, urgent)), latest).slice(0, Math.max(0, room));
			if (read.length > 0) reads = [...reads, read];
			latest = keypresses.at(-1) ?? latest;
			if (!isBusy) handleNext();
		},
		clear() {
			reads = [];
			isPasted = false;
		},
	};
}
