import {singleLine} from '../safe-text.ts';
import {wrapText} from '../wrap-text.ts';
import type {Dialect} from './types.ts';

const columns = 118;

/**
 * Consoles act on a question mark even in a comment, may go on to the next line after a backslash, and do not all take
 * more than ASCII.
 */
export function cleanForConsole(text: string): string {
	return text.replace(/[^\u0020-\u007e]|[?\\]/g, ' ').trimEnd();
}

/** Text without anything that could end a quoted string or that a console forbids in one, cut to `limit` characters. */
export function consoleString(text: string, limit: number): string {
	return text
		.replace(/[^A-Za-z0-9 .,:;/_+=*-]/g, ' ')
		.replace(/ {2,}/g, ' ')
		.slice(0, limit)
		.trim();
}

/** Text as comment lines, wrapped; those after the first stand `hanging` blanks further in. No text can leave its comment. */
export function commentLines(
	{commentMark, cleanComment}: Pick<Dialect, 'commentMark' | 'cleanComment'>,
	text: string,
	hanging = 0,
): string[] {
	if (commentMark === null) return [];
	const first = /^ */.exec(text)?.[0] ?? '';
	return wrapText(cleanComment(singleLine(text)), columns - first.length - hanging).map((line, index) =>
		`${commentMark} ${first}${index === 0 ? '' : ' '.repeat(hanging)}${line}`.trimEnd(),
	);
}

/** One comment, not wrapped, to stand above a line of its own. */
export function commentLine(mark: '#' | '//', text: string): string {
	return `${mark} ${singleLine(text)}`.trimEnd();
}
