/** What stands in brackets for a text that may be left out. */
export function shownText(before: string): string {
	return before === '' ? 'none' : before;
}

/** An empty line keeps what was there; a single hyphen empties it. */
export function keptOrTyped(text: string, before: string): string {
	if (text === '') return before;
	return text === '-' ? '' : text;
}
