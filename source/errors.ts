/** The user asked for something that can't be done as asked. The message is one sentence: what is wrong, where, and what to do. */
export class UsageError extends Error {
	override name = 'UsageError' as const;
}

/** This machine is in the way: a file that can't be written, a Node that is too old. `hint` says what to do. */
export class EnvironmentError extends Error {
	override name = 'EnvironmentError' as const;
	readonly hint: string;

	constructor(message: string, hint: string, options?: ErrorOptions) {
		super(message, options);
		this.hint = hint;
	}
}

/** The sentence of the UsageError that a check throws, or null if it throws none. */
export function problemOf(check: () => unknown): string | null {
	try {
		check();
		return null;
	} catch (error) {
		if (error instanceof UsageError) return error.message;
		throw error;
	}
}

/** Linux's numbers of the errors that Node and libuv have no name for (errno(3), asm-generic). */
const names: {readonly [errno: number]: string} = {
	5: 'EIO',
	27: 'EFBIG',
	28: 'ENOSPC',
	30: 'EROFS',
	116: 'ESTALE',
	117: 'EUCLEAN',
	121: 'EREMOTEIO',
	122: 'EDQUOT',
	126: 'ENOKEY',
};

/**
 * The name of an error of the system. Node says `Unknown system error -122` for those that libuv does not know, and gives
 * the number beside it.
 */
export function errorName(error: unknown): string {
	const {code, errno} = error as NodeJS.ErrnoException;
	const known = errno === undefined ? undefined : names[Math.abs(errno)];
	if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) return code;
	return known ?? code ?? 'unknown error';
}
