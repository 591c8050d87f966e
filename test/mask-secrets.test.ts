import {describe, expect, it} from 'vitest';
import {maskSecrets} from '../source/mask-secrets.ts';

describe('maskSecrets', () => {
	it.each([
		['http://me:pw@proxy:3128', 'http://me:***@proxy:3128'],
		['--proxy=https://me:p@ss:w@proxy:3128/', '--proxy=https://me:***@proxy:3128/'],
		['me:pw@proxy:3128', 'me:***@proxy:3128'],
		[
			'Error: cannot reach "http://me:pw@proxy:1" (me:pw@proxy)',
			'Error: cannot reach "http://me:***@proxy:1" (me:***@proxy)',
		],
		['http://:pw@proxy', 'http://:***@proxy'],
		['proxy-authorization: Basic bWU6cHc=', 'proxy-authorization: Basic ***'],
	])('takes the password out of %s', (text, expected) => {
		expect(maskSecrets(text)).toBe(expected);
	});

	it.each([
		'http://me@proxy:3128',
		'prod@2026-11-22T10:30',
		'at file:///opt/node_modules/@scope/x.mjs:9:324',
		'[2001:db8::1]:443',
		'acr=name',
		'a basic fault',
	])('leaves %s as it is', text => {
		expect(maskSecrets(text)).toBe(text);
	});

	it('knows a secret however it is written', () => {
		const secret = 'S3cret!w/ord ü';
		const text = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')].join(' | ');
		expect(maskSecrets(text, ['', secret])).toBe('*** | *** | ***');
	});
});
