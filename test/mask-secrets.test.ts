import {describe, expect, it} from 'vitest';
import {maskSecrets, maskTyped, secretsIn} from '../source/mask-secrets.ts';

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
		'write ssh:HOST or ssh:@FILE',
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

describe('maskTyped', () => {
	it.each([
		['jane:pass word@proxy', 'no "jane:pass" and no "word@proxy"', 'no "jane:***" and no "***@proxy"'],
		['jane:passwordpassword@proxy', '"jane:passwor…"', '"jane:***…"'],
		['jane:PassWord@proxy', 'did you mean "password"?', 'did you mean "***"?'],
		['http://jane:password', '"http://jane:password"', '"http://jane:***"'],
		['http://proxy.example:3128/x@y', 'http://proxy.example:3128 is no file', 'http://proxy.example:3128 is no file'],
	])('takes what was typed as %j out of a sentence that quotes it', (word, sentence, expected) => {
		expect(maskTyped(sentence, secretsIn([word]))).toBe(expected);
	});

	it('takes little work, whatever was typed', () => {
		const typed = [`${'a:'.repeat(60_000)}@`, `x:${'abc '.repeat(30_000)}@`, 'http:/'.repeat(20_000)];
		const before = process.cpuUsage();
		maskTyped(typed.join('… '), secretsIn(typed));
		const {user, system} = process.cpuUsage(before);
		expect(user + system).toBeLessThan(1e6);
	});
});
