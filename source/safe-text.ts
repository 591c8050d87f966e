/**
 * C0 and C1 controls, DEL, and the marks that reorder or hide text (bidi controls, zero-width characters, line and
 * paragraph separators). A peer could use any of them to forge what a reader sees.
 */
const unsafeCharacters =
	/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g;

/** Makes text from a peer safe to show on one line: controls become single spaces, and what is longer than `limit` characters is cut. */
export function safeText(text: string, limit = 300): string {
	const clean = text
		.slice(0, limit * 4)
		.replace(unsafeCharacters, ' ')
		.trim();
	// Units are never fewer than characters.
	if (clean.length <= limit) return clean;
	const characters = [...clean];
	return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : clean;
}

/** One line without control characters, whole. */
export function singleLine(text: string): string {
	return safeText(text, text.length + 1);
}
