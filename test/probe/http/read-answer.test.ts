import {describe, expect, it} from 'vitest';
import {collectHeaders, findHeadEnd, parseHttpHead} from '../../../source/probe/http/read-answer.ts';

describe('parseHttpHead', () => {
	it.each([
		['a plain answer', 'HTTP/1.1 200 OK\r\nServer: x', {status: 200, statusText: 'OK', headers: {server: 'x'}}],
		['no reason', 'HTTP/1.1 407', {status: 407, statusText: '', headers: {}}],
		['bare line feeds', 'HTTP/1.0 503 No\nVia: a\nVia: b', {status: 503, statusText: 'No', headers: {via: 'a, b'}}],
		[
			'control characters',
			'HTTP/1.1 403 \u001b[31mno\r\nX: a\u0007b',
			{status: 403, statusText: '[31mno', headers: {x: 'a b'}},
		],
		[
			'a line that is no header',
			'HTTP/1.1 200 OK\r\nrubbish\r\nA: b',
			{status: 200, statusText: 'OK', headers: {a: 'b'}},
		],
	])('%s', (_title, text, head) => {
		expect(parseHttpHead(text)).toEqual(head);
	});

	it.each(['SSH-2.0-OpenSSH_9.2', 'HTTP/2 200', 'HTTP/1.1 20', '', 'HTTP/1.1 abc OK'])('%s is no HTTP', text => {
		expect(parseHttpHead(text)).toBeUndefined();
	});
});

describe('collectHeaders', () => {
	it('bounds names, values and their number, and keeps no cookies', () => {
		const many = Array.from({length: 500}, (_, index) => [`x-${index}`, 'v'.repeat(10_000)] as const);
		const headers = collectHeaders([['Set-Cookie', 'session=secret'], ...many]);
		expect(Object.keys(headers).length).toBeLessThanOrEqual(64);
		expect(headers['x-0']?.length).toBeLessThanOrEqual(300);
		expect(JSON.stringify(headers)).not.toContain('secret');
	});
});

describe('findHeadEnd', () => {
	it.each([
		['HTTP/1.1 200 OK\r\n\r\nbody', 19],
		['HTTP/1.1 200 OK\n\nbody', 17],
		['HTTP/1.1 200 OK\r\nA: b\r\n', -1],
	])('%j', (text, end) => {
		expect(findHeadEnd(Buffer.from(text))).toBe(end);
	});
});
