import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {toAscii} from '../source/report/terminal/ascii.ts';
import {wrapText} from '../source/wrap-text.ts';

describe('wrapText', () => {
	it.each<[string, number, string[]]>([
		['', 10, ['']],
		['one two', 10, ['one two']],
		['one two three', 7, ['one two', 'three']],
		['two  blanks', 20, ['two blanks']],
		['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
		['a abcdefgh', 4, ['a', 'abcd', 'efgh']],
		['eastus.dp.kubernetesconfiguration.azure.com:443', 36, ['eastus.dp.kubernetesconfiguration.', 'azure.com:443']],
		['古古古古', 5, ['古古', '古古']],
		['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2, ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']],
		['x', 0, ['x']],
	])('breaks %j at %i columns', (text, width, expected) => {
		expect(wrapText(text, width)).toEqual(expected);
	});

	it('keeps every line within the width, and every character', () => {
		const text = `${'word '.repeat(30)}${'x'.repeat(300)} https://a.example/${'path/'.repeat(40)}`;
		for (const width of [20, 33, 80]) {
			const lines = wrapText(text, width);
			expect(Math.max(...lines.map(line => stringWidth(line)))).toBeLessThanOrEqual(width);
			expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
		}
	});
});

describe('toAscii', () => {
	it.each([
		['plain', 'plain'],
		['cut…', 'cut...'],
		['a → b – c', 'a -> b - c'],
		['Größe 古', 'Gr??e ?'],
		['\u009b2J', '?2J'],
	])('writes %j as %s', (text, expected) => {
		expect(toAscii(text)).toBe(expected);
	});
});
