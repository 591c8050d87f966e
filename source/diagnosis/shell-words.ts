import {safeText} from '../safe-text.ts';

const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * One argument for a POSIX shell. Control characters are taken out, so that a command stays on one line; whatever is not
 * a plain word goes between single quotes, where a shell reads nothing but the closing quote.
 */
export function quoteShellWord(text: string): string {
	const word = safeText(text, text.length + 1);
	// A word that starts with = is expanded by zsh to the path of a command.
	return plainWord.test(word) && !word.startsWith('=') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Splits a command line at the blanks between its arguments; the arguments keep their quotes. */
export function splitShellWords(command: string): string[] {
	return command.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? [];
}
