import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {renderChangeRequest} from '../../source/report/change-request.ts';
import {tool} from '../../source/version.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {hostsOf, sampleReport} from '../helpers/sample-run.ts';

const plain = {columns: 80, colour: true, unicode: true};

const report = sampleReport({
	proxy: 'http://proxy:3128',
	rows: [
		{host: 'ok.example'},
		{
			host: 'management.azure.com',
			cause: 'proxy.host-denied',
			detail: 'The proxy answered 403 for management.azure.com.',
			impact: 'Onboarding fails at once.',
		},
		{
			host: 'one.cdn.example',
			pattern: '*.cdn.example',
			sampled: true,
			cause: 'proxy.host-denied',
			detail: 'The proxy answered 403 for one.cdn.example.',
			impact: 'Image pulls fail.',
		},
		{host: 'names.example', cause: 'dns.servfail', noProxyRule: '.example', features: [], detail: 'SERVFAIL.'},
		{host: 'old.example', cause: 'proxy.host-denied', level: 'legacy'},
		{pattern: '*.azurecr.io'},
	],
});

describe('renderChangeRequest', () => {
	it('asks the owner of each finding for what they can change, with everything they need', () => {
		const text = renderChangeRequest(report, plain);
		const proxySection = text.slice(0, text.indexOf('To: DNS team'));
		expect(proxySection).toMatchInlineSnapshot(`
			"Change request: network access for Azure Arc and Azure Machine Learning

			A Kubernetes cluster in the Azure region eastus lacks network access that
			Azure Arc requires: its agents call out to hosts of Microsoft, and nothing
			calls in. Measured 2026-11-22 20:30:00 UTC from the jump box jump-1.
			Source addresses: this machine 10.1.2.3; cluster nodes ____________
			Reference: arc-netcheck 0.1.0, run 20261122T203000Z-0a1b2c, catalog of 2026-06-18

			To: Proxy team (1 request for the proxy http://proxy:3128)
			1. On the proxy, allow management.azure.com and *.cdn.example on port 443,
			   for the cluster nodes and this machine. Match names, not addresses: the
			   addresses behind these names change without notice.
			  management.azure.com  443 HTTPS  required  Serves the agents.
			  *.cdn.example         443 HTTPS  required  Serves the agents.
			Why:   The proxy denies access. The proxy answered 403 to CONNECT for 2
			       hosts, header X-Squid-Error: ERR_ACCESS_DENIED 0. The proxy works and
			       refuses these hosts by its own rules.
			Proxy log, such as: CONNECT management.azure.com:443
			Check: the command below now prints "proxy 403, service 000". Once fixed, it
			       prints "proxy 200, service NNN", where NNN is any status but 000.
			  curl --silent --show-error --output /dev/null --write-out 'proxy %{http_connect}, service %{http_code}\\n' --http1.1 --connect-timeout 5 --max-time 15 --proxy http://proxy:3128 --noproxy '' https://management.azure.com/

			Allow these too: they could not be tested from outside
			  *.azurecr.io  443 HTTPS  required  Serves the agents.

			"
		`);
		expect(proxySection.split('\n').length).toBeLessThanOrEqual(60);
	});

	it('is short: twelve names fit on a page, with all that one needs', () => {
		const rows = [
			...hostsOf(11).map(host => ({host, cause: 'proxy.host-denied'}) as const),
			{host: 'a.example', cause: 'proxy.host-denied', level: 'conditional'} as const,
		];
		const text = renderChangeRequest(sampleReport({proxy: 'http://proxy:3128', rows}), plain);
		for (const host of hostsOf(11)) expect(text).toMatch(new RegExp(`\\n {2}${host} +443 HTTPS  required`));
		expect(text).toMatch(/\n {2}a\.example +443 HTTPS {2}required {2}Serves the agents\.\n/);
		expect(text.match(/^Why: /gm)).toHaveLength(1);
		expect(text.match(/^Check: /gm)).toHaveLength(1);
		expect(text.match(/^ {2}curl /gm)).toHaveLength(1);
		expect(text).toContain('\nProxy log, such as: CONNECT host-1.example:443\n');
		expect(text.split('\n').length).toBeLessThanOrEqual(40);
	});

	it('fits on some 60 lines in a file: a dozen hosts with reasons as the catalog has them', () => {
		const file = {...plain, isFile: true};
		const rows = catalog.requirements
			.filter(
				({pattern, protocol, level}) => /^[a-z.]+$/.test(pattern) && protocol === 'https' && level === 'mandatory',
			)
			.slice(0, 12)
			.map(({pattern, purpose}) => ({host: pattern, purpose, cause: 'proxy.host-denied'}) as const);
		const text = renderChangeRequest(sampleReport({proxy: 'http://proxy.northwind.example:3128', rows}), file);
		for (const {host} of rows) expect(text).toContain(`\n  ${host} `);
		expect(text.split('\n').length).toBeLessThanOrEqual(50);
	});

	it('fits on some 60 lines in a file: three requests to two teams, with what could not be tested', () => {
		const sample = readFileSync(new URL('../../docs/samples/run.json', import.meta.url), 'utf8');
		const text = renderChangeRequest(parseRun(sample, 'run.json'), {...plain, isFile: true});
		expect(text.match(/^To: /gm)).toHaveLength(2);
		expect(text.match(/^\d\. /gm)).toHaveLength(3);
		expect(text.match(/^ {2}curl /gm)).toHaveLength(3);
		expect(text.match(/^\[\d\] https:/gm)).toHaveLength(3);
		expect(text.split('\n').length).toBeLessThanOrEqual(71);
	});

	it('says when, where a request was seen long after the run began', () => {
		const first = sampleReport({proxy: 'http://proxy:3128', rows: [{host: 'a.example', cause: 'proxy.host-denied'}]});
		expect(renderChangeRequest(first, plain)).not.toContain('Time:');
		const later = {...first, startedAt: '2026-11-22T19:00:00.000Z'};
		expect(renderChangeRequest(later, plain)).toMatch(/^Time: {2}2026-11-22 20:30:00 UTC/m);
	});

	it('says the source of the traffic once', () => {
		expect(
			renderChangeRequest(report, plain)
				.split('To: DNS team')[0]
				?.match(/10\.1\.2\.3/g),
		).toHaveLength(1);
	});

	it('tells others nothing about this program: they verify with the tools that they have', () => {
		const text = renderChangeRequest(report, {...plain, columns: 76});
		const request = text.slice(text.indexOf('To: DNS team')).split('Afterwards')[0];
		expect(request).toContain('Check: the command below now prints "SERVFAIL".');
		expect(request).toContain('\n  nslookup -type=A names.example. 10.0.0.2\n');
		expect(request).not.toMatch(/--\w|run the check again|arc-netcheck/i);
	});

	it('tells whoever made the check what to do with this program too', () => {
		const rows = ['a.example', 'b.example'].map(host => ({host, cause: 'proxy.unresolvable'}) as const);
		const text = renderChangeRequest(sampleReport({proxy: 'http://proxy:3128', rows}), plain);
		const own = text.slice(text.indexOf('To: Whoever made this check')).split('Afterwards')[0];
		expect(own).toMatch(
			/1\. Check the host name and port of the proxy in your settings \(--proxy\)\.\s+If\s+they are right,[^[]*\n[A-Z][a-z ]+:\n {2}a\.example /,
		);
	});

	it('leaves out what the requester does', () => {
		const text = renderChangeRequest(report, plain);
		expect(text).not.toMatch(/Afterwards|az connectedk8s|arc-netcheck explain|Whoever made this check/);
	});

	it('asks for what could not be tested once, in the section of those who open the way', () => {
		const text = renderChangeRequest(report, plain);
		expect(text.match(/azurecr/g)).toHaveLength(1);
		expect(text.indexOf('azurecr')).toBeLessThan(text.indexOf('To: DNS team'));
	});

	it('asks for nothing that needs no action', () => {
		const text = renderChangeRequest(report, plain);
		expect(text).not.toContain('old.example');
		expect(text.match(/^To: /gm)).toHaveLength(2);
	});

	it('says so where nothing has to be changed', () => {
		expect(renderChangeRequest(sampleReport({rows: [{host: 'ok.example'}]}), plain)).toBe(
			`Nothing has to be changed, as far as this run could tell.\nReference: arc-netcheck ${tool.version}, run 20261122T203000Z-0a1b2c, catalog of 2026-06-18\n`,
		);
	});

	it('lists every host, however many', () => {
		const hosts = hostsOf(40);
		const text = renderChangeRequest(
			sampleReport({proxy: 'http://proxy:3128', rows: hosts.map(host => ({host, cause: 'proxy.host-denied'}))}),
			plain,
		);
		for (const host of hosts) expect(text).toMatch(new RegExp(`\\n {2}${host} +443 HTTPS`));
	});

	it.each([true, false])('keeps hostile text on its line (unicode: %s)', unicode => {
		const text = renderChangeRequest(sampleReport({proxy: 'http://proxy:3128', rows: hostileRows}), {
			...plain,
			unicode,
		});
		expect(text).not.toMatch(
			/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
		);
		if (!unicode) expect(text).toMatch(/^[\n -~]+$/);
		const headings = text.match(/^(?:To|Allow|Exempt|Why|Proxy log|Check)\b.*/gm) ?? [];
		expect(headings.filter(line => line.startsWith('To: '))).toHaveLength(2);
		expect(headings.filter(line => line.startsWith('Why: '))).toHaveLength(2);
	});
});

describe('service tags', () => {
	const requestFor = (proxy: string | undefined) => {
		const cause = proxy === undefined ? ('tcp.timeout' as const) : ('proxy.host-denied' as const);
		const rows = [{host: 'management.azure.com', cause}, {host: 'pypi.org', cause}, {host: 'ok.example'}];
		return renderChangeRequest(sampleReport({rows, ...(proxy !== undefined && {proxy})}), plain);
	};

	it('are named to whoever runs the firewall, beside the hosts', () => {
		const text = requestFor(undefined);
		expect(text).toMatch(/^Tags: {2}where a rule takes addresses only/m);
		expect(text).toContain('AzureResourceManager.');
	});

	it('are of no use to whoever runs the proxy', () => {
		expect(requestFor('http://proxy:3128')).not.toContain('AzureResourceManager');
	});
});
