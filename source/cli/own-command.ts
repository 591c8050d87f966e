import path from 'node:path';
import process from 'node:process';
import {quoteShellWord, shellOf} from '../diagnosis/shell-words.ts';
import type {Environment} from '../settings/types.ts';

export type Start = {
	/** The second word of the command line: the script, or the binary itself. */
	readonly script: string;
	/** What runs it: Node, or the same binary. */
	readonly executable: string;
	readonly environment: Environment;
	readonly folder: string;
	/** The system that it runs on; this one unless given. */
	readonly platform?: NodeJS.Platform;
};

/** How this program was started, in words for a shell: a command that it shows for later must work as it stands. */
export function findOwnCommand(start: Start): string {
	const {script, executable, environment, folder, platform = process.platform} = start;
	// A clone has the right Node among its packages, and only npm finds it there.
	if (environment.npm_lifecycle_event === 'start') return 'npm start --';
	if (environment.npm_command === 'exec') return 'npx arc-netcheck';
	const paths = platform === 'win32' ? path.win32 : path.posix;
	const shell = shellOf({platform});
	const word = (text: string) => quoteShellWord(text, shell);
	const nameOnPath = findOnPath(script, environment, platform);
	if (nameOnPath !== null) return word(nameOnPath);
	const inside = paths.relative(folder, script);
	const isInside = !inside.startsWith('..') && !paths.isAbsolute(inside);
	if (script !== executable) return `node ${word(isInside ? inside : script)}`;
	const program = word(isInside ? `.${paths.sep}${inside}` : script);
	// A word in quotes is a text to PowerShell, until it is told to call it.
	return shell === 'powershell' && program.startsWith("'") ? `& ${program}` : program;
}

/** By what name a shell finds it, or null. Windows ignores case, and looks for endings by itself (PATHEXT). */
function findOnPath(script: string, {PATH = '', PATHEXT = ''}: Environment, platform: NodeJS.Platform): string | null {
	if (platform !== 'win32') {
		return PATH.split(':').includes(path.posix.dirname(script)) ? path.posix.basename(script) : null;
	}
	const same = (text: string) => path.win32.normalize(text).replace(/\\$/, '').toLowerCase();
	const isThere = PATH.split(';').some(folder => folder !== '' && same(folder) === same(path.win32.dirname(script)));
	if (!isThere) return null;
	const {name, ext, base} = path.win32.parse(script);
	return PATHEXT.toLowerCase().split(';').includes(ext.toLowerCase()) ? name : base;
}
