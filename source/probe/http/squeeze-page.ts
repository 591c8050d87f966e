/** Parts of a page that hold no words for a reader, by how they begin and end. */
const parts: readonly (readonly [string, string])[] = [
	['<style', '</style'],
	['<svg', '</svg'],
	['data:image/', '"'],
];

/** Characters of such a part that stay: some products sign their style sheet. */
const keptOfPart = 400;

/**
 * A page with its styles and pictures cut short, so that its words are among the first `limit` characters. Shorter pages
 * stay as they are. By search, not by patterns: a peer chooses the text, and this takes time in proportion to it.
 */
export function squeezePage(page: string, limit: number): string {
	if (page.length <= limit) return page;
	return parts.reduce((text, [begin, end]) => shortenParts(text, begin, end), page);
}

function shortenParts(text: string, begin: string, end: string): string {
	const lower = text.toLowerCase();
	// Lower case can be longer than the text (İ), and then the places don't fit.
	if (lower.length !== text.length) return text;
	let squeezed = '';
	let from = 0;
	for (let start = lower.indexOf(begin); start !== -1; start = lower.indexOf(begin, from)) {
		const found = lower.indexOf(end, start + begin.length);
		const stop = found === -1 ? text.length : found;
		squeezed += text.slice(from, Math.min(start + keptOfPart, stop));
		from = stop;
	}
	return squeezed + text.slice(from);
}
