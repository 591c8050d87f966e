import {describe, expect, it} from 'vitest';
import {diagnose} from '../../../source/diagnosis/diagnose.ts';
import {dnsStage} from '../../helpers/sample-evidence.ts';
import {hostsOf, type Sample, type SampleRow, sampleRun} from '../../helpers/sample-run.ts';

const nameless: readonly SampleRow[] = hostsOf(5).map(host => ({host, cause: 'dns.nxdomain'}));

function idsOf(sample: Sample): string[] {
	return diagnose(sampleRun(sample)).map(({id}) => id);
}

describe('no name resolves', () => {
	it('is one finding that says so, names the server and what it said, and points at a proxy', () => {
		const [finding, ...others] = diagnose(sampleRun({rows: nameless}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			id: 'dns.no-name-resolves',
			title: 'No name could be resolved',
			severity: 'error',
			owner: 'dns',
			targets: nameless.map(({host}) => `${host}:443`),
		});
		expect(finding?.why).toBe(
			'Name resolution is what fails, for all 5 endpoints that were probed; no connection could be tried. Name server 10.0.0.2 answered NXDOMAIN (no such name) for 5 names. NXDOMAIN for so many public names usually means that this machine has no path to public DNS and is meant to use a proxy; no proxy is set.',
		);
		expect(finding?.fix).toEqual([
			'Find out whether this network uses a proxy. If it does, name it (--proxy http://HOST:PORT): the proxy then resolves the names. This is the likely cure.',
			'If there is no proxy: let name server 10.0.0.2 resolve public names.',
			'To try a name server that does, run the check from the command line with --dns ADDRESS.',
		]);
	});

	it('counts the different answers of several servers', () => {
		const stages = [dnsStage('x', {code: 'ESERVFAIL', servers: ['10.0.0.2', '10.0.0.3']})];
		const rows: SampleRow[] = [...nameless, {host: 'x.example', cause: 'dns.servfail', stages}];
		const [finding] = diagnose(sampleRun({rows}));
		expect(finding?.why).toContain(
			'Name servers 10.0.0.2 and 10.0.0.3 answered NXDOMAIN (no such name) for 5 names and answered SERVFAIL (could not resolve it) for 1 name.',
		);
		expect(finding?.why).toContain('No proxy is set, so this machine has to resolve every name itself');
	});

	it('speaks of no_proxy where a proxy is set', () => {
		const rows = [
			...nameless.map(row => ({...row, noProxyRule: '.example', features: []})),
			{host: 'mcr.microsoft.com'},
		];
		const [finding] = diagnose(sampleRun({proxy: 'http://proxy:3128', rows}));
		expect(finding?.why).toContain('for all 5 endpoints that bypass the proxy');
		expect(finding?.fix[0]).toContain('Take these hosts out of no_proxy');
		expect(finding?.targets).not.toContain('mcr.microsoft.com:443');
	});

	it.each<[string, Sample]>([
		['a legacy row among them', {rows: [...nameless, {host: 'old.example', cause: 'dns.nxdomain', level: 'legacy'}]}],
		['an address among the targets', {rows: [...nameless, {host: '192.0.2.1', cause: 'tcp.timeout'}]}],
		[
			'rows that were not probed',
			{rows: [...nameless, {pattern: '*.azurecr.io'}, {host: 'x.example', status: 'skipped'}]},
		],
		['a row that failed on this machine', {rows: [...nameless, {host: 'x.example', status: 'unverified'}]}],
	])('holds with %s', (_, sample) => {
		expect(idsOf(sample)).toContain('dns.no-name-resolves');
	});

	it.each<[string, Sample]>([
		['one name of six resolves', {rows: [...nameless, {host: 'ok.example'}]}],
		['one name resolves and fails later', {rows: [...nameless, {host: 'x.example', cause: 'tcp.timeout'}]}],
		['one name leads to a sinkhole', {rows: [...nameless, {host: 'x.example', cause: 'dns.sinkhole'}]}],
		['there are only two names', {rows: nameless.slice(0, 2)}],
		[
			'resolution worked on the second try',
			{rows: [...nameless, {host: 'x.example', cause: 'dns.timeout', status: 'unstable'}]},
		],
	])('does not hold when %s', (_, sample) => {
		expect(idsOf(sample)).not.toContain('dns.no-name-resolves');
	});

	it('holds where a few names resolve, and says which', () => {
		const many = hostsOf(40).map(host => ({host, cause: 'dns.nxdomain'}) as const);
		const rows: SampleRow[] = [...many, {host: 'mirror.example'}, {host: 'pypi.org', cause: 'tcp.timeout'}];
		const [finding, ...others] = diagnose(sampleRun({rows}));
		expect(finding).toMatchObject({id: 'dns.no-name-resolves', title: 'Hardly any name could be resolved'});
		expect(finding?.targets).toHaveLength(40);
		expect(finding?.why).toContain(
			'Name resolution is what fails, for 40 of the 42 endpoints that were probed; only mirror.example and pypi.org could be resolved.',
		);
		expect(others.map(({id}) => id)).toEqual(['tcp.timeout']);
	});

	it('takes the worst severity of its rows', () => {
		const rows = nameless.map(row => ({...row, level: 'optional'}) as const);
		expect(diagnose(sampleRun({rows}))[0]?.severity).toBe('warning');
	});
});
