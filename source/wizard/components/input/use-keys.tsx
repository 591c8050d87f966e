import {useInput, usePaste} from 'ink';
import {createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState} from 'react';
import {createKeyQueue, type KeyReceiver} from './key-queue.ts';
import type {Keyboard} from './keyboard.ts';
import {type Keypress, readKeypresses} from './keypress.ts';

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
	useLayoutEffect(() => {
		// Not at once: React takes layout effects that change the state again and again for an endless loop.
		if (settled) setImmediate(settled.next);
	}, [settled]);
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
