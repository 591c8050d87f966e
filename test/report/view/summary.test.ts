import {describe, expect, it} from 'vitest';
import {overallVerdict} from '../../../source/report/view/summary.ts';
import {hostsOf, type Sample, type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

const passing: readonly SampleRow[] = hostsOf(4).map(host => ({host}));
const proxy = 'http://proxy:3128';

describe('overallVerdict', () => {
	it.each<[string, Sample, boolean, string]>([
		['nothing to test', {rows: []}, false, 'No endpoint was tested.'],
		['all well', {rows: passing}, true, 'All 4 needed endpoints that were tested are reachable.'],
		['one host, reachable', {rows: passing.slice(0, 1)}, true, 'host-1.example:443 is reachable.'],
		[
			'one host, blocked',
			{rows: [{host: 'a.example', cause: 'tcp.timeout'}]},
			false,
			'a.example:443 is blocked; 1 finding for the network team.',
		],
		[
			'two denied by the proxy',
			{proxy, rows: [...passing, ...hostsOf(2, 'no').map(host => ({host, cause: 'proxy.host-denied'}) as const)]},
			false,
			'2 of 6 needed endpoints are blocked; 1 finding for the proxy team.',
		],
		[
			'one denied, one dropped, two reset',
			{
				proxy,
				rows: [
					...passing,
					{host: 'a.example', cause: 'proxy.host-denied'},
					{host: 'b.example', cause: 'tcp.timeout', noProxyRule: 'b.example', features: []},
					{host: 'c.example', cause: 'tls.reset'},
				],
			},
			false,
			'3 of 7 needed endpoints are blocked; 2 findings for the network team and 1 for the proxy team.',
		],
		[
			'two requirements on one endpoint',
			{
				rows: [
					...passing,
					{host: 'a.example', cause: 'tcp.timeout'},
					{host: 'a.example', cause: 'tcp.timeout', level: 'conditional'},
				],
			},
			false,
			'1 of 5 needed endpoints is blocked; 1 finding for the network team.',
		],
		[
			'only what is optional or legacy is blocked',
			{
				rows: [
					...passing,
					{host: 'a.example', cause: 'tcp.timeout', level: 'optional'},
					{host: 'b.example', cause: 'tcp.timeout', level: 'legacy'},
				],
			},
			true,
			'All 4 needed endpoints that were tested are reachable; 1 warning to look at.',
		],
		[
			'a retired row is blocked',
			{rows: [...passing, {host: 'a.example', cause: 'tcp.timeout', lifecycle: {state: 'retired', replacement: null}}]},
			true,
			'All 4 needed endpoints that were tested are reachable.',
		],
		[
			'inspection where it breaks the service',
			{rows: [...passing, {host: 'a.example', cause: 'tls.intercepted', status: 'intercepted', noInspection: true}]},
			false,
			'1 endpoint is opened by TLS inspection, which breaks the service; 1 finding for the security team.',
		],
		[
			'mandatory wildcards without a host',
			{rows: [...passing, {pattern: '*.azurecr.io'}, {pattern: '*.vault', level: 'optional'}]},
			true,
			'All 4 needed endpoints that were tested are reachable. 1 mandatory endpoint is unverified.',
		],
		[
			'nothing but wildcards',
			{rows: [{pattern: '*.azurecr.io'}]},
			false,
			'No endpoint was tested. 1 mandatory endpoint is unverified.',
		],
		[
			'no name resolves',
			{rows: hostsOf(5).map(host => ({host, cause: 'dns.nxdomain'}) as const)},
			false,
			'No name could be resolved: name resolution is what fails, for all 5 endpoints that were probed. 5 of 5 needed endpoints are blocked; 1 finding for the DNS team.',
		],
		[
			'hardly any name resolves',
			{rows: [...hostsOf(20, 'no').map(host => ({host, cause: 'dns.nxdomain'}) as const), {host: 'mirror.example'}]},
			false,
			'Hardly any name could be resolved: name resolution is what fails, for 20 endpoints that were probed. 20 of 21 needed endpoints are blocked; 1 finding for the DNS team.',
		],
		[
			'no name resolves past the proxy',
			{
				proxy,
				rows: [
					...passing,
					...hostsOf(3, 'no').map(host => ({host, cause: 'dns.nxdomain', noProxyRule: '.x', features: []}) as const),
				],
			},
			false,
			'No name could be resolved: name resolution is what fails, for all 3 endpoints that bypass the proxy. 3 of 7 needed endpoints are blocked; 1 finding for the DNS team.',
		],
		[
			'stopped early',
			{complete: false, rows: [...passing, {host: 'a.example', status: 'skipped'}]},
			false,
			'The run was stopped early: 1 of 5 endpoints was skipped. All 4 needed endpoints that were tested are reachable.',
		],
		[
			'stopped early, with faults by then',
			{
				complete: false,
				rows: [
					...passing,
					{host: 'b.example', cause: 'tcp.timeout'},
					{host: 'c.example', status: 'intercepted', cause: 'tls.intercepted'},
					{host: 'a.example', status: 'skipped'},
				],
			},
			false,
			'The run was stopped early: 1 of 7 endpoints was skipped. 1 of 6 needed endpoints probed so far is blocked; 1 finding for the network team and 1 for the security team.',
		],
	])('%s', (_, sample, ok, sentence) => {
		expect(overallVerdict(sampleReport(sample))).toEqual({ok, sentence});
	});

	it('counts a host outside the catalog as needed', () => {
		const report = sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout', level: 'optional'}]});
		const results = report.results.map(row => ({...row, requirement: null, severity: 'error'}) as const);
		expect(overallVerdict({...report, results}).sentence).toContain('a.example:443 is blocked');
	});
});
