import {stripVTControlCharacters} from 'node:util';
import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {renderText} from '../../source/report/text.ts';
import {viewFinding} from '../../source/report/view/finding.ts';
import {singleLine} from '../../source/safe-text.ts';
import {tool} from '../../source/version.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {hostsOf, type Sample, sampleReport} from '../helpers/sample-run.ts';

const plain = {columns: 80, colour: false, unicode: true};

const denied: Sample = {
	proxy: 'http://proxy:3128',
	rows: [
		{host: 'mcr.microsoft.com'},
		{
			host: 'management.azure.com',
			cause: 'proxy.host-denied',
			detail: 'The proxy answered 403 Forbidden for management.azure.com:443.',
			purpose: 'Azure Resource Manager, where the cluster is registered.',
			impact: 'Onboarding fails at once.',
		},
		{
			host: 'eastus.dp.kubernetesconfiguration.azure.com',
			cause: 'proxy.host-denied',
			detail: 'The proxy answered 403 Forbidden for eastus.dp.kubernetesconfiguration.azure.com:443.',
			purpose: 'Takes the status of the agents.',
			impact: 'The cluster shows as offline.',
			level: 'conditional',
			scope: ['cluster'],
		},
		{host: 'old.example', cause: 'proxy.host-denied', level: 'legacy'},
		{pattern: '*.azurecr.io', note: 'No public host stands for *.azurecr.io: give --resource acr=NAME.'},
	],
};

