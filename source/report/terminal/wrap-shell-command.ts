import type {Shell} from '../../diagnosis/shell-words.ts';

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
 * Breaks a command into lines of at most `width` columns, for a window that cuts off what is wider: as `wrapShellCommand`
 * does where a POSIX shell reads it.
 *
 * @param shell for which it was written; null: its words tell
 */
export function wrapForWindow(words: readonly string[], width: number, shell: Shell | null): string[] {
	const mark = shell === null ? continuationOf(words) : shell === 'posix' ? '\\' : '`';
	if (mark === null) return [words.join(' ')];
	return mark === '`' ? wrapForPowerShell(words, width) : wrapShellCommand(words, width);
}

/** PowerShell goes on behind a backtick, and takes the sum of several texts for one word. */
function wrapForPowerShell(words: readonly string[], width: number): string[] {
	const room = Math.max(narrowest, width - endWidth);
	const isWide = (text: string) => text.length > room - hang.length;
	const lines: string[] = [];
	let line = '';
	const fitting = unitsOfWords(words).flatMap(parts => {
		const unit = parts.join(' ');
		return isWide(unit) ? parts : [unit];
	});
	for (const [index, word] of fitting.entries()) {
		const joined = line === '' ? word : `${line} ${word}`;
		if (joined.length <= room) {
			line = joined;
			continue;
		}
		if (line !== '') lines.push(`${line} \``);
		const begin = lines.length === 0 ? '' : hang;
		const pieces = isWide(word) && isText.test(word) ? cutText(word, room - hang.length) : [word];
		// A text is no program until it is called.
		const call = index === 0 && pieces.length > 1 ? '& ' : '';
		const [last = '', ...before] = pieces.map((piece, at) => (at === 0 ? begin + call + piece : piece)).toReversed();
		lines.push(...before.toReversed());
		line = last;
	}
	return [...lines, line];
}

/** A word between single quotes, or one that stands for itself; not an option, and nothing that PowerShell would work out. */
const isText = /^'.*'$|^[\w+=:/.\\][\w+=:/.\\-]*$/s;

/** What stands around a piece of a text: `('` or a blank less before it, `' +` behind it. */
const aroundPiece = "('' +".length;

/** Cuts a word into the texts of a sum, one a line. */
function cutText(word: string, width: number): readonly string[] {
	const inner = word.startsWith("'") ? word.slice(1, -1) : word;
	const room = Math.max(1, width - aroundPiece);
	const pieces: string[] = [];
	let piece: string[] = [];
	// A quote is two of its kind, also one of a word processor.
	for (const unit of inner.match(/(['\u2018-\u201b])\1|./gsu) ?? []) {
		if (piece.length > 0 && piece.join('').length + unit.length > room) {
			const cut = piece.findLastIndex(text => cutsAfter.test(text)) + 1;
			const at = cut > piece.length / 2 ? cut : piece.length;
			pieces.push(piece.slice(0, at).join(''));
			piece = piece.slice(at);
		}
		piece.push(unit);
	}
	const texts = [...pieces, piece.join('')].map(text => `'${text}'`);
	return texts.map((text, at) => `${at === 0 ? '(' : ''}${text}${at < texts.length - 1 ? ' +' : ')'}`);
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
