/**
 * What no reader sees as it stands, by its Unicode properties: controls, format characters (marks that reorder text, tags,
 * soft hyphens), line and paragraph separators, lone surrogates, and all that a font may leave out (Default_Ignorable_Code_Point:
 * zero-width characters, fillers, variation selectors). A peer could use any of them to forge what a reader sees.
 */
const unseen = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;
/** Behind a sign that is drawn as text or as a picture, the selector of which says no more than that. */
const selectors = /(?<=\p{Emoji})\ufe0f/gu;
/** What nearly every text is: nothing in it is unseen, and far less work says so than the properties of each character. */
const plain = /^[ -~]*$/;
const unseenRuns = new RegExp(`${unseen}+`, 'gu');
const unseenCharacter = new RegExp(unseen, 'gu');

/** Text without the characters that no reader sees. */
export function withoutUnseen(text: string): string {
	return text.replace(unseenRuns, '');
}

/** Text in which each of them is replaced by what `write` makes of it. */
export function replaceUnseen(text: string, write: (character: string) => string): string {
	return text.replace(unseenCharacter, write);
}

/** Makes text from a peer safe to show on one line: controls become single spaces, and what is longer than `limit` characters is cut. */
export function safeText(text: string, limit = 300): string {
	const most = text.slice(0, limit * 4);
	const clean = (plain.test(most) ? most : most.replace(selectors, '').replace(unseenRuns, ' ')).trim();
	// Units are never fewer than characters.
	if (clean.length <= limit) return clean;
	const characters = [...clean];
	return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : clean;
}

/** One line without control characters, whole. */
export function singleLine(text: string): string {
	return safeText(text, text.length + 1);
}
