import {describe, expect, it} from 'vitest';
import {authenticationSchemes} from '../../../source/evidence/headers.ts';
import {judgeConnect, judgeProxyAnswer} from '../../../source/verdict/by-stage/judge-proxy.ts';
import {proxyStage} from '../../helpers/sample-evidence.ts';

const answer = (
	status: number,
	given: {port?: number; headers?: Record<string, string>; body?: string; authenticated?: boolean} = {},
) =>
	judgeProxyAnswer({
		status,
		statusText: '',
		headers: {},
		body: '',
		authority: 'host.example:443',
		port: 443,
		authenticated: false,
		...given,
	});

describe('what a refusal of CONNECT means', () => {
	it.each([
		[301, {}, 'proxy.host-denied'],
		[302, {}, 'proxy.host-denied'],
		[400, {}, 'proxy.protocol-error'],
		[403, {}, 'proxy.host-denied'],
		[403, {port: 8084}, 'proxy.port-denied'],
		[403, {port: 80}, 'proxy.host-denied'],
		[405, {}, 'proxy.protocol-error'],
		[405, {port: 8084}, 'proxy.port-denied'],
		[407, {}, 'proxy.auth-required'],
		[407, {authenticated: true}, 'proxy.auth-rejected'],
		[429, {}, 'proxy.host-denied'],
		[451, {}, 'proxy.host-denied'],
		[470, {}, 'proxy.host-denied'],
		[500, {headers: {'x-squid-error': 'ERR_CANNOT_FORWARD 0'}}, 'proxy.upstream-dns'],
		[500, {body: 'Unable to connect: Name or service not known'}, 'proxy.upstream-dns'],
		[500, {}, 'proxy.upstream-dns'],
		[501, {}, 'proxy.protocol-error'],
		[502, {body: 'DNS lookup failed'}, 'proxy.upstream-dns'],
		[502, {}, 'proxy.upstream-unreachable'],
		[503, {headers: {'x-squid-error': 'ERR_CONNECT_FAIL 111'}}, 'proxy.upstream-unreachable'],
		[503, {headers: {'x-squid-error': 'ERR_DNS_FAIL 0'}}, 'proxy.upstream-dns'],
		[504, {}, 'proxy.upstream-unreachable'],
		[511, {}, 'proxy.host-denied'],
		[999, {}, 'proxy.host-denied'],
		[999, {port: 8084}, 'proxy.port-denied'],
		// What the real ones say: squid 5.7, tinyproxy 1.11.1, mitmproxy 8.1.1.
		[503, {headers: {'x-squid-error': 'ERR_SECURE_CONNECT_FAIL 71'}}, 'proxy.upstream-unreachable'],
		[503, {headers: {'x-squid-error': 'ERR_CONNECT_FAIL 111'}, body: 'DNS'}, 'proxy.upstream-unreachable'],
		[403, {headers: {server: 'tinyproxy/1.11.1'}}, 'proxy.host-denied'],
		[500, {headers: {server: 'tinyproxy/1.11.1'}}, 'proxy.upstream-unreachable'],
		[502, {headers: {server: 'mitmproxy 8.1.1'}, body: '[Errno -2] Name or service not known'}, 'proxy.upstream-dns'],
		[502, {headers: {server: 'mitmproxy 8.1.1'}, body: '[Errno 111] Connect call'}, 'proxy.upstream-unreachable'],
		[403, {headers: {server: 'Zscaler/6.2'}}, 'proxy.host-denied'],
		[502, {headers: {server: 'Zscaler/6.2'}}, 'proxy.upstream-unreachable'],
	])('%i %o is %s', (status, given, cause) => {
		expect(answer(status, given)).toMatchObject({kind: 'blocked', cause});
	});

	it.each([
		[403, {server: 'squid/5.7', 'x-squid-error': 'ERR_ACCESS_DENIED 0'}, '(squid, ERR_ACCESS_DENIED 0)'],
		[403, {'x-squid-error': 'ERR_ACCESS_DENIED 0'}, '(squid, ERR_ACCESS_DENIED 0)'],
		[403, {server: 'Zscaler/6.2'}, '(Zscaler)'],
		[470, {}, '(Azure Firewall)'],
		[404, {via: '1.1 wsa1:80 (Cisco-WSA/9.1.2-010)'}, '(Cisco Secure Web Appliance)'],
		[403, {}, 'for host.example:443.'],
	])('names the product that answered %i %o', (status, headers, words) => {
		expect(answer(status, {headers}).detail).toContain(words);
	});

	it('says that tinyproxy does not tell a name from a host', () => {
		expect(answer(500, {headers: {server: 'tinyproxy/1.11.1'}})).toMatchObject({confidence: 'low'});
	});

	it('names the schemes that a 407 offers', () => {
		const failure = answer(407, {headers: {'proxy-authenticate': 'Negotiate, NTLM, Basic realm="Basic, NTLM or so"'}});
		expect(failure.detail).toContain('offers Basic, NTLM, Negotiate');
	});
});

describe('the schemes in Proxy-Authenticate', () => {
	it.each([
		['', []],
		['Basic realm="x"', ['Basic']],
		['basic realm=x', ['Basic']],
		['Negotiate', ['Negotiate']],
		['Digest realm="Negotiate me", nonce="a", Basic realm="b"', ['Basic', 'Digest']],
		['NTLM TlRMTVNTUAAC', ['NTLM']],
		['X-Basic-Like realm="a"', []],
	])('%s', (header, schemes) => {
		expect(authenticationSchemes(header)).toEqual(schemes);
	});
});

it.each([
	['HTTP2_ANSWER', undefined, 'proxy.protocol-error'],
	['NOT_HTTP', undefined, 'proxy.protocol-error'],
	['HEAD_TOO_LONG', undefined, 'proxy.protocol-error'],
	['TLS_ANSWER', undefined, 'proxy.wrong-scheme'],
	['PROBE_TIMEOUT', undefined, 'proxy.timeout'],
	['PROBE_TIMEOUT', 1, 'proxy.protocol-error'],
	['PEER_CLOSED', undefined, 'proxy.closed'],
	['ECONNRESET', 9, 'proxy.closed'],
	['HPE_INVALID_CONSTANT', undefined, 'proxy.protocol-error'],
])('%s after CONNECT, with %s bytes of an answer, is %s', (code, received, cause) => {
	const error = {code, syscall: null, message: 'as it is', ...(received !== undefined && {received})};
	expect(judgeConnect(proxyStage('host.example:443', {ok: false, error}))).toMatchObject({kind: 'blocked', cause});
});
