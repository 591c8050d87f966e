// What a run that was made on Windows tells its reader to do: in the words of that machine.
import {describe, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {
	certificate,
	dnsStage,
	httpStage,
	proxyStage,
	stagesFor,
	tcpStage,
	tlsStage,
} from '../helpers/sample-evidence.ts';
import {hostsOf, type SampleRow, sampleRun} from '../helpers/sample-run.ts';

const failure = (code: string, message = '') => ({code, syscall: null, message});
const host = 'mcr.microsoft.com';
const day = 86_400_000;
const dnsRow = (change: object, cause: SampleRow['cause'] = null): SampleRow => ({
	...{host, cause},
	stages: stagesFor({host, port: 443, isProxied: false, cause}).map(stage =>
		stage.stage === 'dns' ? {...stage, ...change} : stage,
	),
});
const nameless = (code: string): SampleRow => ({
	...{host, status: 'unverified'},
	stages: [
		{
			...dnsStage(host),
			...{ok: false, addresses: []},
			error: failure(code, 'this machine has no route to its name server 10.0.0.2:53 (ENETUNREACH)'),
		},
	],
});
const hanging = (name: string): SampleRow => ({
	host: name,
	cause: 'tls.timeout',
	stages: [
		...[dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy'}), proxyStage(`${name}:443`)],
		tlsStage(name, {trust: null, ok: false, error: failure('PROBE_TIMEOUT')}),
	],
	controls: [{kind: 'neutral-name', ms: 600, passed: false, detail: 'PROBE_TIMEOUT'}],
});
const late = (name: string): SampleRow => {
	const time = Date.parse('2026-11-22T20:30:00.000Z') + 200 * day;
	const chain = [
		{
			...certificate('CN=Public CA', `CN=${name}`),
			validFrom: new Date(time - 30 * day).toISOString(),
			validTo: new Date(time + 30 * day).toISOString(),
		},
	];
	const tls = tlsStage(name, {trust: 'untrusted', defects: ['CERT_NOT_YET_VALID'], chain});
	const http = httpStage({headers: {date: new Date(time).toUTCString()}});
	return {host: name, cause: 'tls.not-yet-valid', stages: [dnsStage(name), tcpStage(443), tls, http]};
};
const elsewhere = {addresses: [{address: '203.0.113.9', family: 4}], error: null};

describe('a finding of a run on Windows', () => {
	const windows = (rows: readonly SampleRow[], proxy?: string) => {
		const run = sampleRun({rows, ...(proxy !== undefined && {proxy})});
		return diagnose({...run, vantage: {...run.vantage, platform: 'win32 x64'}}, []);
	};

	it.each<[string, readonly SampleRow[], string, string | undefined]>([
		[
			'no-route.name-server',
			[nameless('NAME_SERVER_OUT_OF_REACH')],
			'Find-NetRoute -RemoteIPAddress 10.0.0.2',
			undefined,
		],
		['no-route.no-name-server', [nameless('NO_NAME_SERVER')], 'Set-DnsClientServerAddress', undefined],
		['mtu@http://proxy:3128', hostsOf(3).map(hanging), 'ping -n 3 -f -l 1472 proxy', 'http://proxy:3128'],
		['clock', hostsOf(3).map(late), 'w32tm /query /status', undefined],
		[
			'names.hosts-file',
			[dnsRow({source: 'hosts', byServers: elsewhere}, 'tcp.timeout')],
			String.raw`%SystemRoot%\System32\drivers\etc\hosts`,
			undefined,
		],
		[
			'names.resolver',
			[dnsRow({source: 'server', system: {...elsewhere, addresses: [{address: '10.1.2.3', family: 4}]}})],
			'Resolve-DnsName NAME',
			undefined,
		],
		['tcp.prohibited', [{host, cause: 'tcp.prohibited'}], 'Get-NetFirewallRule', undefined],
	])('%s names no tool of Linux', (id, rows, words, proxy) => {
		const finding = windows(rows, proxy).find(one => one.id === id);
		const {why = '', fix = [], verify = []} = finding ?? {};
		const text = [why, ...fix, ...verify].join('\n');
		expect(text).toContain(words);
		expect(text).not.toMatch(/\/etc\/|\bip route|getent|timedatectl|tracepath|ping -c|date --utc|\/dev\/null|grep/);
	});

	it('of a connection that was prohibited is for whoever sits at it, since Windows says so of itself alone', () => {
		const [finding] = windows([{host, cause: 'tcp.prohibited'}]);
		expect(finding).toMatchObject({owner: 'you', remedy: null});
		const [other] = diagnose(sampleRun({rows: [{host, cause: 'tcp.prohibited'}]}), []);
		expect(other?.owner).toBe('network');
	});
});
