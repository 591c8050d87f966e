import {stripVTControlCharacters} from 'node:util';
import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {renderText} from '../../source/report/text.ts';
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
	it('reads so at 80 columns, the verdict last', () => {
		expect(renderText(sampleReport(denied), plain)).toBe(`arc-netcheck ${tool.version}, run 20261122T203000Z-0a1b2c
Region       eastus, public cloud
Features     arc, aml-training
Levels       down to optional
Proxy        http://proxy:3128
Catalog      2026-06-18
Name server  10.0.0.2
Seen from    jump box jump-1 (linux x64)
Time         2026-11-22 20:30:00 UTC, took 4.3 s

✗ Denied by the proxy
  Error, 2 endpoints, for the proxy team
  The proxy http://proxy:3128 answered 403 to CONNECT for 2 hosts, header
  X-Squid-Error: ERR_ACCESS_DENIED 0. The proxy works and refuses these hosts by
  its own rules.
  For example: The proxy answered 403 Forbidden for management.azure.com:443.

  ✗ management.azure.com:443 (mandatory, proxy.host-denied)
    Needed for: Azure Resource Manager, where the cluster is registered.
    Without it: Onboarding fails at once.
  ✗ eastus.dp.kubernetesconfiguration.azure.com:443 (conditional,
    proxy.host-denied)
    Needed for: Takes the status of the agents.
    Without it: The cluster shows as offline.

  Fix
  1. Allow CONNECT to management.azure.com and
     eastus.dp.kubernetesconfiguration.azure.com on port 443 at the proxy
     http://proxy:3128, for this machine and for the cluster nodes.
  2. Match names, not addresses: the addresses behind these names change without
     notice.

  Check before and after
    curl --verbose --silent --show-error --output /dev/null --http1.1 \\
      --connect-timeout 5 --max-time 15 --proxy http://proxy:3128 --noproxy '' \\
      https://management.azure.com/
    arc-netcheck explain --proxy http://proxy:3128 management.azure.com:443 \\
      eastus.dp.kubernetesconfiguration.azure.com:443

i Blocked, but no longer needed
  Info, 1 endpoint, for you
  1 target could not be reached that only older lists name: no longer needed, or
  retired upstream.

  i old.example:443 (legacy, proxy.host-denied)

  Fix
  No action. Do not open the firewall for them.

i Not tested
  Info, 1 endpoint, for you
  1 requirement could not be tested (1 mandatory): neither reachable nor
  blocked, as far as this run can tell.

  What is missing
  No public host stands for *.azurecr.io: give --resource acr=NAME.

What to do next
  1. Have the findings put right
  2. Test again
    arc-netcheck explain --proxy http://proxy:3128 management.azure.com:443 \\
      eastus.dp.kubernetesconfiguration.azure.com:443
  3. Connect the cluster to Azure Arc
    kubectl cluster-info dump | grep -m 1 service-cluster-ip-range
    kubectl get service kubernetes --namespace default --output \\
      jsonpath='{.spec.clusterIP}'
    az connectedk8s connect --name '<CLUSTER>' --resource-group \\
      '<RESOURCE-GROUP>' --location eastus --proxy-https http://proxy:3128 \\
      --proxy-http http://proxy:3128 --proxy-skip-range \\
      '<SERVICE-CIDR>,127.0.0.1,localhost,kubernetes.default.svc,.svc.cluster.local,.svc'

Summary
Targets      5 (1 reachable, 3 blocked, 1 unverified)
Not tested   1 (1 mandatory)
Scope        1 target matters to the cluster: as seen from here, a jump box,
             whose path may differ from theirs.

✗ 2 of 3 needed endpoints are blocked; 1 finding for the proxy team. 1 mandatory
  requirement could not be tested.
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
		expect(lines.slice(lines.indexOf(''), lines.indexOf('  Fix')).join('\n')).toBe(`
✗ No answer to the connection attempt
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

  ✗ eastus.dp.kubernetesconfiguration.
    azure.com:443 (mandatory,
    tcp.timeout)
    Needed for: Takes the status of the
                agents.
    Without it: The cluster shows as
                offline.
    Seen: Nothing came back.
`);
		expect(lines.slice(lines.indexOf('Summary')).join('\n')).toBe(`Summary
Targets      2 (1 reachable, 1 blocked)

✗ 1 of 2 needed endpoints is blocked; 1
  finding for the network team.
`);
	});

	it('says plainly that name resolution fails, in a heading and in the last line', () => {
		const rows = hostsOf(61).map(host => ({host, cause: 'dns.nxdomain'}) as const);
		const text = renderText(sampleReport({rows}), plain);
		expect(text).toContain('\n✗ No name could be resolved\n');
		expect(
			text.endsWith(`
✗ No name could be resolved: name resolution is what fails, for all 61 endpoints
  that were probed. 61 of 61 needed endpoints are blocked; 1 finding for the DNS
  team.
`),
		).toBe(true);
	});

	it('only counts what is reachable', () => {
		const text = renderText(sampleReport({rows: hostsOf(3).map(host => ({host}))}), plain);
		expect(text).not.toContain('host-1.example');
		expect(text).toContain('Targets      3 (3 reachable)');
		expect(text).toMatch(/\n✓ All 3 needed endpoints that were tested are reachable\.\n$/);
	});

	it('warns in the last line where nothing needed fails', () => {
		const rows = [{host: 'ok.example'}, {host: 'a.example', cause: 'tls.intercepted', status: 'intercepted'}] as const;
		expect(renderText(sampleReport({rows}), plain)).toMatch(
			/\n! All 2 needed endpoints that were tested are reachable; 1 warning to look at\.\n$/,
		);
	});

	it('says each detail that differs, and each note', () => {
		const rows = [
			{host: 'a.example', cause: 'tcp.timeout', detail: 'Seen one.', notes: ['It has a private address.']},
			{host: 'b.example', cause: 'tcp.timeout', detail: 'Seen two.'},
		] as const;
		const text = renderText(sampleReport({rows}), plain);
		expect(text).toContain('    Seen: Seen one.\n    Note: It has a private address.\n');
		expect(text).toContain('    Seen: Seen two.\n');
	});

	it('says once what several saw alike, by an example of each kind', () => {
		const rows = [
			...hostsOf(2, 'gone').map(host => ({host, cause: 'dns.nxdomain', detail: `No such name: ${host}.`}) as const),
			...hostsOf(2, 'mute').map(host => ({host, cause: 'dns.timeout', detail: `No answer: ${host}.`}) as const),
			{host: 'odd.example', cause: 'dns.servfail', detail: 'It failed.'} as const,
		];
		const text = renderText(sampleReport({rows}), plain);
		expect(text).toContain('  For example: No such name: gone-1.example.\n  For example: No answer: mute-1.example.\n');
		expect(text.match(/Seen: .*/g)).toEqual(['Seen: It failed.']);
	});

	it('keeps a long list short, the most needed first', () => {
		const rows = [
			{host: 'optional.example', cause: 'tcp.timeout', level: 'optional'} as const,
			...hostsOf(12).map(host => ({host, cause: 'tcp.timeout'}) as const),
		];
		const text = renderText(sampleReport({rows}), plain);
		expect(text).not.toContain('Without it');
		expect(text).toContain('  What breaks without each of them stands in the Markdown and JSON reports.\n');
		expect(text.indexOf('host-12.example:443 (mandatory')).toBeLessThan(text.indexOf('optional.example:443 (optional'));
	});

	it('puts two requirements on one endpoint together', () => {
		const rows = [
			{host: 'a.example', cause: 'tcp.timeout', level: 'optional', purpose: 'One.', detail: 'Same.'},
			{host: 'a.example', cause: 'tcp.timeout', level: 'mandatory', purpose: 'Two.', detail: 'Same.'},
		] as const;
		expect(renderText(sampleReport({rows}), plain)).toContain(`  ✗ a.example:443 (mandatory, tcp.timeout)
    Needed for: One.
    Needed for: Two.
    Without it: The agents stop.
    Seen: Same.
`);
	});

	it('writes a host outside the catalog', () => {
		const report = sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout', detail: 'Nothing came back.'}]});
		const results = report.results.map(row => ({...row, requirement: null}));
		expect(renderText({...report, results}, plain)).toContain(`  ✗ a.example:443 (mandatory, tcp.timeout)
    Seen: Nothing came back.
`);
	});

	it('marks every status with a glyph and its ASCII twin', () => {
		const rows = [
			{host: 'a.example', cause: 'tcp.timeout', status: 'unstable'},
			{host: 'b.example', cause: 'tls.intercepted', status: 'intercepted'},
			{host: 'c.example', cause: 'tcp.refused'},
		] as const;
		const unicode = renderText(sampleReport({rows}), plain);
		const ascii = renderText(sampleReport({rows}), {...plain, unicode: false});
		expect(unicode).toContain('~ a.example:443 (mandatory, unstable, tcp.timeout)');
		expect(unicode).toContain('! b.example:443 (mandatory, intercepted, tls.intercepted)');
		expect(unicode).toContain('✗ c.example:443 (mandatory, tcp.refused)');
		expect(ascii).toContain('x c.example:443 (mandatory, tcp.refused)');
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

		it('keeps every line but an argument of a command within the width', () => {
			const lines = renderText(report, {...plain, columns}).split('\n');
			const wide = lines.filter(line => stringWidth(line) > columns);
			for (const line of wide) expect(line).toMatch(/^ {6}\S+( \\)?$|^ {6}'.*'( \\)?$/);
		});

		it('writes no line with blanks at its end', () => {
			expect(renderText(report, {...plain, columns})).not.toMatch(/ \n/);
		});
	});
});
