import {describe, expect, it} from 'vitest';
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
		{host: 'names.example', cause: 'dns.servfail', noProxyRule: '.example', detail: 'SERVFAIL.'},
		{host: 'old.example', cause: 'proxy.host-denied', level: 'legacy'},
		{pattern: '*.azurecr.io'},
	],
});

describe('renderChangeRequest', () => {
	it('asks the owner of each finding for what they can change, with everything they need', () => {
		const text = renderChangeRequest(report, plain);
		const proxySection = text.slice(0, text.indexOf('To: DNS team'));
		expect(proxySection).toBe(`Change request: network access for Azure Arc and Azure Machine Learning

A Kubernetes cluster in the Azure region eastus needs network access that is
missing today. It was measured on 2026-11-22 20:30:00 UTC from the jump box
jump-1. What is asked for is no wider than what was found missing.

Reference: arc-netcheck ${tool.version}, run 20261122T203000Z-0a1b2c, catalog of 2026-06-18

==========================
To: Proxy team (1 request)
==========================

1. Denied by the proxy
  2 endpoints, port 443

Request
  1. Allow CONNECT to management.azure.com and *.cdn.example on port 443 at
     the proxy http://proxy:3128, for this machine and for the cluster
     nodes.
  2. Match names, not addresses: the addresses behind these names change
     without notice.

Hosts
  Host                  Port   Protocol
  management.azure.com  443    tcp (HTTPS)
  *.cdn.example         443    tcp (HTTPS)
    tested with one.cdn.example

Why
  The proxy http://proxy:3128 answered 403 to CONNECT for 2 hosts, header
  X-Squid-Error: ERR_ACCESS_DENIED 0. The proxy works and refuses these
  hosts by its own rules.

What does not work until then
  - Onboarding fails at once.
  - Image pulls fail.

Evidence
  - The proxy answered 403 for management.azure.com. The same for 1 more
    endpoint.
  Source address: 10.1.2.3
  Time: 2026-11-22 20:30:00 UTC
  Words in the proxy's log:
    CONNECT management.azure.com:443
    CONNECT one.cdn.example:443

To verify, before and after
  curl --verbose --silent --show-error --output /dev/null --http1.1 \\
    --connect-timeout 5 --max-time 15 --proxy http://proxy:3128 --noproxy \\
    '' https://management.azure.com/
  arc-netcheck explain --proxy http://proxy:3128 management.azure.com:443 \\
    one.cdn.example:443

========================
`);
	});

	it('tells others nothing about how to use this program but the line that verifies', () => {
		const text = renderChangeRequest(report, {...plain, columns: 76});
		const request = text.slice(text.indexOf('To: DNS team')).split('To verify')[0];
		expect(request).toContain('SERVFAIL');
		expect(request).not.toMatch(/--\w|run the check again|arc-netcheck/);
	});

	it('asks for nothing that needs no action or was not tested', () => {
		const text = renderChangeRequest(report, plain);
		expect(text).not.toMatch(/old\.example|azurecr/);
		expect(text.match(/^To: /gm)).toHaveLength(2);
	});

	it('says so where nothing has to be changed', () => {
		expect(renderChangeRequest(sampleReport({rows: [{host: 'ok.example'}]}), plain)).toBe(
			`Nothing has to be changed, as far as this run could tell.\nReference: arc-netcheck ${tool.version}, run 20261122T203000Z-0a1b2c\n`,
		);
	});

	it('lists every host, however many', () => {
		const hosts = hostsOf(40);
		const text = renderChangeRequest(
			sampleReport({proxy: 'http://proxy:3128', rows: hosts.map(host => ({host, cause: 'proxy.host-denied'}))}),
			plain,
		);
		for (const host of hosts) expect(text).toMatch(new RegExp(`^  ${host} +443 +tcp`, 'm'));
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
		const headings = text.match(/^(?:To|Request|Hosts|Why|Evidence)\b.*/gm) ?? [];
		expect(headings.filter(line => line.startsWith('To: '))).toHaveLength(2);
		expect(headings.filter(line => line === 'Hosts')).toHaveLength(2);
	});
});
