import {execFileSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {quoteShellWord, splitShellWords} from '../../source/diagnosis/shell-words.ts';

const hostile = [
	"it's",
	"'; touch /tmp/owned; '",
	'$(id)',
	'`id`',
	'a && b',
	'a | b > c',
	'*',
	'"double"',
	String.raw`back\slash`,
	"'''",
	'~root',
	'!history',
	'{a,b}',
	'#comment',
	'=ls',
	'',
];

describe('quoteShellWord', () => {
	it.each(hostile)('gives %j to a real shell as one argument', word => {
		const output = execFileSync('sh', ['-c', `printf '%s\\0' ${quoteShellWord(word)} end`], {encoding: 'utf8'});
		expect(output).toBe(`${word}\0end\0`);
	});

	it.each([
		['mcr.microsoft.com:443', 'mcr.microsoft.com:443'],
		['--proxy', '--proxy'],
		['http://proxy:3128', 'http://proxy:3128'],
		['', "''"],
		['two words', "'two words'"],
		['line\nbreak', "'line break'"],
		['escape\u001b[31m', "'escape [31m'"],
	])('writes %j as %s', (word, expected) => {
		expect(quoteShellWord(word)).toBe(expected);
	});
});

describe('splitShellWords', () => {
	it.each(hostile)('finds the arguments around %j again', word => {
		const quoted = quoteShellWord(word);
		expect(splitShellWords(`curl ${quoted} end`)).toEqual(['curl', quoted, 'end']);
	});
});
