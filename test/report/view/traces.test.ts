import {describe, expect, it} from 'vitest';
import {viewFinding} from '../../../source/report/view/finding.ts';
import {httpStage, proxyStage, tcpStage} from '../../helpers/sample-evidence.ts';
import {type Sample, sampleReport} from '../../helpers/sample-run.ts';

/** What is told of the first finding, label and values. */
function tracesOf(sample: Sample): [string, readonly string[]][] {
	const report = sampleReport(sample);
	const [finding] = report.findings;
	if (finding === undefined) throw new Error('no finding');
	return (viewFinding(report, finding).traces?.facts ?? []).map(({label, values}) => [label, values]);
}

const time: [string, readonly string[]] = ['Time', ['2026-11-22 20:30:00 UTC']];

describe('the traces of a finding', () => {
	it.each<[string, Sample, [string, readonly string[]][]]>([
		[
			'a proxy that denies',
			{
				proxy: 'http://proxy:3128',
				rows: [
					{host: 'a.example', cause: 'proxy.host-denied'},
					{host: 'b.example', cause: 'proxy.host-denied'},
				],
			},
			[
				['Source address', ['10.1.2.3']],
				time,
				['Search the proxy log for', ['CONNECT a.example:443', 'CONNECT b.example:443']],
			],
		],
		[
			'plain HTTP through a proxy',
			{
				proxy: 'http://proxy:3128',
				rows: [
					{
						host: 'a.example',
						port: 80,
						protocol: 'http',
						cause: 'proxy.host-denied',
						stages: [tcpStage(3128, {of: 'proxy'}), httpStage({status: 403, request: 'GET http://a.example/'})],
					},
				],
			},
			[['Source address', ['10.1.2.3']], time, ['Search the proxy log for', ['GET http://a.example/']]],
		],
		[
			'a firewall that drops, on a machine whose other connections stood',
			{rows: [{host: 'a.example', cause: 'tcp.timeout'}, {host: 'ok.example'}]},
			[
				['Source address of other connections in this run', ['10.1.2.3']],
				time,
				["Destinations in the firewall's log", ['192.0.2.10 port 443']],
			],
		],
		[
			'a proxy that does not answer, when nothing ever stood',
			{proxy: 'http://proxy:3128', rows: [{host: 'a.example', cause: 'proxy.timeout'}]},
			[time, ["Destinations in the firewall's log", ['192.0.2.10 port 3128']]],
		],
		[
			'a name that does not resolve',
			{rows: [{host: 'a.example', cause: 'dns.nxdomain'}]},
			[time, ["Names in the name server's log", ['a.example']]],
		],
	])('of %s', (_, sample, expected) => {
		expect(tracesOf(sample)).toEqual(expected);
	});

	it('tells the time from the first try to the end of the last', () => {
		const report = sampleReport({
			proxy: 'http://proxy:3128',
			rows: [
				{host: 'a.example', cause: 'proxy.host-denied', stages: [proxyStage('a.example:443', {status: 403, ms: 2500})]},
			],
		});
		const [facts] = report.findings.map(finding => viewFinding(report, finding).traces?.facts);
		expect(facts).toContainEqual(
			expect.objectContaining({label: 'Time', values: ['2026-11-22 20:30:00 UTC to 2026-11-22 20:30:02 UTC']}),
		);
	});
});
