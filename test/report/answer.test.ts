import {describe, expect, it} from 'vitest';
import {type AnswerContext, renderAnswer} from '../../source/report/answer.ts';
import {hostsOf, type Sample, type SampleRow, sampleReport} from '../helpers/sample-run.ts';

const lastRun: AnswerContext = {ownCommand: 'arc-netcheck', reference: '', again: 'check --again'};
const proxy = 'http://10.77.0.1:3128';

function answer(sample: Sample, context = lastRun, columns = 80): string {
	return renderAnswer(sampleReport(sample), {columns, colour: false, unicode: true}, context);
}

const denied: readonly SampleRow[] = [
	{host: 'gbl.his.arc.azure.com', cause: 'proxy.host-denied'},
	{pattern: '*.his.arc.azure.com', host: 'eus.his.arc.azure.com', sampled: true, cause: 'proxy.host-denied'},
	{host: 'mcr.microsoft.com', cause: 'proxy.host-denied'},
	{host: 'eastus.api.azureml.ms', cause: 'proxy.host-denied', features: ['aml-training']},
	{host: 'eastus.dp.kubernetesconfiguration.azure.com', cause: 'proxy.host-denied'},
	{host: 'security.ubuntu.com', cause: 'proxy.host-denied', level: 'optional'},
	{host: 'eastus.obo.arc.azure.com', port: 8084, cause: 'proxy.port-denied', level: 'conditional'},
];
const passing = hostsOf(28).map(host => ({host}));
const untested = ['*.azurecr.io', '*.blob.core.windows.net', '*.vault.azure.net'].map(pattern => ({pattern}));

describe('renderAnswer', () => {
	it('answers on one screen: verdict, owners, names by port, what was not tested, what comes next', () => {
		const text = answer({proxy, rows: [...passing, ...denied, ...untested]});
		expect(text).toMatchInlineSnapshot(`
			"✗ Can't onboard: 7 of 35 endpoints are blocked (1 optional), all at the proxy
			  http://10.77.0.1:3128.
			  4.3 s, eastus, run 20261122T203000Z-0a1b2c

			✗ Proxy team: The proxy denies access (proxy.host-denied)
			    443           gbl.his.arc.azure.com   *.his.arc.azure.com
			                  mcr.microsoft.com   eastus.api.azureml.ms
			                  eastus.dp.kubernetesconfiguration.azure.com
			    443 optional  security.ubuntu.com

			✗ Proxy team: Port not allowed by the proxy (proxy.port-denied)
			    8084  eastus.obo.arc.azure.com

			? 3 names could not be tested. Allow them too:
			    *.azurecr.io:443   *.blob.core.windows.net:443   *.vault.azure.net:443

			For the ticket    arc-netcheck report --format change-request
			Everything        arc-netcheck report --verbose
			After the fix     arc-netcheck check --again
			"
		`);
		// The command line, two notes and the prompt stand on the screen as well.
		expect(text.split('\n').length).toBeLessThanOrEqual(20);
	});

	it.each([80, 120, 40])('breaks no name in %i columns', columns => {
		const words = answer({proxy, rows: [...passing, ...denied, ...untested]}, lastRun, columns).split(/\s+/);
		for (const {host, pattern} of denied) expect(words).toContain(pattern ?? host);
		for (const {pattern} of untested) expect(words).toContain(`${pattern}:443`);
	});

	it.each<[string, Sample, RegExp]>([
		['ready', {rows: passing}, /^✓ Ready: all 28 required endpoints are reachable\.\n/],
		[
			'ready but for what is optional',
			{rows: [...passing, {host: 'a.example', cause: 'tcp.timeout', level: 'optional'}]},
			/^! Ready: all 28 required endpoints are reachable \(blocked: 1 optional\); 1\n/,
		],
		[
			'fails later',
			{rows: [...passing, {host: 'a.example', cause: 'tcp.timeout', features: ['aml-training']}]},
			/^✗ Works, but Training jobs will fail later: 1 of 29 endpoints is blocked\.\n/,
		],
		[
			'inspected, where trust is enough',
			{rows: [...passing, {host: 'a.example', cause: 'tls.intercepted', status: 'intercepted'}]},
			/^! Works, but whatever does not trust the inspecting CA will fail later: 1 of 29\n/,
		],
		[
			'blocked',
			{rows: [...passing, {host: 'a.example', cause: 'tcp.timeout'}]},
			/^✗ Can't onboard: 1 of 29 endpoints is blocked\.\n/,
		],
		[
			'stopped',
			{complete: false, rows: [...passing, {host: 'a.example', status: 'skipped'}]},
			/^✗ Stopped: 28 of 29 endpoints tested\. All 28 required endpoints tested so far\n/,
		],
		['nothing tested', {rows: [{pattern: '*.azurecr.io'}]}, /^✗ No endpoint was tested\.\n/],
	])('begins with the answer: %s', (_, sample, first) => {
		expect(answer(sample)).toMatch(first);
	});

	it('gives the first step where no rule helps', () => {
		const text = answer({proxy, rows: hostsOf(9, 'no').map(host => ({host, cause: 'proxy.unresolvable'}) as const)});
		expect(text).toContain('\n    Check the host name and port of the proxy in your settings (--proxy).\n');
		expect(text).toContain('and 3 more names');
	});

	it('counts what could not be tested where the names are many', () => {
		const many = Array.from({length: 20}, (_, index) => ({pattern: `*.a-rather-long-name-${index}.example.com`}));
		expect(answer({rows: [...passing, ...many]})).toContain(
			'\n? 20 names could not be tested. Allow them too (--verbose lists them).\n',
		);
	});

	it('names the run that is meant, and makes no promise of one that was not kept', () => {
		const sample = {proxy, rows: [...passing, ...denied]};
		const named = answer(sample, {ownCommand: './arc-netcheck', reference: 'plant1@2', again: null});
		expect(named).toContain('\nFor the ticket    ./arc-netcheck report plant1@2 --format change-request\n');
		expect(named).toContain('\nAfter the fix\n  arc-netcheck explain --proxy');
		expect(answer(sample, {...lastRun, reference: null})).not.toContain(' report');
	});

	it('goes on with a run that was stopped by a command that works as it stands', () => {
		const cut = {complete: false, rows: [...passing, {host: 'a.example', status: 'skipped'}]} as const;
		const inClone = answer(cut, {ownCommand: 'npm start --', reference: null, again: null});
		expect(inClone).toMatch(/^Continue +npm start$/m);
		expect(answer(cut)).toMatch(/^Continue +arc-netcheck$/m);
	});

	it('ends a green run with the command that connects the cluster', () => {
		expect(answer({rows: passing})).toMatch(/\nConnect it\n {2}az connectedk8s connect /);
	});

	it('sends nobody anywhere with what the practice network said', () => {
		const text = answer({vantage: 'practice', proxy, rows: [...passing, ...denied]});
		expect(text).toMatch(/^! Practice run: /);
		expect(text).not.toContain('arc-netcheck report');
	});
});
