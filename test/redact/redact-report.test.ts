import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import type {TlsEvidence} from '../../source/evidence/types.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import type {Run} from '../../source/record/run.ts';
import {redactReport} from '../../source/redact/redact-report.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderRun} from '../../source/report/formats.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {certificate, dnsStage, httpStage, proxyStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';
import {type Sample, sampleReport} from '../helpers/sample-run.ts';

const options = {columns: 100, colour: false, unicode: true};

const inspected: Partial<TlsEvidence> = {
	trust: 'private',
	chain: [
		certificate('O=Contoso Ltd, CN=Contoso Inspection CA 7', 'O=Microsoft, CN=pypi.org'),
		{...certificate('O=Contoso Ltd, CN=Contoso Root', 'O=Contoso Ltd, CN=Contoso Inspection CA 7'), isAuthority: true},
	],
};

/** A run that holds a name of the user's own wherever a name can stand. */
const sample: Sample = {
	proxy: 'http://CORP%5Canna.kowalski@wcg01.contoso.com:3128',
	settings: {
		resources: {acr: ['contosoregistry'], storage: ['contosodata'], aks: ['prod-1a2b3c4d.hcp.eastus.azmk8s.io']},
		requirementsFile: '/home/anna.kowalski/own hosts.json',
		caFile: '/etc/pki/contoso-root.pem',
		publicRootsFile: 'C:\\Users\\anna.kowalski\\roots.pem',
		dns: {address: '10.20.30.40', port: 53},
	},
	rows: [
		{host: 'management.azure.com'},
		{
			host: 'mcr.microsoft.com',
			cause: 'proxy.host-denied',
			detail:
				'The proxy answered 403 Blocked by Contoso for mcr.microsoft.com:443 (see https://intranet.contoso.com/deny?u=anna.kowalski).',
			notes: ['Seen behind 192.168.7.8 and fd12:3456::9, name server 10.20.30.40:53.'],
			stages: [
				dnsStage('wcg01.contoso.com', {
					of: 'proxy',
					servers: ['10.20.30.40:53', '[fd12:3456::53]:53'],
					addresses: [{address: '10.20.30.99', family: 4}],
					aliases: ['lb.contoso.com'],
				}),
				tcpStage(3128, {
					of: 'proxy',
					localAddress: '10.20.30.77',
					connected: '10.20.30.99',
					dials: [{address: '10.20.30.99', family: 4, ok: true, ms: 1, error: null}],
				}),
				proxyStage('mcr.microsoft.com:443', {
					status: 403,
					statusText: 'Blocked by Contoso',
					headers: {
						via: '1.1 WCG01-EDGE (squid/6.6)',
						'proxy-authenticate': 'Basic realm="Contoso staff"',
						'x-user': 'anna.kowalski',
						server: 'CONTOSO-EDGE-3',
						'x-squid-error': 'ERR_ACCESS_DENIED 0',
					},
					body: 'Dear anna.kowalski of Contoso Ltd at 10.20.30.77',
					error: {code: 'CONNECT_REFUSED', syscall: null, message: 'the proxy answered 403 Blocked by Contoso'},
				}),
			],
		},
		{
			host: 'pypi.org',
			cause: 'tls.intercepted',
			status: 'intercepted',
			detail: 'Answered 200 OK over TLS, but with a certificate issued by O=Contoso Ltd, CN=Contoso Inspection CA 7.',
			stages: [dnsStage('pypi.org'), tcpStage(443), tlsStage('pypi.org', inspected), httpStage()],
		},
		{
			host: 'contosoregistry.azurecr.io',
			pattern: '*.azurecr.io',
			cause: 'http.block-page',
			detail: 'GET /v2/ was answered by a page that reads like a denial, titled "Contoso says "no" to you".',
			stages: [
				dnsStage('contosoregistry.azurecr.io', {
					aliases: ['contosoregistry.privatelink.azurecr.io'],
					addresses: [{address: '10.99.1.2', family: 4}],
				}),
				tcpStage(443),
				tlsStage('contosoregistry.azurecr.io'),
				httpStage({
					status: 302,
					headers: {location: 'https://portal.contoso.com/login?from=10.20.30.77'},
					title: 'Contoso says "no" to you',
				}),
			],
		},
		{host: 'contosoregistry.eastus.data.azurecr.io', cause: 'tcp.timeout'},
		{
			host: 'git.contoso.com',
			purpose: 'Code of Project Falcon.',
			impact: 'Project Falcon stops.',
			path: '/falcon/secret-repository',
			cause: 'http.protocol-error',
			detail: 'Answered 200 OK to GET /falcon/secret-repository over verified TLS.',
			stages: [
				dnsStage('git.contoso.com', {addresses: [{address: '203.0.113.50', family: 4}]}),
				tcpStage(443),
				tlsStage('git.contoso.com', {
					chain: [certificate('O=DigiCert Inc, CN=DigiCert TLS 2020', 'O=Contoso Pharma SE, CN=git.contoso.com')],
				}),
				httpStage({request: 'GET /falcon/secret-repository'}),
			],
		},
		{host: 'billing', cause: 'dns.nxdomain', noProxyRule: '.corp.contoso.com', detail: 'billing:443 was not found.'},
	],
};

const secrets =
	/contoso|pharma|kowalski|anna|wcg01|10\.20\.30|10\.99\.1|192\.168\.7|fd12|billing|falcon|secret-repository|own hosts|roots\.pem|prod-1a2b|staff|203\.0\.113\.50|jump-77/i;

function withOwnIds(report: Run): Run {
	const known = new Map(catalog.requirements.map(requirement => [requirement.pattern, requirement]));
	return {
		...report,
		vantage: {...report.vantage, hostname: 'jump-77.ops.contoso.com'},
		settings: {
			...report.settings,
			proxy: {
				...report.settings.proxy,
				noProxy: 'localhost,127.0.0.1,.corp.contoso.com,10.20.30.0/24,.blob.core.windows.net,falconnet',
			},
		},
		results: report.results.map(row => {
			const documented = known.get(row.requirement?.pattern ?? '');
			if (row.requirement === null || documented === undefined) return row;
			return {...row, requirement: {...row.requirement, id: documented.id}};
		}),
	};
}

const report = withOwnIds(sampleReport(sample));
const redaction = redactReport(report, catalog);

describe('redactReport', () => {
	it('is about a report that is full of secrets', () => {
		expect(renderRun('json', report, options).match(new RegExp(secrets, 'gi'))?.length).toBeGreaterThan(100);
	});

	it.each(runFormatNames)('lets none of them through in $id', ({id}) => {
		const text = renderRun(id, redaction.report, options);
		expect(text.match(new RegExp(secrets, 'gi'))).toBeNull();
	});

	it('leaves the command that asks a cluster for its addresses as it is', () => {
		const command = "jsonpath='{.spec.clusterIP}'";
		expect(renderRun('json', report, options)).toContain(command);
		expect(renderRun('json', redaction.report, options)).toContain(command);
	});

	it('is a report that can be read again', () => {
		expect(parseRun(renderRun('json', redaction.report, options), 'shared.json')).toEqual(redaction.report);
	});

	it('is the same every time, and changes nothing in its input', () => {
		const before = JSON.stringify(report);
		expect(redactReport(report, catalog).report).toEqual(redaction.report);
		expect(JSON.stringify(report)).toBe(before);
	});

	it('keeps what the public catalog names, and the public part of own resources', () => {
		const hosts = redaction.report.results.map(({target}) => target?.host);
		expect(hosts.map(host => host?.replace(/^host-\d+$/, 'host-N'))).toEqual([
			'management.azure.com',
			'mcr.microsoft.com',
			'pypi.org',
			'resource-1.azurecr.io',
			'resource-1.eastus.data.azurecr.io',
			'host-N',
			'host-N',
		]);
		expect(hosts[5]).not.toBe(hosts[6]);
	});

	it('uses the same word for the same name everywhere', () => {
		const {settings, results, vantage} = redaction.report;
		expect(settings).toMatchObject({
			proxy: {https: {host: 'proxy-1', port: 3128, username: 'user-1'}},
			resources: {acr: ['resource-1']},
		});
		expect(results[1]?.proxy).toBe('http://proxy-1:3128');
		expect(vantage.hostname).toBe('host-1');
		const verify = redaction.report.findings.flatMap(finding => finding.verify).join('\n');
		expect(verify).toContain('--proxy http://user-1@proxy-1:3128');
		expect(verify).toContain('--proxy-user user-1');
		expect(verify).toContain('resource-1.azurecr.io');
	});

	it('keeps the evidence that names nobody', () => {
		const proxy = redaction.report.results[1]?.attempts[0]?.stages[2];
		expect(proxy).toMatchObject({
			request: 'CONNECT mcr.microsoft.com:443',
			status: 403,
			headers: {'x-squid-error': 'ERR_ACCESS_DENIED 0', 'proxy-authenticate': 'Basic realm="taken out"'},
			body: '',
		});
		expect(redaction.report.results[2]?.attempts[0]?.stages[2]).toMatchObject({
			trust: 'private',
			serverName: 'pypi.org',
		});
		expect(redaction.report.settings.proxy.noProxy).toMatch(
			/^localhost,127\.0\.0\.1,\.host-\d+,address-\d+\/24,\.blob\.core\.windows\.net,host-\d+$/,
		);
	});

	it('keeps a public authority, but not whose host it vouched for', () => {
		const stage = redaction.report.results[5]?.attempts[0]?.stages[2];
		expect(stage).toMatchObject({
			chain: [
				{
					subject: expect.stringMatching(/^ca-\d+$/),
					issuer: 'O=DigiCert Inc, CN=DigiCert TLS 2020',
					serialNumber: 'taken out',
					fingerprint: 'taken out',
				},
			],
		});
	});

	it('shows an address only where a public service proved itself behind it', () => {
		const direct = withOwnIds(
			sampleReport({
				rows: [
					{host: 'pypi.org'},
					{
						host: 'mcr.microsoft.com',
						cause: 'tcp.timeout',
						stages: [dnsStage('mcr.microsoft.com', {addresses: [{address: '198.51.100.9', family: 4}]})],
					},
				],
			}),
		);
		const stages = redactReport(direct, catalog).report.results.map(row => row.attempts[0]?.stages);
		expect(stages[0]?.[1]).toMatchObject({
			connected: '192.0.2.10',
			localAddress: expect.stringMatching(/^address-\d+$/),
		});
		expect(stages[1]?.[0]).toMatchObject({addresses: [{address: expect.stringMatching(/^address-\d+$/)}]});
	});

	it('takes what the checks, the logs and the lists of hosts name', () => {
		const rows = [
			{
				host: 'pypi.org',
				cause: 'tls.intercepted',
				status: 'intercepted',
				stages: [tcpStage(443), tlsStage('pypi.org', {issuer: 'CN=Falcon Root 9', trust: 'private'})],
			},
			{host: 'files.falcon.corp', cause: 'dns.nxdomain', stages: [dnsStage('files.falcon.corp', {code: 'ENOTFOUND'})]},
			{
				host: 'dl.k8s.io',
				cause: 'http.block-page',
				stages: [
					tcpStage(443),
					httpStage({status: 403, title: 'Falcon says no', headers: {location: 'https://no.falcon.corp/'}}),
				],
			},
		] as const;
		const shared = redactReport(sampleReport({rows}), catalog).report;
		const now = shared.findings.flatMap(({checks}) => checks.map(check => `${check.command} ${check.now}`)).join('\n');
		expect(now).toMatch(/an issuer line with "ca-1"/);
		expect(now).toMatch(/nslookup -type=A host-\d+\. address-\d+ /);
		expect(now).toMatch(/the title "title-\d+" and a redirect to "https:\/\/host-\d+\/"/);
		for (const {id} of runFormatNames) {
			expect(renderRun(id, shared, options), id).not.toMatch(/falcon|10\.1\.2\.3|10\.0\.0\.2/i);
		}
		expect(renderRun('text', shared, options)).toMatch(/Source address: address-\d+/);
	});

	it('leaves common words in sentences alone, and takes the hosts of that name out', () => {
		const plain = sampleReport({proxy: 'http://me@proxy:3128', rows: [{host: 'pypi.org', cause: 'proxy.host-denied'}]});
		const {findings} = redactReport({...plain, vantage: {...plain.vantage, hostname: 'node'}}, catalog).report;
		expect(findings[0]?.why).toContain('The proxy http://proxy-1:3128 answered 403 to CONNECT');
		expect(findings[0]?.verify.join(' ')).toContain('--proxy-user user-1');
	});

	it.each([
		['Blocked', 'Blocked'],
		['Access Denied: policy', 'Access Denied: policy'],
		['Blocked by Falcon', 'reason-1'],
		['Connection established', 'Connection established'],
	])('keeps a reason that names nobody: %s', (statusText, shown) => {
		const sample = {
			host: 'pypi.org',
			cause: 'proxy.host-denied',
			detail: `The proxy answered 403 ${statusText}.`,
		} as const;
		const stages = [proxyStage('pypi.org:443', {status: 403, statusText})];
		const {results} = redactReport(
			sampleReport({proxy: 'http://proxy:3128', rows: [{...sample, stages}]}),
			catalog,
		).report;
		expect(results[0]?.attempts[0]?.stages[0]).toMatchObject({statusText: shown});
		expect(results[0]?.detail).toBe(`The proxy answered 403 ${shown}.`);
	});

	it('bears hostile text', () => {
		const hostile = redactReport(sampleReport({proxy: 'http://proxy:3128', rows: hostileRows}), catalog).report;
		for (const {id} of runFormatNames) expect(renderRun(id, hostile, options)).toMatch(/\n$/);
	});
});

describe('the text of a redaction', () => {
	it.each([
		['Ask anna.kowalski about wcg01.contoso.com.', 'Ask user-1 about proxy-1.'],
		['from 10.20.30.77 to [fd12:3456::53]:53', /^from address-\d+ to \[address-\d+\]:53$/],
		['TLSv1.3, squid/6.6, HTTP/1.1, 127.0.0.53 and 0.0.0.0', 'TLSv1.3, squid/6.6, HTTP/1.1, 127.0.0.53 and 0.0.0.0'],
		['cause proxy.host-denied at 20:30:00', 'cause proxy.host-denied at 20:30:00'],
		['https://git.contoso.com/falcon/x?y=1, then', /^https:\/\/host-\d+\/path, then$/],
		[
			'https://gbl.his.arc.azure.com/discovery?location=eastus',
			'https://gbl.his.arc.azure.com/discovery?location=eastus',
		],
		['tenant 0b7a9f0e-1c1d-4b52-8a86-6f3d6e0f2a11 of DNS:falcon', /^tenant id-1 of DNS:host-\d+$/],
		['mail to bob@contoso.com', /^mail to user-\d+@host-\d+$/],
		['*.corp.contoso.com and *.azurecr.io', /^\*\.host-\d+ and \*\.azurecr\.io$/],
	])('makes of %j', (text, expected) => {
		const scrubbed = redaction.text(text);
		if (typeof expected === 'string') expect(scrubbed).toBe(expected);
		else expect(scrubbed).toMatch(expected);
	});
});
