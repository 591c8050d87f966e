import {describe, expect, it} from 'vitest';
import {isProfileName, parseProfileName} from '../../source/store/profile-name.ts';

describe('the name of a profile', () => {
	it.each(['prod', 'prod-eastus', 'Prod_2.eu', '9', 'a'.repeat(64), 'console', 'com10', 'com'])('may be %s', name => {
		expect(isProfileName(name)).toBe(true);
		expect(parseProfileName(name, 'The name')).toBe(name);
	});

	it.each([
		['', /letters, digits, dots/],
		['a'.repeat(65), /up to 64 letters/],
		['.hidden', /beginning with a letter or digit/],
		['-flag', /beginning with a letter or digit/],
		['../up', /letters, digits, dots/],
		['a/b', /letters, digits, dots/],
		['a\\b', /letters, digits, dots/],
		['a@b', /letters, digits, dots/],
		['a\u0000b', /letters, digits, dots/],
		['..', /beginning with a letter or digit/],
		['a b', /letters, digits, dots/],
		['ä', /letters, digits, dots/],
		['\u001b[31mred', /The name "\[31mred"/],
		['prod.', /no dot at the end/],
		['CON', /a device on Windows/],
		['com1.eu', /a device on Windows/],
		['20261122T203000Z-aaaaaa', /kept runs have such names/],
	])('may not be %j, and the reason is said', (name, reason) => {
		expect(isProfileName(name)).toBe(false);
		expect(() => parseProfileName(name, 'The name')).toThrow(reason);
	});
});
