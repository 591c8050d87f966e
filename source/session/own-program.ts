import {readFile, realpath} from 'node:fs/promises';
import process from 'node:process';
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import {UsageError} from '../errors.ts';
import type {ProgramFile} from '../vantage/engine.ts';
import {tool} from '../version.ts';

/** What goes over SSH: this program where Node is there, its binary where Linux on x64 is, or the script alone. */
export type Carried = 'program' | 'binary' | 'script';

/**
 * This program as one file, for other machines; null: it runs from its sources, or is not to be carried. Throws a UsageError
 * where the binary is wanted, and this is none.
 */
export async function readOwnProgram(wanted: Carried): Promise<ProgramFile | null> {
	if (wanted === 'script') return null;
	const own = await findOwnProgram();
	if (wanted === 'binary') {
		if (own?.kind !== 'binary')
			throw new UsageError('--carry binary carries the program that runs: run the binary for Linux for that.');
		// Half of the time of a higher level, for a tenth more to send.
		return {kind: 'binary', bytes: await promisify(gzip)(await readFile(process.execPath), {level: 4})};
	}
	return own?.kind === 'one-file' ? own : null;
}

/** What stands in the command line of a thread that probes: no command, and so one with compiled code of its own. */
export const threadCommand = 'probes';

/** What runs here: the binary, or the one file of this version; null: something else, such as the sources. */
export async function findOwnProgram(): Promise<
	{readonly kind: 'binary'} | {readonly kind: 'one-file'; readonly file: string; readonly bytes: Buffer} | null
> {
	if (process.getBuiltinModule('node:sea')?.isSea()) return {kind: 'binary'};
	const file = await realpath(process.argv[1] ?? '').catch(() => null);
	const bytes = file === null ? null : await readFile(file).catch(() => null);
	// A test runner or a clone has another file there.
	const isOwn = bytes?.subarray(0, 200).includes(`\n// ${tool.name} ${tool.version};`) ?? false;
	return file !== null && bytes !== null && isOwn ? {kind: 'one-file', file, bytes} : null;
}
