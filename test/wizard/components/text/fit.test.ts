import {describe, expect, it} from 'vitest';
import {type Cut, fitLeft, fitRight, truncate} from '../../../../source/wizard/components/text.ts';
import {formatElapsed} from '../../../../source/wizard/screens/probing/probing-screen.tsx';

describe('truncate', () => {
	it.each<[string, number, Cut, string]>([
		['abc', 3, 'end', 'abc'],
		['abcdef', 4, 'end', 'abc…'],
		['ab cdef', 4, 'end', 'ab…'],
		['abcdef', 4, 'start', '…def'],
		['westeurope.data.mcr.microsoft.com:443', 16, 'middle', 'westeuro…com:443'],
		['東京大阪', 5, 'end', '東京…'],
		['abcdef', 1, 'end', 'a'],
		['abcdef', 0, 'end', ''],
	])('%j in %i, %s', (text, width, cut, expected) => {
		expect(truncate(text, width, '…', cut)).toBe(expected);
	});

	it('has room for an ellipsis of two columns', () => {
		expect(truncate('abcdef', 4, '..')).toBe('ab..');
	});
});

it('fitLeft and fitRight fill up to the width', () => {
	expect(fitLeft('ab', 4, '…')).toBe('ab  ');
	expect(fitRight('ab', 4, '…')).toBe('  ab');
	expect(fitLeft('東京', 5, '…')).toBe('東京 ');
	expect(fitRight('abcdef', 4, '…')).toBe('abc…');
});

it.each([
	[0, '0:00'],
	[999, '0:00'],
	[7100, '0:07'],
	[754_000, '12:34'],
])('formatElapsed %i', (milliseconds, expected) => {
	expect(formatElapsed(milliseconds)).toBe(expected);
});
