import {useState} from 'react';
import type {Keypress} from '../input/keypress.ts';
import {clampList, createList, type ListState, moveFor, moveList} from './list-state.ts';

type UseList = {
	readonly state: ListState;
	/** True if the key belonged to the list. */
	handleKey(keypress: Keypress): boolean;
	/** Puts the cursor on a row. */
	jumpTo(row: number): void;
};

/** The cursor of a list, at first on `start`. */
export function useList(
	size: {readonly count: number; readonly height: number},
	{start = 0, hasLetters = true}: {start?: number; hasLetters?: boolean} = {},
): UseList {
	const [stored, setStored] = useState(() => createList(start, size));
	const state = clampList(stored, size);
	return {
		state,
		handleKey(keypress) {
			const move = moveFor(keypress, hasLetters);
			if (!move) return false;
			setStored(moveList(state, move, size));
			return true;
		},
		jumpTo(row) {
			setStored(clampList({...state, cursor: row}, size));
		},
	};
}

type UseScroll = {
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
