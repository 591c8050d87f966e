import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {dnsStage, httpStage, proxyStage, tcpStage, tlsStage} from '../../helpers/sample-evidence.ts';
import {hostsOf, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const neutral = {kind: 'neutral-name', ms: 600, passed: false, detail: 'PROBE_TIMEOUT'} as const;
const hello = (host: string) =>
	tlsStage(host, {trust: null, ok: false, error: {code: 'PROBE_TIMEOUT', syscall: null, message: ''}});
const hanging = (host: string, controls: SampleRow['controls'] = [neutral]): SampleRow => ({
	host,
	cause: 'tls.timeout',
	stages: [dnsStage(host), tcpStage(443), hello(host)],
	controls,
});
const proxied = (host: string): SampleRow => ({
	...hanging(host),
	stages: [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy'}), proxyStage(`${host}:443`), hello(host)],
});
const plain: SampleRow = {
	host: 'archive.example',
	port: 80,
	protocol: 'http',
	stages: [dnsStage('archive.example'), tcpStage(80), httpStage()],
};

describe('an MTU black hole', () => {
	it('is a finding of low confidence with commands that prove it', () => {
		const [finding, ...others] = diagnose(sampleRun({rows: [plain, ...hostsOf(3).map(host => hanging(host))]}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({id: 'mtu', owner: 'network', severity: 'error'});
		expect(finding?.why).toContain('plain HTTP requests on the same way are answered');
		expect(finding?.why).toContain('Confidence is low');
		expect(finding?.verify.slice(0, 2)).toEqual(['ping -c 3 -M do -s 1472 host-1.example', 'tracepath host-1.example']);
		expect(finding?.fix.join(' ')).toContain('Clamp the TCP MSS');
	});

	it('is measured towards the proxy where CONNECT is answered', () => {
		const [finding] = diagnose(sampleRun({proxy: 'http://proxy:3128', rows: hostsOf(3).map(proxied)}));
		expect(finding?.id).toBe('mtu@http://proxy:3128');
		expect(finding?.why).toContain('the proxy answers CONNECT on the same way');
		expect(finding?.verify[0]).toBe('ping -c 3 -M do -s 1472 proxy');
	});

	it.each<[string, SampleRow[]]>([
		['nothing small passes', hostsOf(3).map(host => hanging(host))],
		['only two hosts hang', [plain, ...hostsOf(2).map(host => hanging(host))]],
		['a handshake succeeds', [plain, {host: 'ok.example'}, ...hostsOf(3).map(host => hanging(host))]],
		['a neutral name passes', [plain, ...hostsOf(3).map(host => hanging(host, [{...neutral, passed: true}]))]],
		['no control was made', [plain, ...hostsOf(3).map(host => hanging(host, []))]],
	])('is not said where %s', (_what, rows) => {
		expect(diagnose(sampleRun({rows})).map(({id}) => id)).toEqual(['tls.timeout']);
	});
});
