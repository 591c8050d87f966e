import {EnvironmentError, errorName} from '../errors.ts';

/** Changes something about the profiles. Node's errors about files become one sentence that names the folder. */
export function withStore<Value>(folder: string, work: () => Value): Value {
	return withFolder(code => [`Profiles can't be kept in ${folder} (${code}).`, cureOf(code)], work);
}

/** Reads what there is of profiles. Node's errors about files become one sentence that names the folder. */
export function readingProfiles<Value>(folder: string, work: () => Value): Value {
	return withFolder(code => [`The profiles in ${folder} can't be read (${code}).`, cureOf(code)], work);
}

/** Reads what is kept of runs. Node's errors about files become one sentence that names the folder. */
export function readingRuns<Value>(folder: string, work: () => Value): Value {
	return withFolder(code => [`The runs in ${folder} can't be read (${code}).`, cureOf(code)], work);
}

function cureOf(code: string): string {
	switch (code) {
		case 'ENOTDIR':
		case 'EEXIST':
			return 'A part of that path is a file: name a folder with ARC_NETCHECK_HOME.';
		case 'ENOSPC':
		case 'EDQUOT':
		case 'EFBIG':
			return 'Make room, or name another folder with ARC_NETCHECK_HOME.';
		case 'EROFS':
		case 'ENOENT':
			return 'Name another folder with ARC_NETCHECK_HOME.';
		default:
			return 'See to its permissions, or name another folder with ARC_NETCHECK_HOME.';
	}
}

function withFolder<Value>(
	describe: (code: string) => readonly [message: string, hint: string],
	work: () => Value,
): Value {
	try {
		return work();
	} catch (error) {
		const {code, syscall} = error as NodeJS.ErrnoException;
		if (code === undefined || syscall === undefined) throw error;
		throw new EnvironmentError(...describe(errorName(error)), {cause: error});
	}
}
