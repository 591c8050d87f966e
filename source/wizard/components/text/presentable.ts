import {EnvironmentError, UsageError} from '../../../errors.ts';
import {toAscii} from '../../../report/terminal/ascii.ts';
import {safeText} from '../../../safe-text.ts';

/** Long enough for a fix that lists many hosts. */
const longest = 4000;

/** Text that may come from a peer or from outside, safe to show: no controls, and ASCII only where the terminal draws no more. */
export function presentable(text: string, isUnicode: boolean): string {
	const safe = safeText(text, longest);
	return isUnicode ? safe : toAscii(safe);
}

/**
 * A sentence of a report as the wizard says it. Reports name the flag of a setting in parentheses behind the words for it,
 * `the CA file (--ca-file FILE)`; here there are fields and keys instead.
 */
export function withoutFlags(text: string): string {
	return text.replace(/ \(--[a-z][^()]*\)/g, '');
}

/** A number of bytes in three digits at most: `850 bytes`, `8.3 kB`, `54 kB`, `1.2 MB`. */
export function formatSize(bytes: number): string {
	if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
	const kilobytes = bytes / 1000;
	if (kilobytes < 9.95) return `${kilobytes.toFixed(1)} kB`;
	if (kilobytes < 999.5) return `${Math.round(kilobytes)} kB`;
	return `${(kilobytes / 1000).toFixed(1)} MB`;
}

/** What an error that was to be expected tells the user, in one line. A fault of ours is thrown again. */
export function sentenceOf(error: unknown): string {
	if (error instanceof UsageError) return error.message;
	if (error instanceof EnvironmentError) return `${error.message} ${error.hint}`;
	throw error;
}
