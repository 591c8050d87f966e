import {useApp, useInput, usePaste} from 'ink';
import {createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState} from 'react';
import type {Keyboard} from './keyboard.ts';
import {dropLateSequences, isKey, type Keypress, readKeypresses} from './keypress.ts';

/** `overlay` gets the keys while something covers the screen, which keeps its own receiver for later. */
type Layer = 'screen' | 'overlay';
type Receivers = {[layer in Layer]: KeyReceiver | null};

const KeysContext = createContext<Receivers>({screen: null, overlay: null});

type KeysProviderProps = {
	readonly keyboard: Keyboard;
	/** Ctrl-C, which works everywhere. */
	readonly onInterrupt: () => void;
	/** Ctrl-Z, which does too. */
	readonly onSuspend: () => void;
	readonly children: ReactNode;
};

/** The one place that reads the keyboard. Keys go to the screen, or to what covers it. */
export function KeysProvider({keyboard, onInterrupt, onSuspend, children}: KeysProviderProps) {
	const receivers = useRef<Receivers>({screen: null, overlay: null});
	const everywhere = useRef({onInterrupt, onSuspend});
	useLayoutEffect(() => {
		everywhere.current = {onInterrupt, onSuspend};
	});
	// In the state, so that the render which shows what a keypress did also says that the next one may come.
	const [settled, setSettled] = useState<{readonly next: () => void} | null>(null);
	const [queue] = useState(() =>
		createKeyQueue(
			() => withKeysOfAll(receivers.current.overlay ?? receivers.current.screen, everywhere.current),
			next => setSettled({next}),
		),
	);
	const {waitUntilRenderFlush} = useApp();
	const isDrawing = useRef(false);
	useLayoutEffect(() => {
		if (!settled) return;
		// Not at once: React takes layout effects that change the state again and again for an endless loop.
		setImmediate(settled.next);
		// What a key did need not wait for its turn among the frames, unless a slow line has the last one still to take.
		if (isDrawing.current) return;
		isDrawing.current = true;
		waitUntilRenderFlush()
			// How the wizard ended is told to whoever waits for that.
			.catch(() => {})
			.finally(() => {
				isDrawing.current = false;
			});
	}, [settled, waitUntilRenderFlush]);
	useEffect(
		() =>
			keyboard.listen(key => {
				queue.clear();
				if (key === 'interrupt') everywhere.current.onInterrupt();
				else everywhere.current.onSuspend();
			}),
		[keyboard, queue],
	);
	useInput((input, key) => queue.push(readKeypresses(input, key)));
	usePaste(text => queue.push([{kind: 'paste', text}]));
	return <KeysContext.Provider value={receivers.current}>{children}</KeysContext.Provider>;
}

/** Adds the keys that work everywhere. */
function withKeysOfAll(
	receiver: KeyReceiver | null,
	{onInterrupt, onSuspend}: Pick<KeysProviderProps, 'onInterrupt' | 'onSuspend'>,
): KeyReceiver {
	return {
		takesText: receiver?.takesText ?? false,
		handle(keypress) {
			if (keypress.kind === 'key' && keypress.name === 'interrupt') onInterrupt();
			else if (keypress.kind === 'key' && keypress.name === 'suspend') onSuspend();
			else receiver?.handle(keypress);
		},
	};
}

type KeysOptions = {
	/** Text is typed here, so it comes in runs instead of letter by letter. */
	readonly takesText?: boolean;
	readonly layer?: Layer;
};

/** Makes the calling component the receiver of keys on its layer. */
export function useKeys(
	handle: (keypress: Keypress) => void,
	{takesText = false, layer = 'screen'}: KeysOptions = {},
): void {
	const receivers = useContext(KeysContext);
	useLayoutEffect(() => {
		receivers[layer] = {handle, takesText};
	});
	useLayoutEffect(
		() => () => {
			receivers[layer] = null;
		},
		[receivers, layer],
	);
}

/** Who gets the keys now. */
type KeyReceiver = {
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

type KeyQueue = {
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
