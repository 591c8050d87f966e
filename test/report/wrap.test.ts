import {execFileSync} from 'node:child_process';
import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {toAscii} from '../../source/report/terminal/ascii.ts';
import {wrapCommand, wrapText} from '../../source/report/terminal/wrap.ts';

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

describe('wrapCommand', () => {
	it.each<[string[], number, string[]]>([
		[['curl', 'a'], 20, ['curl a']],
		[['curl', '--one', '--two'], 13, ['curl --one \\', '  --two']],
		[['curl', 'https://a-long-url.example/'], 12, ['curl \\', '  https://a-long-url.example/']],
	])('breaks %j at %i columns', (words, width, expected) => {
		expect(wrapCommand(words, width)).toEqual(expected);
	});

	it('is still the same command to a shell', () => {
		const words = ['printf', "'%s|'", 'one', "'two words'", String.raw`'it'\''s'`, 'three', "''", 'four'];
		const whole = execFileSync('sh', ['-c', words.join(' ')], {encoding: 'utf8'});
		const wrapped = wrapCommand(words, 14);
		expect(wrapped.length).toBeGreaterThan(3);
		expect(execFileSync('sh', ['-c', wrapped.join('\n')], {encoding: 'utf8'})).toBe(whole);
		expect(whole).toBe("one|two words|it's|three||four|");
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
