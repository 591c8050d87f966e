import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {tlsStage} from '../../helpers/sample-evidence.ts';
import {hostsOf, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const inspected = (count: number): SampleRow[] =>
	hostsOf(count).map(host => ({host, cause: 'tls.intercepted', status: 'intercepted'}));
const passing = (count: number): SampleRow[] => hostsOf(count, 'ok').map(host => ({host}));

describe('TLS inspection of everything', () => {
	it('is one finding that names the CA, who must know it, and what must be exempt', () => {
		const rows: SampleRow[] = [
			...inspected(4),
			{host: 'relay.example', cause: 'tls.intercepted', status: 'intercepted', noInspection: true},
		];
		const [finding, ...others] = diagnose(sampleRun({rows}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			id: 'tls.inspects-all#CN=Corp Inspection CA',
			title: 'TLS inspection of everything',
			owner: 'security',
			severity: 'error',
		});
		expect(finding?.why).toContain(
			'One CA, "CN=Corp Inspection CA", issued the certificates of 5 of the 5 hosts that showed one',
		);
		expect(finding?.fix[0]).toBe(
			'Exempt relay.example from TLS inspection: the service breaks under it, whatever CA is trusted.',
		);
		expect(finding?.fix.join(' ')).toMatch(/--proxy-cert.*trust store of every node/);
		expect(finding?.impact[0]).toContain('"x509: certificate signed by unknown authority"');
	});

	it.each<[string, SampleRow[], boolean]>([
		['four of five', [...inspected(4), ...passing(1)], true],
		['three of four', [...inspected(3), ...passing(1)], false],
		['two of two', inspected(2), false],
		['all, untrusted here too', hostsOf(3).map(host => ({host, cause: 'tls.untrusted'})), true],
		[
			'all, but by several issuers',
			hostsOf(4).map((host, index) => ({
				host,
				cause: 'tls.intercepted',
				status: 'intercepted',
				stages: [tlsStage(host, {issuer: `CN=CA ${index % 2}`, trust: 'private'})],
			})),
			false,
		],
		[
			'rows that showed no certificate, which do not count',
			[...inspected(3), {host: 'x.test', cause: 'tcp.timeout'}],
			true,
		],
	])('%s', (_what, rows, isFound) => {
		const ids = diagnose(sampleRun({rows})).map(({id}) => id);
		expect(ids.some(id => id.startsWith('tls.inspects-all#'))).toBe(isFound);
	});
});
