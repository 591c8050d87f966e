import {expect, it} from 'vitest';
import {failurePage, isInspected, refuse} from '../../source/practice/forward-proxy.ts';
import type {ProxyOptions} from '../../source/practice/scenario.ts';

const open: ProxyOptions = {host: 'proxy.example', port: 3128, scheme: 'http'};
const listed: ProxyOptions = {...open, allow: ['*.azurecr.io', 'mcr.microsoft.com'], ports: [443, 8084]};
const guarded: ProxyOptions = {...open, credentials: {username: 'anna', password: 'p:ss'}, allow: ['a.example']};
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

it.each<[string, ProxyOptions, string, number, string | null, string | null]>([
	['any host', open, 'a.example', 443, null, null],
	['port 80', open, 'a.example', 80, null, null],
	['another port', open, 'a.example', 8084, null, '403 ERR_ACCESS_DENIED 0'],
	['a listed pattern', listed, 'x.azurecr.io', 443, null, null],
	['a listed port', listed, 'mcr.microsoft.com', 8084, null, null],
	['a host off the list', listed, 'azurecr.io', 443, null, '403 ERR_ACCESS_DENIED 0'],
	['no credentials', guarded, 'a.example', 443, null, '407 ERR_CACHE_ACCESS_DENIED 0'],
	['wrong credentials', guarded, 'a.example', 443, basic('anna:guess'), '407 ERR_CACHE_ACCESS_DENIED 0'],
	['right credentials', guarded, 'a.example', 443, basic('anna:p:ss'), null],
	['right credentials, host off the list', guarded, 'b.example', 443, basic('anna:p:ss'), '403 ERR_ACCESS_DENIED 0'],
	['a host that is open to all', {...guarded, open: ['a.example']}, 'a.example', 443, null, null],
	[
		'a host that is denied to every user',
		{...guarded, deniedToUsers: ['a.example']},
		'a.example',
		443,
		basic('anna:p:ss'),
		'407 ERR_CACHE_ACCESS_DENIED 0',
	],
	[
		'Basic where only others are taken',
		{...guarded, challenges: ['Negotiate', 'NTLM']},
		'a.example',
		443,
		basic('anna:p:ss'),
		'407 ERR_CACHE_ACCESS_DENIED 0',
	],
])('%s', (_, options, host, port, authorization, expected) => {
	const page = refuse(options, {host, port, authorization});
	expect(page && `${page.status} ${page.headers['x-squid-error']}`).toBe(expected);
});

it('names the schemes that it takes', () => {
	const request = {host: 'a.example', port: 443, authorization: null};

	expect(refuse(guarded, request)?.headers['proxy-authenticate']).toBe('Basic realm="proxy"');
	expect(refuse({...guarded, challenges: ['Negotiate', 'NTLM']}, request)?.headers['proxy-authenticate']).toBe(
		'Negotiate, NTLM',
	);
});

it.each<[string, Partial<ProxyOptions>, string]>([
	['ENOTFOUND', {}, '500 ERR_CANNOT_FORWARD 0'],
	['ENOTFOUND', {dnsFailureStatus: 503}, '503 ERR_DNS_FAIL 0'],
	['ETIMEOUT', {}, '500 ERR_CANNOT_FORWARD 0'],
	['ECONNREFUSED', {}, '503 ERR_CONNECT_FAIL 111'],
	['EHOSTUNREACH', {}, '503 ERR_CONNECT_FAIL 113'],
	['PROBE_TIMEOUT', {}, '503 ERR_CONNECT_FAIL 110'],
	['ECONNREFUSED', {isTerse: true}, '503 undefined'],
])('%s %o: %s', (code, differences, expected) => {
	const page = failurePage({...open, ...differences}, code);
	expect(`${page.status} ${page.headers['x-squid-error']}`).toBe(expected);
});

it.each<[ProxyOptions['inspection'], boolean]>([
	[undefined, false],
	[{except: []}, true],
	[{except: ['*.example']}, false],
	[{except: ['b.example']}, true],
])('inspection %o of a.example: %s', (inspection, expected) => {
	expect(isInspected({...open, ...(inspection && {inspection})}, 'a.example')).toBe(expected);
});
