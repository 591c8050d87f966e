import stringWidth from 'string-width';
import type {TextInputState} from './text-input-state.ts';

/** The part of a line that its field shows, and the column of the cursor in it. */
type VisibleText = {readonly text: string; readonly cursorColumn: number};

/** A part of the line is drawn as this sign, character by character. */
type Masking = {readonly mask: Mask; readonly sign: string};

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

/** Which characters of a line are drawn as dots: from `from` to before `to`. */
type MaskedPart = {readonly from: number; readonly to: number};

/** Finds that part; it is the same while the line is typed and when it is left. */
export type Mask = (characters: readonly string[]) => MaskedPart;

/** All of it is secret. */
export const maskAll: Mask = characters => ({from: 0, to: characters.length});

/** `http://`, also twice by mistake. */
const schemes = /^(?:[a-z][a-z0-9+.-]*:\/\/)+/i;

/** An address in brackets, or its beginning. */
const ipv6 = /^\[[0-9a-f:.]*(?:\]|$)/i;

/** `:3128`, `:3128/`, or what one sees on the way to `http://`. */
const portOrSlashes = /^(?:\d{0,5}\/?|\/\/?)$/;

/**
 * The password in an address that is typed or pasted: what stands between the first colon and the last `@`. Before there
 * is an `@`, what follows the colon may still become a port; once it can't, it is taken for a password.
 */
export const maskPasswordInAddress: Mask = characters => {
	const text = characters.join('');
	const scheme = schemes.exec(text)?.[0].length ?? 0;
	const at = characters.lastIndexOf('@');
	const address = ipv6.exec(text.slice(scheme))?.[0].length ?? 0;
	const colon = characters.indexOf(':', at < 0 ? scheme + address : scheme);
	if (colon < 0) return nothing;
	if (at > colon) return {from: colon + 1, to: at};
	const rest = characters.slice(colon + 1).join('');
	const before = characters.slice(scheme, colon).join('');
	return at >= 0 || portOrSlashes.test(rest) || isAddressTwice(before, rest)
		? nothing
		: {from: colon + 1, to: characters.length};
};

/** A scheme that was mistyped, `htp:/proxy:3128`, or a second address behind the first, `:3128http://proxy`: no password. */
function isAddressTwice(before: string, rest: string): boolean {
	return (/^h?t+p+s?$/i.test(before) && rest.startsWith('/')) || /^\d{1,5}\/?https?:\/\//i.test(rest);
}

const nothing: MaskedPart = {from: 0, to: 0};
