import {expect, it} from 'vitest';
import {onwardHeaders, parseAbsoluteUrl, parseAuthority} from '../../source/practice/forward-proxy.ts';

it.each([
	['a.example:443', {host: 'a.example', port: 443}],
	['203.0.113.7:8084', {host: '203.0.113.7', port: 8084}],
	['[2001:db8::7]:443', {host: '2001:db8::7', port: 443}],
	['a.example', null],
	['a.example:', null],
	['2001:db8::7:443', null],
	['/index.html', null],
	['http://a.example:80/', null],
	['a b:443', null],
])('CONNECT %s', (text, expected) => {
	expect(parseAuthority(text)).toEqual(expected);
});

it.each([
	['http://a.example/path?query', 'http://a.example/path?query'],
	['http://a.example:8080', 'http://a.example:8080/'],
	['https://a.example/', undefined],
	['/path', undefined],
	['ftp://a.example/', undefined],
])('GET %s', (text, expected) => {
	expect(parseAbsoluteUrl(text)?.href).toBe(expected);
});

it('keeps what was meant for the proxy, and names the next hop', () => {
	const received = {
		host: 'stale.example',
		accept: '*/*',
		connection: 'keep-alive',
		'proxy-connection': 'keep-alive',
		'proxy-authorization': 'Basic c2VjcmV0',
	};
	const proxy = {host: 'proxy.example', port: 3128, scheme: 'http'} as const;

	expect(onwardHeaders(received, new URL('http://a.example:8080/'), proxy)).toEqual({
		host: 'a.example:8080',
		accept: '*/*',
		connection: 'close',
		via: '1.1 proxy.example (squid/6.6)',
	});
});
