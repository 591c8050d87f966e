import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {dnsStage, proxyStage, tcpStage, tlsStage} from '../../helpers/sample-evidence.ts';
import {hostsOf, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const small = {kind: 'small-hello', ms: 40, passed: true, detail: 'handshake done with a hello of one packet'} as const;
const error = {code: 'PROBE_TIMEOUT', syscall: null, message: ''};
const hello = (host: string) => tlsStage(host, {trust: null, ok: false, error});
const failing = (host: string, controls: SampleRow['controls'] = [small]): SampleRow => ({
	host,
	cause: 'tls.timeout',
	stages: [dnsStage(host), tcpStage(443), hello(host)],
	controls,
});

describe('TLS hellos of two packets that fail', () => {
	it('are one finding, whatever the failure looks like, with a command that sends such a hello', () => {
		const rows = [failing('a.example'), {...failing('b.example'), cause: 'tls.reset'} as const, {host: 'ok.example'}];
		const [finding, ...others] = diagnose(sampleRun({rows}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			id: 'large-hello',
			owner: 'network',
			severity: 'error',
			targets: ['a.example:443', 'b.example:443'],
		});
		expect(finding?.why).toContain('2 hosts (a.example and b.example)');
		expect(finding?.checks).toHaveLength(1);
		expect(finding?.checks[0]?.command).toContain('--curves X25519MLKEM768:X25519');
		expect(finding?.checks[0]?.now).toMatch(/^Prints "service 000", and without --curves/);
		expect(finding?.checks[0]?.fixed).toContain('any status but 000');
	});

	it('are told apart by the proxy on the way', () => {
		const rows = hostsOf(2).map(host => ({
			...failing(host),
			stages: [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy'}), proxyStage(`${host}:443`), hello(host)],
		}));
		const [finding] = diagnose(sampleRun({proxy: 'http://proxy:3128', rows}));
		expect(finding?.id).toBe('large-hello@http://proxy:3128');
		expect(finding?.why).toContain('through http://proxy:3128');
	});

	it('are not blamed where a small one fails as well', () => {
		const rows = hostsOf(2).map(host => failing(host, [{...small, passed: false, detail: 'PROBE_TIMEOUT'}]));
		expect(diagnose(sampleRun({rows})).map(({id}) => id)).toEqual(['tls.timeout']);
	});
});
