import {safeText} from '../safe-text.ts';

/** What reads a command: it is written for the machine that is to run it. */
export type Shell = 'posix' | 'powershell';

/** The shell of the machine that a run was made on, by its platform as Node and `uname` name it. */
export function shellOf({platform}: {readonly platform: string}): Shell {
	return platform.startsWith('win32') ? 'powershell' : 'posix';
}

/** PowerShell reads a comma, an at sign and a per cent sign, and takes a dot in an option apart. */
const plainForPowerShell = /^(?:[A-Za-z0-9_+=:/.][A-Za-z0-9_+=:.\\/-]*|--?[A-Za-z0-9-]*)$/;

const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * One argument for a shell. Control characters are taken out, so that a command stays on one line; whatever is not
 * a plain word goes between single quotes, where a shell reads nothing but the closing quote.
 */
export function quoteShellWord(text: string, shell: Shell = 'posix'): string {
	const word = safeText(text, text.length + 1);
	if (shell === 'powershell') {
		// Version 5.1 drops an empty argument.
		if (word === '') return `'""'`;
		if (plainForPowerShell.test(word)) return word;
		// It takes the quotes of word processors for its own (about_Quoting_Rules).
		return `'${forProgramsOfWindows(word).replace(/['\u2018-\u201b]/g, '$&$&')}'`;
	}
	// A word that starts with = is expanded by zsh to the path of a command.
	return plainWord.test(word) && !word.startsWith('=') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * PowerShell before 7.3 hands a program one line, and puts quotes around a word with blanks without a look at what is in it:
 * a quote or a backslash at the end would let the program read further words, such as an option with the file to write to.
 */
function forProgramsOfWindows(word: string): string {
	const escaped = word.replace(/(?<!\\)(\\*)"/g, String.raw`$1$1\"`);
	return /\s/.test(word) ? escaped.replace(/(?<!\\)\\+$/, '$&$&') : escaped;
}

/** Splits a command line at the blanks between its arguments; the arguments keep their quotes. */
export function splitShellWords(command: string): string[] {
	return command.match(/(?:'[^']*'|\\.|[^\s'\\]|\\$)+/g) ?? [];
}
