import path from 'node:path';

/**
 * A file of Windows itself, by its whole path. A program that is named alone is looked for in the folder at hand first
 * (Microsoft, "CreateProcessW"), where anybody may have put another one.
 */
export function system32({SystemRoot}: {readonly [name: string]: string | undefined}, ...names: string[]): string {
	return path.win32.join(SystemRoot || String.raw`C:\Windows`, 'System32', ...names);
}
