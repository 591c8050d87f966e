/** A backslash at the end, and the blank before it. */
const endWidth = 2;
/** Before a line that goes on with the next word. */
const hang = '  ';
/** Below this nothing could be read, so lines may stick out. */
const narrowest = 8;

/** Where a long URL or list may be cut without tearing a name or a number apart. */
const cutsAfter = /[./:,=?&]/;

/** What a shell takes for one character of a word, as it is written, and whether it stands between single quotes. */
type Unit = {readonly text: string; readonly isQuoted: boolean};

/**
 * Breaks a command into lines of at most `width` columns that a POSIX shell reads as one when they are copied together: each
 * but the last ends with a backslash. A word that is wider than a line goes on at the very start of the next, also where
 * the others are indented.
 */
export function wrapShellCommand(words: readonly string[], width: number, indent = 0): string[] {
	const margin = ' '.repeat(indent);
	const room = Math.max(narrowest, width - endWidth - indent);
	const lines: string[] = [];
	let line = '';
	// An option stays with its value, unless no line is wide enough for both.
	const fitting = unitsOfWords(words).flatMap(parts => {
		const unit = parts.join(' ');
		return unit.length <= room - hang.length ? [unit] : parts;
	});
	for (const word of fitting) {
		const joined = line === '' ? margin + word : `${line} ${word}`;
		if (joined.length <= room + indent) {
			line = joined;
			continue;
		}
		if (line !== '') lines.push(`${line} \\`);
		const begin = lines.length === 0 ? margin : margin + hang;
		const pieces = cutWord(word, room - hang.length);
		const [last = '', ...before] = pieces.map((piece, index) => (index === 0 ? begin + piece : piece)).toReversed();
		lines.push(...before.toReversed().map(piece => `${piece}\\`));
		line = last;
	}
	return [...lines, line];
}

/**
 * Breaks a command into lines as `wrapShellCommand` does, but tears no word and parts no option from its value: what is wider
 * than a line sticks out, so that it can be selected and searched for.
 */
export function wrapWholeWords(words: readonly string[], width: number, indent = 0): string[] {
	const margin = ' '.repeat(indent);
	const mark = continuationOf(words);
	if (mark === null) return [`${margin}${words.join(' ')}`];
	const lines: string[] = [];
	for (const unit of unitsOfWords(words).map(parts => parts.join(' '))) {
		const last = lines.at(-1);
		const joined = `${last} ${unit}`;
		if (last !== undefined && joined.length + endWidth <= Math.max(narrowest, width)) lines[lines.length - 1] = joined;
		else lines.push(`${margin}${last === undefined ? '' : hang}${unit}`);
	}
	return lines.map((line, index) => (index === lines.length - 1 ? line : `${line} ${mark}`));
}

/**
 * What a line ends with that goes on, for the shell that a command is written for; null where the command does not tell: in
 * the other shell its next line would be a command of its own.
 */
function continuationOf([program = '', script = '']: readonly string[]): string | null {
	if (program === 'nslookup') return null;
	const isPowerShell =
		program === '&' ||
		program === 'Resolve-DnsName' ||
		/\.exe'?$/i.test(program) ||
		(program === 'node' && script.includes('\\'));
	return isPowerShell ? '`' : '\\';
}

/** Each option with its value, and each other word by itself. */
function unitsOfWords(words: readonly string[]): string[][] {
	const units: string[][] = [];
	let isOpen = false;
	for (const word of words) {
		const isOption = word.startsWith('-') && word.length > 1;
		if (isOpen && !isOption) units.at(-1)?.push(word);
		else units.push([word]);
		isOpen = isOption && !word.includes('=');
	}
	return units;
}

/**
 * Cuts a word into pieces that a shell joins again over a backslash and a line feed. Between single quotes these two would
 * stay, so the quotes are closed before them and opened again behind them.
 */
function cutWord(word: string, width: number): readonly string[] {
	if (word.length <= width) return [word];
	const pieces: string[] = [];
	let piece: Unit[] = [];
	for (const unit of unitsOf(word)) {
		if (piece.length > 0 && writeUnits([...piece, unit]).length > width) {
			const cut = piece.findLastIndex(({text}) => cutsAfter.test(text)) + 1;
			const at = cut > piece.length / 2 ? cut : piece.length;
			pieces.push(writeUnits(piece.slice(0, at)));
			piece = piece.slice(at);
		}
		piece.push(unit);
	}
	return [...pieces, writeUnits(piece)];
}

function unitsOf(word: string): readonly Unit[] {
	return (word.match(/'[^']*'|\\.|[^'\\]/g) ?? []).flatMap((text): Unit[] =>
		text.startsWith("'")
			? [...text.slice(1, -1)].map(character => ({text: character, isQuoted: true}))
			: [{text, isQuoted: false}],
	);
}

function writeUnits(units: readonly Unit[]): string {
	let written = '';
	let isOpen = false;
	for (const {text, isQuoted} of units) {
		written += (isQuoted === isOpen ? '' : "'") + text;
		isOpen = isQuoted;
	}
	return isOpen ? `${written}'` : written;
}
