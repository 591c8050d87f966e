/** Characters that are worth a write of their own. */
const chunkLength = 256 * 1024;

/** A text as a whole, or in pieces that follow each other. */
export type Text = string | Iterable<string>;

/** Joins small pieces of text into chunks that are worth writing. */
export function* joinPieces(text: Text): Generator<string> {
	let chunk = '';
	for (const piece of typeof text === 'string' ? [text] : text) {
		chunk += piece;
		if (chunk.length < chunkLength) continue;
		yield chunk;
		chunk = '';
	}
	if (chunk !== '') yield chunk;
}
