import {useInput, usePaste} from 'ink';
import {createContext, type ReactNode, useContext, useLayoutEffect, useRef, useState} from 'react';
import {createKeyQueue, type KeyReceiver} from './key-queue.ts';
import {type Keypress, readKeypresses} from './keypress.ts';

/** `overlay` gets the keys while something covers the screen, which keeps its own receiver for later. */
type Layer = 'screen' | 'overlay';
type Receivers = {[layer in Layer]: KeyReceiver | null};

const KeysContext = createContext<Receivers>({screen: null, overlay: null});

type KeysProviderProps = {
	/** Ctrl-C, which works everywhere. */
	readonly onInterrupt: () => void;
	readonly children: ReactNode;
};

/** The one place that reads the keyboard. Keys go to the screen, or to what covers it. */
export function KeysProvider({onInterrupt, children}: KeysProviderProps) {
	const receivers = useRef<Receivers>({screen: null, overlay: null});
	const interrupt = useRef(onInterrupt);
	useLayoutEffect(() => {
		interrupt.current = onInterrupt;
	});
	const [queue] = useState(() =>
		createKeyQueue(
			() => withInterrupt(receivers.current.overlay ?? receivers.current.screen, () => interrupt.current()),
			// React renders in a task of its own that it queues behind the first of these.
			next => setImmediate(() => setImmediate(next)),
		),
	);
	useInput((input, key) => queue.push(readKeypresses(input, key)));
	usePaste(text => queue.push([{kind: 'paste', text}]));
	return <KeysContext.Provider value={receivers.current}>{children}</KeysContext.Provider>;
}

function withInterrupt(receiver: KeyReceiver | null, onInterrupt: () => void): KeyReceiver {
	return {
		takesText: receiver?.takesText ?? false,
		handle(keypress) {
			if (keypress.kind === 'key' && keypress.name === 'interrupt') onInterrupt();
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
