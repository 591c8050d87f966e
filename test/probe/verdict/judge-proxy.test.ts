import {describe, expect, it} from 'vitest';
import {authenticationSchemes, judgeProxyAnswer} from '../../../source/probe/verdict/judge-proxy.ts';

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
	])('%i %o is %s', (status, given, cause) => {
		expect(answer(status, given)).toMatchObject({kind: 'blocked', cause});
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
