import stringWidth from 'string-width';

/** Where a long host name or URL may be cut without tearing a word apart. */
const cutsAfter = /[./:,=-]/;

/** Cuts a word that is wider than a line into pieces that fit, after a dot or the like where one stands in the second half. */
function cutWord(word: string, width: number): string[] {
	const pieces: string[] = [];
	let piece: string[] = [];
	let pieceWidth = 0;
	for (const {segment} of new Intl.Segmenter().segment(word)) {
		const segmentWidth = stringWidth(segment);
		if (piece.length > 0 && pieceWidth + segmentWidth > width) {
			const cut = piece.findLastIndex(character => cutsAfter.test(character)) + 1;
			const at = cut > piece.length / 2 ? cut : piece.length;
			pieces.push(piece.slice(0, at).join(''));
			piece = piece.slice(at);
			pieceWidth = stringWidth(piece.join(''));
		}
		piece.push(segment);
		pieceWidth += segmentWidth;
	}
	return [...pieces, piece.join('')];
}

/** A line as most are, which says by less work than its width that nothing has to be done: names and purposes come by the thousand. */
const plain = /^[!-~](?: ?[!-~])*$/;

/** Breaks one line of text into lines of at most `width` columns, at blanks where it can. */
export function wrapText(text: string, width: number): string[] {
	if (text.length <= width && plain.test(text)) return [text];
	const lines: string[] = [];
	let line = '';
	let lineWidth = 0;
	for (const word of text.split(/ +/)) {
		// Of a line of ten thousand names each is measured once.
		const wordWidth = stringWidth(word);
		const joinedWidth = line === '' ? wordWidth : lineWidth + 1 + wordWidth;
		if (joinedWidth <= width) {
			line = line === '' ? word : `${line} ${word}`;
			lineWidth = joinedWidth;
			continue;
		}
		if (line !== '') lines.push(line);
		const pieces = wordWidth <= width ? [word] : cutWord(word, Math.max(1, width));
		lines.push(...pieces.slice(0, -1));
		line = pieces.at(-1) ?? '';
		lineWidth = stringWidth(line);
	}
	return [...lines, line];
}
