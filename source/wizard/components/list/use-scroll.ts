import type {Keypress} from '../input/keypress.ts';
import {useList} from './use-list.ts';

export type UseScroll = {
	/** The first line in the window. */
	readonly top: number;
	/** `3-12 of 40`; null where the window shows all lines. */
	readonly position: string | null;
	/** True if the key scrolled. */
	handleKey(keypress: Keypress): boolean;
};

/** The place in a text: the row of a list of all places that it can be scrolled to. */
export function useScroll({count, height}: {readonly count: number; readonly height: number}): UseScroll {
	const hidden = Math.max(0, count - height);
	const places = useList({count: hidden + 1, height});
	const top = places.state.cursor;
	return {
		top,
		position: hidden > 0 ? `${top + 1}-${Math.min(count, top + height)} of ${count}` : null,
		handleKey: keypress => hidden > 0 && places.handleKey(keypress),
	};
}
