import {describe, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {hostsOf, sampleRun} from '../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';

describe('diagnose', () => {
	it('finds nothing in a run where all is well', () => {
		expect(diagnose(sampleRun({rows: [{host: 'mcr.microsoft.com'}, {host: 'pypi.org'}]}))).toEqual([]);
	});

	it('finds nothing in an empty run', () => {
		expect(diagnose(sampleRun({rows: []}))).toEqual([]);
	});

	it('makes one finding of forty hosts that one proxy denies', () => {
		const denied = hostsOf(40).map(host => ({host, cause: 'proxy.host-denied'}) as const);
		const [finding, ...others] = diagnose(sampleRun({proxy, rows: [{host: 'mcr.microsoft.com'}, ...denied]}));
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			id: 'proxy.host-denied@http://proxy:3128',
			title: 'The proxy denies access',
			severity: 'error',
			owner: 'proxy',
			targets: denied.map(({host}) => `${host}:443`),
		});
		expect(finding?.why).toBe(
			'The proxy http://proxy:3128 answered 403 to CONNECT for 40 hosts, header X-Squid-Error: ERR_ACCESS_DENIED 0. The proxy works and refuses these hosts by its own rules.',
		);
		expect(finding?.fix[0]).toContain('On the proxy http://proxy:3128, allow these names on port 443');
	});

	it('proves a finding by a curl line over the same route and by a retest', () => {
		const rows = [
			{host: 'a.example', cause: 'proxy.host-denied', level: 'optional'},
			{host: 'b.example', cause: 'proxy.host-denied', path: '/v2/'},
		] as const;
		const [finding] = diagnose(sampleRun({proxy: 'http://anna:secret@proxy:3128', rows}));
		expect(finding?.verify).toEqual([
			"curl --silent --show-error --output /dev/null --write-out 'proxy %{http_connect}, service %{http_code}\\n' --http1.1 --connect-timeout 5 --max-time 15 --proxy http://proxy:3128 --noproxy '' --proxy-user anna https://b.example/v2/",
			'arc-netcheck explain --proxy http://anna@proxy:3128 a.example:443 b.example:443',
		]);
		expect(JSON.stringify(finding)).not.toContain('secret');
	});

	it('puts no row behind two findings, also where one is beside whatever else its rows have', () => {
		const run = sampleRun({
			rows: [
				{host: 'inspected.example', cause: 'tls.intercepted', status: 'intercepted', noInspection: true},
				{host: 'fine.example'},
			],
		});
		const error = {code: 'ECONNRESET', syscall: 'read', message: ''};
		const results = run.results.map(result => ({
			...result,
			attempts: result.attempts.map(attempt => ({...attempt, http2: {ms: 1, alpn: 'h2', error}})),
		}));
		const findings = diagnose({...run, results});
		expect(findings.map(({kind, severity, targets}) => ({kind, severity, targets}))).toEqual([
			{kind: 'by-cause', severity: 'error', targets: ['inspected.example:443']},
			{kind: 'second-protocol', severity: 'warning', targets: ['fine.example:443']},
		]);
		expect(findings[1]?.why).toContain('2 hosts');
	});

	it('names the targets of a finding whose rows all stand behind another one', () => {
		const row = {
			host: 'inspected.example',
			cause: 'tls.intercepted',
			status: 'intercepted',
			noInspection: true,
		} as const;
		const run = sampleRun({rows: [row]});
		const error = {code: 'ECONNRESET', syscall: 'read', message: ''};
		const results = run.results.map(result => ({
			...result,
			attempts: result.attempts.map(attempt => ({...attempt, http2: {ms: 1, alpn: 'h2', error}})),
		}));
		const [, beside] = diagnose({...run, results});
		expect(beside).toMatchObject({
			kind: 'second-protocol',
			severity: 'warning',
			targets: ['inspected.example:443'],
			rows: [],
		});
		expect(beside?.verify).not.toEqual([]);
	});

	it('puts errors first, then warnings, then what needs no action, and the larger of two first', () => {
		const run = sampleRun({
			rows: [
				{host: 'ok.example'},
				{host: 'old.example', cause: 'tcp.refused', level: 'legacy'},
				{host: 'seen.example', cause: 'tls.intercepted', status: 'intercepted'},
				{host: 'one.example', cause: 'tcp.refused'},
				{host: 'two.example', cause: 'tcp.timeout'},
				{host: 'three.example', cause: 'tcp.timeout'},
				{host: 'four.example', cause: 'http.timeout', level: 'optional'},
				{host: 'five.example', cause: 'http.timeout', level: 'optional'},
			],
		});
		expect(diagnose(run).map(({id, severity}) => `${severity} ${id}`)).toEqual([
			'error tcp.timeout',
			'error tcp.refused',
			'warning http.timeout',
			'warning tls.intercepted#CN=Corp Inspection CA',
			'info no-action',
		]);
	});

	it('names each target once, in plan order', () => {
		const rows = [
			{host: 'b.example', cause: 'tcp.timeout'},
			{host: 'a.example', cause: 'tcp.timeout'},
			{host: 'b.example', cause: 'tcp.timeout', pattern: '*.example'},
			{host: '2001:db8::1', cause: 'tcp.timeout', port: 8084},
		] as const;
		const [finding] = diagnose(sampleRun({rows: [{host: 'ok.example'}, ...rows]}));
		expect(finding?.targets).toEqual(['b.example:443', 'a.example:443', '[2001:db8::1]:8084']);
	});

	it('explains every row at fault once', () => {
		const run = sampleRun({
			proxy,
			rows: [
				{host: 'a.example', cause: 'proxy.host-denied'},
				{host: 'b.example', cause: 'proxy.timeout'},
				{host: 'c.example', cause: 'dns.nxdomain', noProxyRule: '.example'},
				{host: 'd.example', cause: 'tls.untrusted'},
				{host: 'e.example', cause: 'tcp.timeout', status: 'unstable'},
				{host: 'f.example', cause: 'proxy.host-denied', level: 'legacy'},
				{pattern: '*.azurecr.io'},
				{host: 'g.example', status: 'skipped'},
			],
		});
		const targets = diagnose(run).flatMap(finding => finding.targets);
		expect(targets.toSorted()).toEqual([
			'*.azurecr.io:443',
			'a.example:443',
			'b.example:443',
			'c.example:443',
			'd.example:443',
			'e.example:443',
			'f.example:443',
		]);
	});
});
