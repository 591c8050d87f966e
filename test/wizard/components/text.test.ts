import {describe, expect, it} from 'vitest';
import {
	type Cut,
	command,
	fitLeft,
	fitRight,
	formatSize,
	textOfLine,
	truncate,
	withoutFlags,
} from '../../../source/wizard/components/text.ts';
import {formatElapsed} from '../../../source/wizard/screens/probing/probing-screen.tsx';

describe('fit', () => {
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
});

describe('presentable', () => {
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

	it.each([
		['Check the port of the proxy in your settings (--proxy).', 'Check the port of the proxy in your settings.'],
		['Give the name of your registry (--resource acr=NAME) to test it.', 'Give the name of your registry to test it.'],
		['Set it (--https-proxy, or --proxy for both): done.', 'Set it: done.'],
		['Run it from the command line with --dns ADDRESS.', 'Run it from the command line with --dns ADDRESS.'],
		['What is known (and what is not).', 'What is known (and what is not).'],
	])('%s', (text, said) => {
		expect(withoutFlags(text)).toBe(said);
	});
});

it.each([
	["& 'C:\\own folder\\arc-netcheck.exe' explain a.example:443", null, / `$/],
	["'C:\\own\\arc-netcheck.EXE' explain a.example:443 b.example:443", null, / `$/],
	['Resolve-DnsName a-name-of-a-host.of-a-zone.example -Type A', null, / `$/],
	['node dist\\arc-netcheck.mjs explain a.example:443 b.example:443', null, / `$/],
	['nslookup a-name-of-a-host.zone.example. 10.0.0.1', 'powershell', / `$/],
	['nslookup a-name-of-a-host.zone.example. 10.0.0.1', 'posix', / \\$/],
	['az connectedk8s connect --name cluster --resource-group group', null, / \\$/],
	[`curl.exe --silent https://${'label.'.repeat(12)}example/`, 'powershell', / (?:`|\+)$/],
	[`curl --silent https://${'label.'.repeat(12)}example/`, 'posix', /\\$/],
] as const)('a command in a narrow window goes on as its shell reads it: %s for %s', (text, shell, end) => {
	const lines = command(text, {width: 38, isUnicode: true}, shell).map(textOfLine);
	expect(lines.length).toBeGreaterThan(1);
	for (const line of lines) expect(line.length).toBeLessThanOrEqual(38);
	for (const line of lines.slice(0, -1)) expect(line).toMatch(end);
});
