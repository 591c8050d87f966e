import {expect, it} from 'vitest';
import {errorName} from '../source/errors.ts';

it.each([
	[{code: 'ENOSPC', errno: -28}, 'ENOSPC'],
	[{code: 'Unknown system error -122', errno: -122}, 'EDQUOT'],
	[{code: 'Unknown system error -116', errno: -116}, 'ESTALE'],
	[{code: 'Unknown system error -121', errno: 121}, 'EREMOTEIO'],
	[{code: 'Unknown system error -117', errno: -117}, 'EUCLEAN'],
	[{code: 'Unknown system error -126', errno: -126}, 'ENOKEY'],
	[{code: 'ERR_FS_FAILED', errno: -5}, 'EIO'],
	[{errno: -30}, 'EROFS'],
	[{code: 'Unknown system error -999', errno: -999}, 'Unknown system error -999'],
	[{code: 'ERR_FS_FILE_TOO_LARGE'}, 'ERR_FS_FILE_TOO_LARGE'],
	[{}, 'unknown error'],
])('%j → %s', (error, name) => {
	expect(errorName(error)).toBe(name);
});
