import {execFileSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import type {Requirement} from '../../source/catalog/types.ts';
import {buildRetestCommand} from '../../source/diagnosis/checks.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {Check} from '../../source/diagnosis/types.ts';
import type {Settings} from '../../source/settings/types.ts';
import {causes} from '../../source/verdict/causes.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {certificate, dnsStage, httpStage, proxyStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';
import {type Sample, type SampleRow, sampleRun, sampleSettings} from '../helpers/sample-run.ts';

const proxy = 'http://proxy:3128';

/** A run whose services answer with these statuses, as far as the catalog knows. */
function expecting(run: JudgedRun, statuses: readonly number[]): JudgedRun {
	const expect_ = (requirement: Requirement): Requirement => ({
		...requirement,
		expect: {...requirement.expect, statuses: [...statuses]},
	});
	return {
		...run,
		results: run.results.map(result => ({
			...result,
			planned: {...result.planned, requirement: expect_(result.planned.requirement)},
		})),
	};
}

/** The checks of the first finding about one row, in a network where another host is reached. */
function checksOf(
	row: Partial<SampleRow>,
	sample: Partial<Sample> = {},
	statuses: readonly number[] = [],
): readonly Check[] {
	const run = sampleRun({...sample, rows: [{host: 'a.example', ...row}, {host: 'ok.example'}]});
	return diagnose(expecting(run, statuses))[0]?.checks ?? [];
}

const statusLine = "--write-out 'proxy %{http_connect}, service %{http_code}\\n'";

describe('the checks of a finding', () => {
	it.each<[string, Partial<SampleRow>, Partial<Sample>, readonly number[], string, string, string]>([
		[
			'denied by the proxy, where the status of the service is known',
			{cause: 'proxy.host-denied'},
			{proxy},
			[200, 401],
			statusLine,
			'Prints "proxy 403, service 000".',
			'Prints "proxy 200, service 200" or "proxy 200, service 401", or any other service code but 000.',
		],
		[
			'dropped by a firewall',
			{cause: 'tcp.timeout'},
			{},
			[],
			"--write-out 'service %{http_code}\\n'",
			'Prints "service 000".',
			'Prints "service NNN", where NNN is any status but 000.',
		],
		[
			'cut by a filter behind the proxy',
			{cause: 'tls.reset', stages: [proxyStage('a.example:443'), tlsStage('a.example', {trust: null})]},
			{proxy},
			[404],
			statusLine,
			'Prints "proxy 200, service 000".',
			'Prints "proxy 200, service 404", or any other service code but 000.',
		],
		[
			'plain HTTP denied by the proxy, which is the answer itself',
			{
				cause: 'proxy.host-denied',
				protocol: 'http',
				port: 80,
				stages: [tcpStage(3128, {of: 'proxy'}), httpStage({status: 403, request: 'GET http://a.example/'})],
			},
			{proxy},
			[],
			"--write-out 'service %{http_code}\\n'",
			'Prints "service 403".',
			'Prints the status of the service itself in place of 403.',
		],
		[
			'seen on the first try only',
			{cause: 'tcp.reset', status: 'unstable'},
			{},
			[200],
			'--noproxy',
			'Now and then prints "service 000".',
			'Prints "service 200", or any other service code but 000.',
		],
		[
			'inspected',
			{cause: 'tls.intercepted', status: 'intercepted', protocol: 'websocket'},
			{proxy},
			[],
			" 2>&1 | grep -E '(subject|start date|expire date|issuer):'",
			'Prints an issuer line with "Corp Inspection CA".',
			'Prints an issuer line with a public CA, such as Microsoft or DigiCert.',
		],
		[
			'expired',
			{
				cause: 'tls.expired',
				stages: [tlsStage('a.example', {trust: 'untrusted', chain: [certificate('CN=CA', 'CN=a.example')]})],
			},
			{},
			[],
			'--insecure',
			'Prints an expire date in the past (2027-01-01).',
			'Prints an expire date in the future.',
		],
		[
			'answered under another name',
			{
				cause: 'tls.hostname-mismatch',
				stages: [tlsStage('a.example', {trust: 'untrusted', chain: [certificate('CN=CA', 'O=Corp, CN=portal.corp')]})],
			},
			{},
			[],
			'--insecure',
			'Prints a subject that is not the service ("portal.corp").',
			'Prints the subject of the service, issued by a public CA.',
		],
		[
			'a block page',
			{cause: 'http.block-page', stages: [httpStage({status: 200, title: 'Web page blocked'})]},
			{},
			[404],
			'--include',
			'Prints an answer with status 200 and the title "Web page blocked".',
			'Prints the answer of the service itself, status 404.',
		],
		[
			'no such name',
			{cause: 'dns.nxdomain', stages: [dnsStage('a.example', {code: 'ENOTFOUND'})]},
			{},
			[],
			'nslookup -type=A a.example. 10.0.0.2',
			'Prints "NXDOMAIN".',
			'Prints the name with one or more addresses of the service below it.',
		],
		[
			'a sinkhole, by a name server on a port of its own',
			{
				cause: 'dns.sinkhole',
				stages: [dnsStage('a.example', {addresses: [{address: '0.0.0.0', family: 4}], servers: ['10.0.0.2:5353']})],
			},
			{},
			[],
			'nslookup -port=5353 -type=A a.example. 10.0.0.2',
			'Prints "0.0.0.0".',
			'Prints the name with one or more addresses of the service below it.',
		],
		[
			'a name from the hosts file',
			{
				cause: 'dns.sinkhole',
				stages: [dnsStage('a.example', {addresses: [{address: '127.0.0.1', family: 4}], source: 'hosts', servers: []})],
			},
			{},
			[],
			'getent ahosts a.example',
			'Prints "127.0.0.1".',
			'Prints the name with one or more addresses of the service below it.',
		],
	])('%s', (_, row, sample, statuses, command, now, fixed) => {
		const [check] = checksOf(row, sample, statuses);
		expect(check?.command).toContain(command);
		expect(check).toMatchObject({now, fixed});
	});

	it.each(causes)('%s needs no arc-netcheck, and has whole sentences', cause => {
		for (const {command, now, fixed} of checksOf({cause}, cause.startsWith('proxy.') ? {proxy} : {})) {
			expect(command).toMatch(/^(?:curl|nslookup|getent|ping|tracepath|date|timedatectl)\b/);
			for (const sentence of [now, fixed]) expect(sentence).toMatch(/^[A-Z].*\.$/);
		}
		expect(checksOf({cause}, cause.startsWith('proxy.') ? {proxy} : {}).length).toBeGreaterThan(0);
	});

	it('stand before the command of this program among those that verify', () => {
		const [finding] = diagnose(sampleRun({proxy, rows: [{host: 'a.example', cause: 'proxy.host-denied'}]}));
		expect(finding?.verify.slice(0, -1)).toEqual(finding?.checks.map(({command}) => command));
		expect(finding?.verify.at(-1)).toMatch(/^arc-netcheck explain /);
	});

	it('let no name become an option or a command', () => {
		const host = "-x';touch pwned;'.example";
		for (const cause of ['dns.nxdomain', 'tcp.timeout', 'tls.intercepted', 'http.block-page'] as const) {
			for (const {command} of checksOf({host, cause})) {
				const script = `for tool in curl nslookup grep head; do eval "$tool() { printf '%s\\n' \\"\\$@\\" >&2; cat >/dev/null 2>&1 </dev/null; }"; done; touch() { echo BROKEN OUT; }; ${command}`;
				expect(execFileSync('sh', ['-c', script], {encoding: 'utf8', stdio: 'pipe'})).not.toContain('BROKEN OUT');
				expect(command).not.toMatch(/^nslookup.* -x/);
			}
		}
	});
});

describe('retest command', () => {
	const proxy = {scheme: 'http', host: 'proxy', port: 3128, username: null} as const;
	const targets = ['mcr.microsoft.com:443'];

	describe('buildRetestCommand', () => {
		it.each<[string, Partial<Settings>, string]>([
			['direct', {}, 'arc-netcheck explain --proxy none mcr.microsoft.com:443'],
			[
				'one proxy for both',
				{proxy: {source: 'given', https: proxy, http: proxy, noProxy: ''}},
				'arc-netcheck explain --proxy http://proxy:3128 mcr.microsoft.com:443',
			],
			[
				'one proxy for HTTPS only, with no_proxy',
				{proxy: {source: 'environment', https: {...proxy, username: 'a b'}, http: null, noProxy: '.svc,10.0.0.0/8'}},
				'arc-netcheck explain --https-proxy http://a%20b@proxy:3128 --no-proxy .svc,10.0.0.0/8 mcr.microsoft.com:443',
			],
			[
				'two proxies',
				{proxy: {source: 'given', https: proxy, http: {...proxy, port: 8080}, noProxy: ''}},
				'arc-netcheck explain --https-proxy http://proxy:3128 --http-proxy http://proxy:8080 mcr.microsoft.com:443',
			],
			[
				'files and a name server',
				{caFile: 'my ca.pem', publicRootsFile: 'roots.pem', dns: {address: 'fd00::1', port: 53}},
				"arc-netcheck explain --proxy none --ca-file 'my ca.pem' --public-roots roots.pem --dns '[fd00::1]:53' mcr.microsoft.com:443",
			],
		])('%s', (_, settings, expected) => {
			expect(buildRetestCommand(sampleSettings({settings}), targets)).toBe(expected);
		});

		it('keeps a target that looks like a flag from becoming one', () => {
			expect(buildRetestCommand(sampleSettings(), ['-rf:443'])).toBe('arc-netcheck explain --proxy none -- -rf:443');
		});

		it('makes the whole check again for many targets', () => {
			const many = Array.from({length: 9}, (_, index) => `host-${index}.example:443`);
			const settings = sampleSettings({settings: {resources: {acr: ['mine']}, requirementsFile: 'own.json'}});
			expect(buildRetestCommand(settings, many)).toBe(
				'arc-netcheck check --region eastus --features arc,aml-training --resource acr=mine --requirements own.json --proxy none',
			);
		});

		it('names the targets where there is no region to check', () => {
			const many = Array.from({length: 9}, (_, index) => `host-${index}.example:443`);
			const command = buildRetestCommand(sampleSettings({settings: {region: ''}}), many);
			expect(command).toMatch(/^arc-netcheck explain .* host-8\.example:443$/);
		});
	});
});
