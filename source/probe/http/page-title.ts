import {safeText} from '../../safe-text.ts';

/** The title of an HTML page: what a block page says first. */
export function titleOf(html: string): string | null {
	const match = /<title[^>]*>([\s\S]{0,500}?)<\/title/i.exec(html);
	if (match?.[1] === undefined) return null;
	// Copied: a piece of a string holds on to the whole of it, and a run may keep thousands of titles.
	return Buffer.from(safeText(match[1], 120)).toString() || null;
}
