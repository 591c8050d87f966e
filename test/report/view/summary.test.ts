import {describe, expect, it} from 'vitest';
import {type OverallVerdict, overallVerdict} from '../../../source/report/view/summary.ts';
import {hostsOf, type Sample, type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

const passing: readonly SampleRow[] = hostsOf(4).map(host => ({host}));
const proxy = 'http://proxy:3128';
const fault: SampleRow = {host: 'a.example', cause: 'tcp.timeout'};

describe('overallVerdict', () => {
	it.each<[string, Sample, boolean, string]>([
		['nothing to test', {rows: []}, false, 'No endpoint was tested.'],
		['all well', {rows: passing}, true, 'Ready: all 4 required endpoints are reachable.'],
		['one host, reachable', {rows: passing.slice(0, 1)}, true, 'Ready: host-1.example:443 is reachable.'],
		[
			'one host, blocked',
			{rows: [{host: 'a.example', cause: 'tcp.timeout'}]},
			false,
			"Can't onboard: a.example:443 is blocked. Network team: 1 to fix.",
		],
		[
			'two denied by the proxy',
			{proxy, rows: [...passing, ...hostsOf(2, 'no').map(host => ({host, cause: 'proxy.host-denied'}) as const)]},
			false,
			"Can't onboard: 2 of 6 endpoints are blocked, all at the proxy http://proxy:3128. Proxy team: 1 to fix.",
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
			"Can't onboard: 3 of 7 endpoints are blocked. Network team: 2 to fix. Proxy team: 1.",
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
			"Can't onboard: 1 of 5 endpoints is blocked. Network team: 1 to fix.",
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
			'Ready: all 4 required endpoints are reachable (blocked: 1 optional, 1 no longer needed); 1 warning to look at.',
		],
		[
			'a retired row is blocked',
			{rows: [...passing, {host: 'a.example', cause: 'tcp.timeout', lifecycle: {state: 'retired', replacement: null}}]},
			true,
			'Ready: all 4 required endpoints are reachable (blocked: 1 no longer needed).',
		],
		[
			'inspection where it breaks the service',
			{rows: [...passing, {host: 'a.example', cause: 'tls.intercepted', status: 'intercepted', noInspection: true}]},
			false,
			"Can't onboard: 1 of 5 endpoints is opened by TLS inspection, which breaks the service. Security team: 1 to fix.",
		],
		[
			'mandatory wildcards without a host',
			{rows: [...passing, {pattern: '*.azurecr.io'}, {pattern: '*.vault', level: 'optional'}]},
			true,
			'Ready: all 4 required endpoints are reachable. 1 required endpoint could not be tested.',
		],
		[
			'nothing but wildcards',
			{rows: [{pattern: '*.azurecr.io'}]},
			false,
			'No endpoint was tested. 1 required endpoint could not be tested.',
		],
		[
			'no name resolves',
			{rows: hostsOf(5).map(host => ({host, cause: 'dns.nxdomain'}) as const)},
			false,
			"Can't onboard: 5 of 5 endpoints are blocked. No name could be resolved: name resolution is what fails, for all 5 endpoints that were probed. DNS team: 1 to fix.",
		],
		[
			'hardly any name resolves',
			{rows: [...hostsOf(20, 'no').map(host => ({host, cause: 'dns.nxdomain'}) as const), {host: 'mirror.example'}]},
			false,
			"Can't onboard: 20 of 21 endpoints are blocked. Hardly any name could be resolved: name resolution is what fails, for 20 endpoints that were probed. DNS team: 1 to fix.",
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
			'Works, but your own endpoints will fail later: 3 of 7 endpoints are blocked. No name could be resolved: name resolution is what fails, for all 3 endpoints that bypass the proxy. DNS team: 1 to fix.',
		],
		[
			'stopped early',
			{complete: false, rows: [...passing, {host: 'a.example', status: 'skipped'}]},
			false,
			'Stopped: 4 of 5 endpoints tested. All 4 required endpoints tested so far are reachable.',
		],
		[
			'stopped before anything was tested, beside what never could be',
			{complete: false, rows: [{pattern: '*.azurecr.io'}, {host: 'a.example', status: 'skipped'}]},
			false,
			'Stopped: no endpoint was tested. 1 required endpoint could not be tested.',
		],
		[
			'stopped early, beside what never could be tested',
			{complete: false, rows: [...passing, {pattern: '*.azurecr.io'}, {host: 'a.example', status: 'skipped'}]},
			false,
			'Stopped: 4 of 6 endpoints tested. All 4 required endpoints tested so far are reachable. 1 required endpoint could not be tested.',
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
			"Stopped: 6 of 7 endpoints tested. Can't onboard: 1 of 6 endpoints is blocked; 1 is opened by TLS inspection. Network team: 1 to fix. Security team: 1.",
		],
	])('%s', (_, sample, ok, sentence) => {
		expect(overallVerdict(sampleReport(sample))).toMatchObject({ok, sentence});
	});

	it.each<[string, Sample, OverallVerdict['outcome']]>([
		['nothing tested', {rows: []}, 'unknown'],
		['all well', {rows: passing}, 'ready'],
		['a feature fails', {rows: [...passing, {...fault, features: ['aml-training']}]}, 'fails-later'],
		['a feature of the agents fails', {rows: [...passing, {...fault, level: 'conditional'}]}, 'fails-later'],
		['what connects the cluster fails', {rows: [...passing, fault]}, 'blocked'],
		[
			'nothing is to be connected, and the extension fails',
			{rows: [...passing, {...fault, features: ['aml-training']}], settings: {features: ['aml-training']}},
			'blocked',
		],
		[
			'a requirement of the user fails',
			{rows: [...passing, {...fault, features: [], level: 'conditional'}]},
			'fails-later',
		],
		['stopped', {complete: false, rows: passing}, 'unknown'],
	])('tells what follows: %s', (_, sample, outcome) => {
		expect(overallVerdict(sampleReport(sample)).outcome).toBe(outcome);
	});

	it('says nothing of a cluster where single hosts were asked', () => {
		const {sentence} = overallVerdict(sampleReport({rows: [fault], settings: {region: ''}}));
		expect(sentence).toBe('a.example:443 is blocked. Network team: 1 to fix.');
	});

	it('counts a host outside the catalog as required', () => {
		const report = sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout', level: 'optional'}]});
		const results = report.results.map(row => ({...row, requirement: null, severity: 'error'}) as const);
		expect(overallVerdict({...report, results}).sentence).toContain('a.example:443 is blocked');
	});
});
