import {type Stats, statSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {UsageError} from '../../errors.ts';
import {isOpenDescriptor} from './shell-pipe.ts';

/** Reads a text file that a flag names. Throws a UsageError that names the flag, the file and what is wrong with it. */
export async function readUserFile(file: string, field: string): Promise<string> {
	try {
		const kind = describeUnreadableKind(file);
		if (kind !== null) throw new UsageError(`${field} ${file} is ${kind}: give a file.`);
		return await readFile(file, 'utf8');
	} catch (error) {
		if (error instanceof UsageError) throw error;
		const {code} = error as NodeJS.ErrnoException;
		const reasons: {readonly [code: string]: string} = {
			ENOENT: 'does not exist',
			EISDIR: 'is a folder',
			EACCES: 'may not be read by this user',
			ENAMETOOLONG: 'has too long a name',
			ERR_FS_FILE_TOO_LARGE: 'is too large',
			ERR_STRING_TOO_LONG: 'is too large',
		};
		const reason = reasons[code ?? ''] ?? `can't be read (${code ?? 'unknown error'})`;
		throw new UsageError(`${field} ${file} ${reason}: give another file.`, {cause: error});
	}
}

/**
 * What stands under a name and must not be opened to be read, or null: a named pipe waits for a writer without an end,
 * and so do devices, or they never end. A pipe of the shell's own has its writer. Throws Node's error if nothing is there.
 */
export function describeUnreadableKind(file: string): string | null {
	const stats = statSync(file);
	if (isOpenDescriptor(file) && (stats.isFIFO() || stats.isSocket())) return null;
	return stats.isFile() || stats.isDirectory() ? null : kindOf(stats);
}

function kindOf(stats: Stats): string {
	return stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
}
