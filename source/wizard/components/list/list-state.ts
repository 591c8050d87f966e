import type {KeyName, Keypress} from '../input/keypress.ts';

/** Where the cursor of a list stands, and which row is the first in view. */
export type ListState = {readonly cursor: number; readonly top: number};

export type ListMove = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** How many rows there are and how many can be seen. Both change under way: by typing into a filter, by resizing the window. */
type ListSize = {readonly count: number; readonly height: number};

/** A list with its cursor on one row, in the middle of the view where there is room on both sides. */
export function createList(cursor: number, size: ListSize): ListState {
	return clampList({cursor, top: cursor - Math.floor(size.height / 2)}, size);
}

/** The state after a move: the pointer stays within the list, and the window of rows around the pointer. Pure. */
export function moveList(state: ListState, move: ListMove, size: ListSize): ListState {
	const page = Math.max(1, size.height - 1);
	switch (move) {
		case 'up':
			return clampList({...state, cursor: state.cursor - 1}, size);
		case 'down':
			return clampList({...state, cursor: state.cursor + 1}, size);
		case 'page-up':
			return clampList({cursor: state.cursor - page, top: state.top - page}, size);
		case 'page-down':
			return clampList({cursor: state.cursor + page, top: state.top + page}, size);
		case 'first':
			return clampList({...state, cursor: 0}, size);
		case 'last':
			return clampList({...state, cursor: size.count - 1}, size);
		default:
			return move satisfies never;
	}
}

/** Keeps the cursor on a row, the cursor in view, and the view filled. */
export function clampList({cursor, top}: ListState, {count, height}: ListSize): ListState {
	const row = Math.max(0, Math.min(cursor, count - 1));
	const inView = Math.max(row - height + 1, Math.min(top, row));
	return {cursor: row, top: Math.max(0, Math.min(inView, count - height))};
}

const keyMoves: {readonly [name in KeyName]?: ListMove} = {
	up: 'up',
	down: 'down',
	'page-up': 'page-up',
	'page-down': 'page-down',
	home: 'first',
	end: 'last',
};

const letterMoves: {readonly [letter: string]: ListMove} = {k: 'up', j: 'down', g: 'first', G: 'last'};

/** What a keypress does in a list, or null. `hasLetters`: j, k, g and G move too, because nothing is typed there. */
export function moveFor(keypress: Keypress, hasLetters: boolean): ListMove | null {
	if (keypress.kind === 'key') return keyMoves[keypress.name] ?? null;
	return keypress.kind === 'text' && hasLetters ? (letterMoves[keypress.text] ?? null) : null;
}

/** Which rows are in view, `4-12 of 62`; where all are, how many a filter left, `3 of 62`; else nothing. */
export function positionText(state: ListState, count: number, height: number, total = count): string {
	if (count > height) return `${state.top + 1}-${Math.min(count, state.top + height)} of ${count}`;
	return count < total ? `${count} of ${total}` : '';
}
