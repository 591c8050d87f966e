import {expect, it} from 'vitest';
import {formatSize, withoutFlags} from '../../../../source/wizard/components/text.ts';

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