describe('renderText', () => {
	it('reads so at 80 columns, the verdict at both ends', () => {
		const text = renderText(sampleReport(denied), plain).replace(
			`${tool.name} ${tool.version}`,
			'arc-netcheck VERSION',
		);
		expect(text).toMatchInlineSnapshot(`
			"arc-netcheck VERSION, run 20261122T203000Z-0a1b2c
			✗ Can't onboard: 3 of 4 endpoints are blocked (1 no longer needed), all at the
			  proxy http://proxy:3128. Proxy team: 1 to fix. 1 required endpoint could not
			  be tested.

			Allow, the proxy team (The proxy denies access)
			  management.azure.com                443 HTTPS  required
			      Azure Resource Manager, where the cluster is registered.
			  eastus.dp.kubernetesconfiguration.azure.com
			                                      443 HTTPS  required for your features
			      Takes the status of the agents.

			Allow these too: they could not be tested from outside
			  *.azurecr.io                        443 HTTPS  required
			      Serves the agents.

			Azure Arc lets Azure manage a Kubernetes cluster that runs elsewhere: agents in
			the cluster call out to hosts of Microsoft, mostly over HTTPS on port 443, and
			nothing calls in. This report says which of these hosts the network lets through
			and which not. If a finding is addressed to your team, please make its fix, and
			run the command beside it before and after.

			Region       eastus, public cloud
			Features     Azure Arc agents, Training jobs
			Levels       down to optional
			Proxy        http://proxy:3128
			Catalog      2026-06-18, 157 days old
			Name server  10.0.0.2
			Seen from    jump box jump-1 (linux x64)
			Time         2026-11-22 20:30:00 UTC, took 4.3 s

			✗ The proxy denies access
			  Error, 2 endpoints, for the proxy team
			  The proxy http://proxy:3128 answered 403 to CONNECT for 2 hosts, header
			  X-Squid-Error: ERR_ACCESS_DENIED 0. The proxy works and refuses these hosts by
			  its own rules.

			  What breaks
			  - Onboarding fails at once.
			  - The cluster shows as offline.

			  Fix
			  1. On the proxy http://proxy:3128, allow management.azure.com and
			     eastus.dp.kubernetesconfiguration.azure.com on port 443, for the cluster
			     nodes and this machine.
			     TCP port 443 (HTTPS)
			       management.azure.com:443
			       eastus.dp.kubernetesconfiguration.azure.com:443
			  2. Match names, not addresses: the addresses behind these names change without
			     notice.

			  Check, before and after the fix
			    curl --silent --show-error --output /dev/null \\
			      --write-out 'proxy %{http_connect}, service %{http_code}\\n' --http1.1 \\
			      --connect-timeout 5 --max-time 15 --proxy http://proxy:3128 --noproxy '' \\
			      https://management.azure.com/
			  Now:        Prints "proxy 403, service 000".
			  Once fixed: Prints "proxy 200, service NNN", where NNN is any status but 000.
			  With this program, all of them at once:
			    arc-netcheck explain --proxy http://proxy:3128 management.azure.com:443 \\
			      eastus.dp.kubernetesconfiguration.azure.com:443

			  What was seen
			  - The proxy answered 403 Forbidden for management.azure.com:443. The same for
			    1 more endpoint.

			  In the logs
			    Source address: 10.1.2.3
			    Time: 2026-11-22 20:30:00 UTC
			    Search the proxy log for:
			      CONNECT management.azure.com:443
			      CONNECT eastus.dp.kubernetesconfiguration.azure.com:443

			  Documented by
			  - https://example.com/docs

			i Blocked, but no longer needed
			  Info, 1 endpoint, for you
			  1 endpoint could not be reached that only older lists name: no longer needed,
			  or retired upstream.

			  Fix
			  No action. Do not open the firewall for them.
			     TCP port 443 (HTTPS)
			       old.example:443

			i Could not be tested
			  Info, 1 endpoint, for you
			  1 endpoint could not be tested (1 required).

			  Allow these too: they could not be tested from outside
			     TCP port 443 (HTTPS)
			       *.azurecr.io:443

			  To test them as well
			  No public host stands for *.azurecr.io: give --resource acr=NAME.

			Next
			  1. Get the findings fixed
			  2. Test again
			    arc-netcheck explain --proxy http://proxy:3128 management.azure.com:443 \\
			      eastus.dp.kubernetesconfiguration.azure.com:443
			  3. Connect the cluster to Azure Arc
			    kubectl cluster-info dump | grep -m 1 service-cluster-ip-range
			    kubectl get service kubernetes --namespace default \\
			      --output jsonpath='{.spec.clusterIP}'
			    az connectedk8s connect --name '<CLUSTER>' \\
			      --resource-group '<RESOURCE-GROUP>' --location eastus \\
			      --proxy-https http://proxy:3128 --proxy-http http://proxy:3128 \\
			      --proxy-skip-range '<SERVICE-CIDR>,127.0.0.1,localhost,kubernetes.default.svc,.svc.cluster.local,.svc'

			Summary
			Endpoints    5 endpoints: 1 reachable, 3 blocked, 1 unverified
			Not tested   1 endpoint (1 required)
			Scope        Tested from this jump box. Nodes and pods may use other DNS,
			             another proxy, other trust.

			✗ Can't onboard: 3 of 4 endpoints are blocked (1 no longer needed), all at the
			  proxy http://proxy:3128. Proxy team: 1 to fix. 1 required endpoint could not
			  be tested.
			"
		`);
	});

	it('reads so at 40 columns', () => {
		const report = sampleReport({
			rows: [
				{host: 'ok.example'},
				{
					host: 'eastus.dp.kubernetesconfiguration.azure.com',
					cause: 'tcp.timeout',
					detail: 'Nothing came back.',
					purpose: 'Takes the status of the agents.',
					impact: 'The cluster shows as offline.',
				},
			],
		});
		const lines = renderText(report, {...plain, columns: 40}).split('\n');
		const finding = lines.slice(lines.indexOf('✗ No answer to the connection attempt'), lines.indexOf('Next'));
		expect(finding.join('\n')).toMatchInlineSnapshot(`
			"✗ No answer to the connection attempt
			  Error, 1 endpoint, for the network
			  team
			  On port 443 the connection attempt got
			  no answer (PROBE_TIMEOUT) for
			  eastus.dp.kubernetesconfiguration.
			  azure.com; tried for example
			  192.0.2.10. Nothing answered the
			  connection attempt in time, which is
			  how a firewall that drops packets
			  looks.

			  What breaks
			  - The cluster shows as offline.

			  Fix
			  1. Allow outbound TCP to
			     eastus.dp.kubernetesconfiguration.
			     azure.com on port 443, from this
			     machine and from the cluster nodes.
			     TCP port 443 (HTTPS)
			       eastus.dp.kubernetesconfigurati
			         on.azure.com:443
			  2. Let the firewall match names where
			     it can: the addresses behind these
			     names change without notice.
			  3. If this network reaches the
			     internet only through a proxy, name
			     it (--proxy http://HOST:PORT) and
			     run the check again.

			  Check, before and after the fix
			    curl --silent --show-error \\
			      --output /dev/null \\
			      --write-out 'service %{http_code}\\n' \\
			      --http1.1 --connect-timeout 5 \\
			      --max-time 15 --noproxy '*' \\
			      https://eastus.dp.kubernetesconfiguration.azure.com/
			  Now:        Prints "service 000".
			  Once fixed: Prints "service NNN",
			              where NNN is any status
			              but 000.
			  With this program, all of them at
			  once:
			    arc-netcheck explain --proxy none \\
			      eastus.dp.kubernetesconfiguration.azure.com:443

			  What was seen
			  - Nothing came back.

			  In the logs
			    Source address of other
			      connections in this run: 10.1.2.3
			    Time: 2026-11-22 20:30:00 UTC
			    Destinations in the firewall's
			      log: 192.0.2.10 port 443

			  Documented by
			  - https://example.com/docs
			"
		`);
		expect(lines.slice(lines.indexOf('Summary')).join('\n')).toMatchInlineSnapshot(`
			"Summary
			Endpoints    2 endpoints: 1 reachable, 1
			             blocked
			Scope        Tested from this jump box.
			             Nodes and pods may use
			             other DNS, another proxy,
			             other trust.

			✗ Can't onboard: 1 of 2 endpoints is
			  blocked. Network team: 1 to fix.
			"
		`);
	});

	it('says plainly that name resolution fails, in a heading and in the last line', () => {
		const rows = hostsOf(61).map(host => ({host, cause: 'dns.nxdomain'}) as const);
		const text = renderText(sampleReport({rows}), plain);
		expect(text).toContain('\n✗ No name could be resolved\n');
		expect(
			text.endsWith(`
✗ Can't onboard: 61 of 61 endpoints are blocked. No name could be resolved: name
  resolution is what fails, for all 61 endpoints that were probed. DNS team: 1
  to fix.
`),
		).toBe(true);
	});

	it('only counts what is reachable', () => {
		const text = renderText(sampleReport({rows: hostsOf(3).map(host => ({host}))}), plain);
		expect(text).not.toContain('host-1.example');
		expect(text).toContain('Endpoints    3 endpoints: 3 reachable');
		expect(text).toMatch(/\n✓ Ready: all 3 required endpoints are reachable\.\n$/);
	});

	it('warns in the last line where nothing needed fails', () => {
		const rows = [{host: 'ok.example'}, {host: 'a.example', cause: 'tls.intercepted', status: 'intercepted'}] as const;
		expect(renderText(sampleReport({rows}), plain)).toMatch(
			/\n! Works, but whatever does not trust the inspecting CA will fail later: 1 of 2\n {2}endpoints is opened by TLS inspection\. Security team: 1 to fix\.\n$/,
		);
	});

	it('says each kind of what was seen, the most frequent first, and each note once', () => {
		const rows = [
			...hostsOf(2, 'gone').map(host => ({host, cause: 'dns.nxdomain', detail: `No such name: ${host}.`}) as const),
			{host: 'a.example', cause: 'dns.nxdomain', detail: 'Seen one.', notes: ['It has a private address.']} as const,
			{host: 'b.example', cause: 'dns.nxdomain', detail: 'Seen two.', notes: ['It has a private address.']} as const,
			{host: 'ok.example'},
		];
		expect(renderText(sampleReport({rows}), plain)).toContain(`  What was seen
  - No such name: gone-1.example. The same for 1 more endpoint.
  - Seen one.
  - Seen two.
  - It has a private address.
`);
	});

	it('has the hosts under the first step of the fix, the most needed first, and the check behind them', () => {
		const rows = [
			{host: 'optional.example', cause: 'tcp.timeout', level: 'optional'} as const,
			...hostsOf(12).map(host => ({host, cause: 'tcp.timeout'}) as const),
		];
		const text = renderText(sampleReport({rows}), plain);
		const places = [
			'  Fix\n',
			'       host-12.example:443\n',
			'       optional.example:443 (optional)\n',
			'  Check, before',
		];
		expect(places.every(place => text.includes(place))).toBe(true);
		expect(places.map(place => text.indexOf(place))).toEqual(
			places.map(place => text.indexOf(place)).toSorted((one, other) => one - other),
		);
	});

	it('has the pattern to allow with what was tested for it, by port', () => {
		const rows = [
			{host: 'one.cdn.example', pattern: '*.cdn.example', sampled: true, cause: 'tcp.timeout'},
			{host: 'b.example', port: 80, protocol: 'http', cause: 'tcp.timeout', purpose: 'Serves b.'},
		] as const;
		const text = renderText(sampleReport({rows}), plain);
		expect(text).toContain(`     TCP port 443 (HTTPS)
       *.cdn.example:443 (tested with one.cdn.example)
     TCP port 80 (HTTP)
       b.example:80
`);
		expect(text).toMatch(/\n {2}\*\.cdn\.example +443 HTTPS {2}required\n {6}Serves the agents\.\n/);
	});

	it('puts two requirements on one endpoint together', () => {
		const rows = [
			{host: 'a.example', cause: 'tcp.timeout', level: 'optional', purpose: 'One.', detail: 'Same.'},
			{host: 'a.example', cause: 'tcp.timeout', level: 'mandatory', purpose: 'Two.', detail: 'Same.'},
		] as const;
		const text = renderText(sampleReport({rows}), plain);
		expect(text).toMatch(/\n {2}a\.example +443 HTTPS {2}required\n {6}Two\.\n/);
		expect(text).toContain('\nEndpoints    1 endpoint: 1 blocked\n');
	});

	it('writes a host outside the catalog', () => {
		const report = sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout', detail: 'Nothing came back.'}]});
		const results = report.results.map(row => ({...row, requirement: null}));
		const text = renderText({...report, results}, plain);
		expect(text).toContain('     TCP port 443 (HTTPS)\n       a.example:443\n');
		expect(text).toContain('  What was seen\n  - Nothing came back.\n');
	});

	it('marks every severity with a glyph and its ASCII twin', () => {
		const rows = [
			{host: 'b.example', cause: 'tls.intercepted', status: 'intercepted'},
			{host: 'c.example', cause: 'tcp.refused'},
			{host: 'old.example', cause: 'tcp.refused', level: 'legacy'},
		] as const;
		const unicode = renderText(sampleReport({rows}), plain);
		const ascii = renderText(sampleReport({rows}), {...plain, unicode: false});
		expect(unicode.match(/^[✗!i] /gm)).toEqual(['✗ ', '✗ ', '! ', 'i ', '✗ ']);
		expect(ascii.match(/^[x!i] /gm)).toEqual(['x ', 'x ', '! ', 'i ', 'x ']);
	});

	it('colours without changing a word', () => {
		const report = sampleReport(denied);
		const coloured = renderText(report, {...plain, colour: true});
		expect(coloured).toContain('\u001b[31m✗ \u001b[39m');
		expect(stripVTControlCharacters(coloured)).toBe(renderText(report, plain));
		// 16 colours: nothing that a plain terminal would not know.
		expect(coloured.match(/\u001b\[[\d;]*m/g)?.every(code => /^\u001b\[(?:[1-9]|2\d|3[0-9]|9[0-7])m$/.test(code))).toBe(
			true,
		);
	});

	describe.each([20, 40, 80, 200])('at %i columns, with hostile text', columns => {
		const report = sampleReport({proxy: 'http://proxy:3128', rows: [...hostileRows, ...denied.rows]});

		it('shows no control character but the line feed', () => {
			expect(renderText(report, {...plain, columns})).not.toMatch(
				/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
			);
		});

		it('stays within ASCII where asked to', () => {
			expect(renderText(report, {columns, colour: false, unicode: false})).toMatch(/^[\n -~]+$/);
		});

		it('keeps every line but an argument of a command and words to search for within the width', () => {
			const lines = renderText(report, {...plain, columns}).split('\n');
			const wide = lines.filter(line => stringWidth(line) > columns);
			const wordsToFind = report.findings.flatMap(finding =>
				(viewFinding(report, finding).traces?.facts ?? []).flatMap(({values}) =>
					values.map(value => `      ${singleLine(value)}`),
				),
			);
			for (const line of wide.filter(one => !wordsToFind.includes(one))) {
				expect(line).toMatch(/^ {4,6}(?:-{1,2}[\w-]+ )?(?:\S+|'.*')( \\)?$|^ {4,6}\S+ explain --proxy \S+ \\$/);
			}
		});

		it('writes no line with blanks at its end', () => {
			expect(renderText(report, {...plain, columns})).not.toMatch(/ \n/);
		});
	});
});
