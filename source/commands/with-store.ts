import {EnvironmentError} from '../errors.ts';

/** Does something with the profiles. Node's errors about files become one sentence that names the folder. */
export function withStore<Value>(folder: string, work: () => Value): Value {
	return withFolder(
		code => [
			`Profiles can't be kept in ${folder} (${code}).`,
			'Make room or see to its permissions, or name another folder with ARC_NETCHECK_HOME.',
		],
		work,
	);
}

/** Reads what is kept of runs. Node's errors about files become one sentence that names the folder. */
export function readingRuns<Value>(folder: string, work: () => Value): Value {
	return withFolder(
		code => [
			`The runs in ${folder} can't be read (${code}).`,
			code === 'ENOTDIR'
				? 'A part of that path is a file: name a folder with ARC_NETCHECK_HOME.'
				: 'See to its permissions, or name another folder with ARC_NETCHECK_HOME.',
		],
		work,
	);
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
		throw new EnvironmentError(...describe(code), {cause: error});
	}
}
