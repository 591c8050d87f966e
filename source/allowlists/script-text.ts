import {createHash} from 'node:crypto';
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
	hanging: number,
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

/**
 * A name for an object that holds one host: `arc-netcheck-ANY.azurecr.io` for `*.azurecr.io`, in capitals since hosts have none. One that is too long for
 * its product is cut, and ends in a few digits that keep it apart from others.
 */
export function objectName(host: string, limit: number): string {
	const name = `arc-netcheck-${host.replaceAll('*', 'ANY')}`;
	if (name.length <= limit) return name;
	const digest = createHash('sha256').update(host).digest('hex').slice(0, 8);
	return `${name.slice(0, limit - digest.length - 1)}-${digest}`;
}

/** A line of a shell script that ends it with a message where a variable is not set. The message must be plain words. */
export function requireVariable(name: string, message: string): string {
	return `: "\${${name}:?${message}}"`;
}

/** A line of a shell script that gives a variable its usual value where it is not set. */
export function defaultVariable(name: string, value: string): string {
	return `${name}="\${${name}:-${value}}"`;
}
