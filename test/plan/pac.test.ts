import {describe, expect, it} from 'vitest';
import {findFixedProxy, pacQuestion, parsePacAnswer, routeByPac, usedWays} from '../../source/plan/pac.ts';
import {formatProxy} from '../../source/settings/proxy-url.ts';
import {planOf, type RowOptions} from '../helpers/plan-of.ts';

describe('an answer of a PAC', () => {
	it.each<[answer: string, ways: readonly string[], unreadable: number]>([
		['DIRECT', ['direct'], 0],
		['PROXY a:3128', ['http://a:3128'], 0],
		['PROXY a', ['http://a:80'], 0],
		['HTTPS a', ['https://a:443'], 0],
		['SOCKS a', ['socks4://a:1080'], 0],
		['SOCKS4 a:9', ['socks4://a:9'], 0],
		['SOCKS5 a', ['socks5h://a:1080'], 0],
		['HTTP a:1', ['http://a:1'], 0],
		['proxy A.Example:3128 ;  direct;', ['http://a.example:3128', 'direct'], 0],
		['PROXY a:1; PROXY b:2; DIRECT', ['http://a:1', 'http://b:2', 'direct'], 0],
		['PROXY [2001:db8::1]:3128', ['http://[2001:db8::1]:3128'], 0],
		['', ['direct'], 0],
		[';;;', ['direct'], 0],
		['PROXY', ['direct'], 1],
		['PROXY a:99999; PROXY b:1', ['http://b:1'], 1],
		['QUIC a:443; PROXY b:1', ['http://b:1'], 1],
		['HTTPS anna:hunter2@a:443', ['direct'], 1],
		['PROXY http://a:3128', ['direct'], 1],
		['PROXY a:1 b:2', ['direct'], 1],
		['<html>', ['direct'], 1],
	])('%s', (answer, ways, unreadable) => {
		const parsed = parsePacAnswer(answer);
		expect(parsed.ways.map(way => (way === null ? 'direct' : formatProxy(way)))).toEqual(ways);
		expect(parsed.unreadable).toBe(unreadable);
	});

	it('makes the route that is tried first, and names the others', () => {
		expect(routeByPac(parsePacAnswer('PROXY a:1; SOCKS5 b; DIRECT'))).toMatchObject({
			via: 'proxy',
			proxy: {host: 'a'},
			reason: 'PAC: http://a:1, then socks5h://b:1080, direct',
			fallbacks: [{host: 'b'}, null],
		});
		expect(routeByPac(parsePacAnswer('SOCKS5 b')).reason).toBe('PAC: socks5h://b:1080, this machine only');
		expect(routeByPac(parsePacAnswer('DIRECT'))).toMatchObject({via: 'direct', proxy: null, reason: 'PAC: direct'});
	});
});

it.each<[row: RowOptions, url: string]>([
	[{host: 'a.example', path: '/secret?x'}, 'https://a.example/'],
	[{host: 'a.example', port: 8084}, 'https://a.example:8084/'],
	[{host: 'a.example', protocol: 'websocket', path: '/x'}, 'https://a.example/'],
	[{host: 'a.example', port: 80, protocol: 'http', path: '/x?y'}, 'http://a.example/x?y'],
])('a script is asked for %o as clients do', (row, url) => {
	const [planned] = planOf([row]).targets;
	expect(planned && pacQuestion(planned)).toEqual({url, host: 'a.example'});
});

/** A plan whose rows go as a PAC says: `host[:port] answer`. */
function routed(lines: readonly string[]) {
	return lines.map(line => {
		const [, host = '', port = '443', answer = ''] = /^([^ :]+)(?::(\d+))? (.*)$/.exec(line) ?? [];
		const protocol = port === '80' ? 'http' : 'https';
		const [planned] = planOf([{host, port: Number(port), protocol}]).targets;
		if (!planned) throw new Error(line);
		return {...planned, route: routeByPac(parsePacAnswer(answer))};
	});
}

describe('the fixed proxy that means the same', () => {
	it.each<[title: string, lines: readonly string[], fixed: object]>([
		[
			'one for all',
			['a.example PROXY p:1', 'b.example PROXY p:1; DIRECT'],
			{https: {host: 'p'}, http: null, noProxy: []},
		],
		['none', ['a.example DIRECT', 'b.example:80 DIRECT'], {https: null, http: null, noProxy: []}],
		[
			'one for each scheme',
			['a.example PROXY p:1', 'b.example:80 PROXY q:2'],
			{https: {host: 'p'}, http: {host: 'q'}, noProxy: []},
		],
		[
			'with exceptions, as a domain where that is right',
			['a.example PROXY p:1', 'x.blob.core.windows.net DIRECT', 'y.blob.core.windows.net DIRECT', 'mcr.example DIRECT'],
			{noProxy: ['.blob.core.windows.net', 'mcr.example']},
		],
		[
			'with exceptions by name where others of the domain go through',
			['x.core.example PROXY p:1', 'y.core.example DIRECT', 'z.core.example DIRECT'],
			{noProxy: ['y.core.example', 'z.core.example']},
		],
		['with exceptions by port', ['a.example PROXY p:1', 'a.example:8084 DIRECT'], {noProxy: ['a.example:8084']}],
		[
			'two for one scheme',
			['a.example PROXY p:1', 'b.example PROXY q:1'],
			{obstacle: expect.stringMatching(/http:\/\/p:1 and http:\/\/q:1/)},
		],
		['SOCKS', ['a.example SOCKS5 s'], {obstacle: expect.stringMatching(/SOCKS/)}],
		[
			'a name past the proxy below which another goes through',
			['a.example PROXY p:1', 'example DIRECT'],
			{obstacle: expect.stringMatching(/no no_proxy list sends a\.example on port 443/)},
		],
	])('%s', (_title, lines, fixed) => {
		expect(findFixedProxy(routed(lines))).toMatchObject(fixed);
	});

	it('stands beside how many endpoints go where', () => {
		const rows = routed(['a.example PROXY p:1', 'b.example PROXY p:1', 'b.example PROXY p:1', 'c.example DIRECT']);
		expect(usedWays(rows)).toMatchObject([
			{proxy: {host: 'p'}, endpoints: 2},
			{proxy: null, endpoints: 1},
		]);
	});
});
