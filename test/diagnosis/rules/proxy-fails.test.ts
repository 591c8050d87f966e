import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import type {Owner} from '../../../source/diagnosis/types.ts';
import type {Cause} from '../../../source/verdict/causes.ts';
import {hostsOf, sampleRun} from '../../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';

describe('the proxy itself fails', () => {
	it.each<[Cause, Owner, string]>([
		['proxy.unresolvable', 'you', 'Name server 10.0.0.2 gave no address for the name of the proxy, proxy (ENOTFOUND).'],
		[
			'proxy.refused',
			'proxy',
			'On port 3128 at the proxy http://proxy:3128 the connection was refused (ECONNREFUSED) for 5 hosts; tried for example 192.0.2.10.',
		],
		[
			'proxy.timeout',
			'network',
			'On port 3128 at the proxy http://proxy:3128 the connection attempt got no answer (PROBE_TIMEOUT) for 5 hosts',
		],
		['proxy.unreachable', 'network', 'Seen for 5 hosts: Saw proxy.unreachable.'],
		['proxy.tls-untrusted', 'you', 'Seen for 5 hosts'],
		['proxy.wrong-scheme', 'you', 'Seen for 5 hosts'],
		[
			'proxy.auth-required',
			'proxy',
			'answered 407 to CONNECT for 5 hosts, header Proxy-Authenticate: Basic realm="corp".',
		],
		['proxy.auth-rejected', 'you', 'Seen for 5 hosts'],
		['proxy.closed', 'proxy', 'Seen for 5 hosts'],
		['proxy.protocol-error', 'you', 'Seen for 5 hosts'],
	])('%s is one finding for the proxy', (cause, owner, evidence) => {
		const rows = hostsOf(5).map(host => ({host, cause}));
		const findings = diagnose(sampleRun({proxy, rows}));
		expect(findings).toHaveLength(1);
		expect(findings[0]).toMatchObject({id: `${cause}@http://proxy:3128`, owner, severity: 'error'});
		expect(findings[0]?.targets).toHaveLength(5);
		expect(findings[0]?.why).toContain(
			'Everything that goes through http://proxy:3128 fails at the proxy itself (5 endpoints).',
		);
		expect(findings[0]?.why).toContain(evidence);
	});

	it('stays one finding when the proxy fails in different ways', () => {
		const rows = hostsOf(5).map(
			(host, index) => ({host, cause: index === 0 ? 'proxy.refused' : 'proxy.timeout'}) as const,
		);
		const findings = diagnose(sampleRun({proxy, rows}));
		expect(findings.map(({id}) => id)).toEqual(['proxy.timeout@http://proxy:3128']);
		expect(findings[0]?.targets).toHaveLength(5);
	});

	it('does not swallow what goes past the proxy', () => {
		const rows = [
			...hostsOf(3).map(host => ({host, cause: 'proxy.refused'}) as const),
			{host: 'direct.example', cause: 'tcp.timeout', noProxyRule: 'direct.example'} as const,
		];
		expect(diagnose(sampleRun({proxy, rows})).map(({id}) => id)).toEqual([
			'proxy.refused@http://proxy:3128',
			'tcp.timeout',
		]);
	});

	it('does not speak of everything where some targets pass', () => {
		const rows = [{host: 'a.example', cause: 'proxy.timeout'} as const, {host: 'b.example'}];
		const [finding] = diagnose(sampleRun({proxy, rows}));
		expect(finding?.targets).toEqual(['a.example:443']);
		expect(finding?.why).not.toContain('Everything');
	});
});
