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
