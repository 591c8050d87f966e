import {readFile, realpath} from 'node:fs/promises';
import process from 'node:process';
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import {UsageError} from '../../errors.ts';
import type {ProgramFile} from '../../vantage/engine.ts';
import {tool} from '../../version.ts';

/** What goes over SSH: this program where Node is there, its binary where Linux on x64 is, or the script alone. */
export type Carried = 'program' | 'binary' | 'script';

/**
 * This program as one file, for other machines; null: it runs from its sources, or is not to be carried. Throws a UsageError
 * where the binary is wanted, and this is none.
 */
export async function ownProgram(wanted: Carried): Promise<ProgramFile | null> {
	if (wanted === 'script') return null;
	const isBinary = process.getBuiltinModule('node:sea')?.isSea() ?? false;
	if (wanted === 'binary') {
		if (!isBinary)
			throw new UsageError('--carry binary carries the program that runs: run the binary for Linux for that.');
		// Half of the time of a higher level, for a tenth more to send.
		return {kind: 'binary', bytes: await promisify(gzip)(await readFile(process.execPath), {level: 4})};
	}
	if (isBinary) return null;
	const bytes = await realpath(process.argv[1] ?? '')
		.then(file => readFile(file))
		.catch(() => null);
	// A test runner or a clone has another file there.
	const isOwn = bytes?.subarray(0, 200).includes(`\n// ${tool.name} ${tool.version};`) ?? false;
	return bytes !== null && isOwn ? {kind: 'one-file', bytes} : null;
}
