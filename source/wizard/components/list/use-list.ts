import {useState} from 'react';
import type {Keypress} from '../input/keypress.ts';
import {clampList, createList, type ListState, moveFor, moveList} from './list-state.ts';

export type UseList = {
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
