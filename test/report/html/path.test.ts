import {describe, expect, it} from 'vitest';
import {countAlongPath, pathFigure, type Stop, stopOf, stops} from '../../../source/report/html/path.ts';
import {type Cause, causes} from '../../../source/verdict/causes.ts';
import {sampleReport} from '../../helpers/sample-run.ts';

describe('stopOf', () => {
	it.each<[Cause, Stop]>([
		['dns.nxdomain', 'name-server'],
		['proxy.unresolvable', 'name-server'],
		['proxy.timeout', 'proxy'],
		['proxy.host-denied', 'proxy'],
		['proxy.upstream-dns', 'way'],
		['proxy.upstream-unreachable', 'way'],
		['tcp.timeout', 'way'],
		['tls.reset', 'way'],
		['tls.intercepted', 'way'],
		['http.block-page', 'way'],
		['http.timeout', 'service'],
	])('puts %s at the %s', (cause, stop) => {
		expect(stopOf({cause, attempts: []})).toBe(stop);
	});

	it('knows a place for every cause', () => {
		for (const cause of causes) expect(stops).toContain(stopOf({cause, attempts: []}));
	});
});

describe('countAlongPath', () => {
	it('counts every endpoint once, and none that nobody needs', () => {
		const counts = countAlongPath(
			sampleReport({
				proxy: 'http://proxy:3128',
				rows: [
					{host: 'ok.example'},
					{host: 'ok.example', level: 'optional'},
					{host: 'denied.example', cause: 'proxy.host-denied'},
					{host: 'inspected.example', cause: 'tls.intercepted', status: 'intercepted'},
					{host: 'beyond.example', cause: 'proxy.upstream-unreachable'},
					{host: 'direct.example', noProxyRule: '.example'},
					{host: 'nameless.example', noProxyRule: '.example', cause: 'dns.nxdomain'},
					{host: 'old.example', cause: 'proxy.host-denied', level: 'legacy'},
					{pattern: '*.example'},
				],
			}),
		);
		expect(counts).toEqual({
			tested: 6,
			proxied: 4,
			stopped: {'name-server': 1, proxy: 1, way: 1, service: 0},
			toProxy: 4,
			pastProxy: 1,
			behindProxy: 3,
			toService: 3,
			inspected: 1,
			arrived: 3,
		});
	});
});

describe('pathFigure', () => {
	it.each([
		['none that nothing asked', [{host: 'ok.example', stages: []}], false],
		[
			'the one past a proxy',
			[
				{host: 'ok.example', stages: []},
				{host: 'direct.example', noProxyRule: '.example'},
			],
			true,
		],
		['the one that failed', [{host: 'a.example', cause: 'proxy.unresolvable'}], true],
	] as const)('draws of the name servers %s', (_name, rows, isDrawn) => {
		const drawn = pathFigure(sampleReport({proxy: 'http://10.0.0.1:3128', rows})).markup;
		expect(drawn.includes('Name server')).toBe(isDrawn);
	});
});
