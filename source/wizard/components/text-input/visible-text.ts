import stringWidth from 'string-width';
import type {TextInputState} from './text-input-state.ts';

/** The part of a line that its field shows, and the column of the cursor in it. */
export type VisibleText = {readonly text: string; readonly cursorColumn: number};

/** Scrolls a line sideways so that the cursor, which needs a cell of its own, is always in view. */
export function visibleText({characters, cursor}: TextInputState, width: number, mask: string | null): VisibleText {
	const shown = mask === null ? characters : characters.map(() => mask);
	let from = cursor;
	let cursorColumn = 0;
	while (from > 0) {
		const columns = stringWidth(shown[from - 1] ?? '');
		if (cursorColumn + columns > width - 1) break;
		cursorColumn += columns;
		from--;
	}
	let text = '';
	let used = 0;
	for (const character of shown.slice(from)) {
		used += stringWidth(character);
		if (used > width) break;
		text += character;
	}
	return {text, cursorColumn};
}
