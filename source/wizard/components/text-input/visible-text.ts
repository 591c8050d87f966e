import stringWidth from 'string-width';
import type {Mask} from './masks.ts';
import type {TextInputState} from './text-input-state.ts';

/** The part of a line that its field shows, and the column of the cursor in it. */
export type VisibleText = {readonly text: string; readonly cursorColumn: number};

/** A part of the line is drawn as this sign, character by character. */
export type Masking = {readonly mask: Mask; readonly sign: string};

/** Scrolls a line sideways so that the cursor, which needs a cell of its own, is always in view. */
export function visibleText({characters, cursor}: TextInputState, width: number, masking: Masking | null): VisibleText {
	const shown = masking === null ? characters : maskedCharacters(characters, masking);
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

function maskedCharacters(characters: readonly string[], {mask, sign}: Masking): readonly string[] {
	const {from, to} = mask(characters);
	return characters.map((character, index) => (index >= from && index < to ? sign : character));
}
