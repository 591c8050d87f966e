import {expect, it} from 'vitest';
import {formatSize} from '../../../../source/wizard/components/text/size.ts';

it.each([
	[0, '0 bytes'],
	[1, '1 byte'],
	[999, '999 bytes'],
	[1000, '1.0 kB'],
	[9949, '9.9 kB'],
	[9950, '10 kB'],
	[54_321, '54 kB'],
	[999_499, '999 kB'],
	[999_500, '1.0 MB'],
])('%i is %s', (bytes, text) => {
	expect(formatSize(bytes)).toBe(text);
});
