import {describe, expect, it} from 'vitest';
import {describeEvidence} from '../../source/diagnosis/describe-evidence.ts';
import {httpStage, proxyStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';
import {hostsOf, type SampleRow, sampleRun} from '../helpers/sample-run.ts';

function evidenceOf(rows: readonly SampleRow[], proxy?: string): string {
	return describeEvidence(sampleRun({rows, ...(proxy !== undefined && {proxy})}).results);
}

describe('describeEvidence', () => {
	it.each<[string, SampleRow, string]>([
		['a name', {cause: 'dns.servfail'}, 'Name server 10.0.0.2 answered SERVFAIL (could not resolve it) for a.example.'],
		[
			'a sinkhole',
			{cause: 'dns.sinkhole'},
			'Name server 10.0.0.2 returned an address that leads nowhere (0.0.0.0) for a.example.',
		],
		[
			'a dropped connection',
			{cause: 'tcp.timeout'},
			'On port 443 the connection attempt got no answer (PROBE_TIMEOUT) for a.example; tried for example 192.0.2.10.',
		],
		[
			'a handshake',
			{
				cause: 'tls.reset',
				stages: [
					tlsStage('a.example', {trust: null, ok: false, error: {code: 'ECONNRESET', syscall: 'read', message: ''}}),
				],
			},
			'The TLS handshake failed with ECONNRESET for a.example.',
		],
		[
			'an unknown issuer',
			{cause: 'tls.untrusted'},
			'The certificate shown for a.example was issued by "CN=Unknown CA" and does not verify (SELF_SIGNED_CERT_IN_CHAIN).',
		],
		[
			'a block page',
			{cause: 'http.block-page'},
			'A direct request was answered 302 for a.example, header Location: http://block.example/, title "Denied".',
		],
		[
			'nothing but the verdict',
			{cause: 'http.closed', stages: [], detail: 'It was closed.'},
			'Seen for a.example: It was closed.',
		],
	])('tells of %s', (_, row, expected) => {
		expect(evidenceOf([{host: 'a.example', ...row}])).toBe(expected);
	});

	it('tells of a proxy that gave no answer', () => {
		const stages = [
			proxyStage('a.example:443', {
				status: null,
				ok: false,
				error: {code: 'PROBE_TIMEOUT', syscall: null, message: ''},
			}),
		];
		expect(evidenceOf([{host: 'a.example', cause: 'proxy.timeout', stages}], 'http://proxy:3128')).toBe(
			'The proxy http://proxy:3128 gave no answer to CONNECT (PROBE_TIMEOUT) for a.example.',
		);
	});

	it('tells of a plain HTTP request that the proxy itself refused', () => {
		const stages = [
			tcpStage(3128, {of: 'proxy'}),
			httpStage({status: 403, headers: {'x-squid-error': 'ERR_ACCESS_DENIED 0'}}),
		];
		const rows: SampleRow[] = [{host: 'a.example', port: 80, protocol: 'http', cause: 'proxy.host-denied', stages}];
		expect(evidenceOf(rows, 'http://proxy:3128')).toBe(
			'A request through the proxy http://proxy:3128 was answered 403 for a.example, header X-Squid-Error: ERR_ACCESS_DENIED 0.',
		);
	});

	it('puts hosts that saw the same into one sentence, the most first, and counts the rest', () => {
		const denied = (host: string, status: number): SampleRow => ({
			host,
			cause: 'proxy.host-denied',
			stages: [proxyStage(`${host}:443`, {status})],
		});
		const rows = [
			...hostsOf(2).map(host => denied(host, 405)),
			...hostsOf(4, 'many').map(host => denied(host, 403)),
			...hostsOf(3, 'some').map(host => denied(host, 451)),
			denied('last.example', 302),
			denied('least.example', 307),
		];
		expect(evidenceOf(rows, 'http://proxy:3128')).toBe(
			[
				'The proxy http://proxy:3128 answered 403 to CONNECT for 4 hosts.',
				'The proxy http://proxy:3128 answered 451 to CONNECT for 3 hosts.',
				'The proxy http://proxy:3128 answered 405 to CONNECT for 2 hosts.',
				'2 more hosts failed in similar ways.',
			].join(' '),
		);
	});

	it('keeps what a peer said on one line and bounded', () => {
		const headers = {'x-squid-error': `evil\r\nline\u001b[31m${'x'.repeat(5000)}`};
		const stages = [proxyStage('a.example:443', {status: 403, headers})];
		const text = evidenceOf([{host: 'a.example', cause: 'proxy.host-denied', stages}], 'http://proxy:3128');
		expect(text).toMatch(/^[^\u0000-\u001f\u007f-\u009f]+$/);
		expect(text.length).toBeLessThan(300);
	});
});
