// The characters of a text as a reader counts them.

/** Each is a character by itself beside any other of them: printable ASCII, escapes, Latin letters, and what frames draw. */
const simpleText = /^[\u001b -~\u00a1-\u00ac\u00ae-\u00ff\u2013\u2014\u2026\u2190-\u2bff]*$/;

let made: Intl.Segmenter | undefined;

/**
 * As `Intl.Segmenter`, but that is made only for a text that needs it: the first one of a process costs 10 ms. The rules are
 * those of UAX #29, by which nothing in `simpleText` extends or joins another character.
 */
export const segmenter = {
	segment(text: string): Iterable<{readonly segment: string; readonly index: number}> {
		if (simpleText.test(text)) return Array.from(text, (segment, index) => ({segment, index}));
		made ??= new Intl.Segmenter('en', {granularity: 'grapheme'});
		return made.segment(text);
	},
};
