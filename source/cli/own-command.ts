import path from 'node:path';
import {quoteShellWord} from '../diagnosis/shell-words.ts';
import type {Environment} from '../settings/types.ts';

export type Start = {
	/** The second word of the command line: the script, or the binary itself. */
	readonly script: string;
	/** What runs it: Node, or the same binary. */
	readonly executable: string;
	readonly environment: Environment;
	readonly folder: string;
};

/** How this program was started, in words for a shell: a command that it shows for later must work as it stands. */
export function findOwnCommand({script, executable, environment, folder}: Start): string {
	// A clone has the right Node among its packages, and only npm finds it there.
	if (environment.npm_lifecycle_event === 'start') return 'npm start --';
	if (environment.npm_command === 'exec') return 'npx arc-netcheck';
	const isOnPath = (environment.PATH ?? '').split(path.delimiter).includes(path.dirname(script));
	if (isOnPath) return quoteShellWord(path.basename(script));
	const inside = path.relative(folder, script);
	const isInside = !inside.startsWith('..') && !path.isAbsolute(inside);
	if (script === executable) return quoteShellWord(isInside ? `.${path.sep}${inside}` : script);
	return `node ${quoteShellWord(isInside ? inside : script)}`;
}
