import {describe, expect, it} from 'vitest';
import {renderMarkdown} from '../../source/report/markdown.ts';
import {introduction} from '../../source/report/view/readers.ts';
import {tool} from '../../source/version.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {tablesOf, withoutCode} from '../helpers/markdown.ts';
import {type Sample, sampleReport} from '../helpers/sample-run.ts';

const mixed: Sample = {
	proxy: 'http://anna@proxy:3128',
	settings: {dns: {address: '10.0.0.2', port: 53}},
	rows: [
		{host: 'mcr.microsoft.com', purpose: 'Serves the images of the agents.'},
		{
			host: 'management.azure.com',
			cause: 'proxy.host-denied',
			detail: 'The proxy answered 403 Forbidden (ERR_ACCESS_DENIED 0).',
			purpose: 'Azure Resource Manager.',
			impact: 'Onboarding fails at once.',
			features: ['arc', 'aml-training'],
		},
		{host: 'old.example', cause: 'proxy.host-denied', level: 'legacy'},
		{
			host: 'pypi.org',
			cause: 'tls.intercepted',
			status: 'intercepted',
			level: 'optional',
			detail: 'Signed by CN=Corp.',
		},
		{host: 'one.blob.core.windows.net', pattern: '*.blob.core.windows.net', sampled: true, scope: ['cluster']},
		{pattern: '*.azurecr.io', note: 'Give --resource acr=NAME.'},
	],
};

describe('renderMarkdown', () => {
	const report = sampleReport(mixed);
	const markdown = renderMarkdown(report);

	it('opens with a title and the summary', () => {
		expect(markdown.split('\n').slice(0, 6)).toEqual([
			'# Network check for eastus, 2026-11-22 20:30:00 UTC',
			'',
			"**✗ Can't onboard: 2 of 5 endpoints are blocked (1 no longer needed), all at the proxy `http://proxy:3128`; 1 is opened by TLS inspection.** Proxy team: 1 to fix. Security team: 1. 1 required endpoint could not be tested.",
			'',
			'**Allow: the proxy team (The proxy denies access)**',
			'',
		]);
		expect(markdown).toContain('| `management.azure.com` | 443 HTTPS | Azure Resource Manager. | required |  |');
		expect(markdown.indexOf(introduction.arc)).toBeGreaterThan(markdown.indexOf('| `management.azure.com` |'));
	});

	it('says at the end what limits it', () => {
		expect(sectionOf(markdown, '## Limits')).toBe(`- 6 endpoints: 2 reachable, 1 intercepted, 2 blocked, 1 unverified.
- 1 wildcard tested by public stand-ins; rules with exact names may still block your own hosts.
- Tested from this jump box. Nodes and pods may use other DNS, another proxy, other trust.`);
	});

	it('has the settings as a table', () => {
		expect(sectionOf(markdown, '## Settings')).toBe(`| Setting | Value |
| --- | --- |
| Region | eastus, public cloud |
| Features | Azure Arc agents, Training jobs |
| Levels | down to optional |
| Proxy | \`http://proxy:3128\` |
| Name server | 10.0.0.2, port 53 |
| Catalog | 2026-06-18, 157 days old |
| Seen from | jump box jump-1 (linux x64) |
| Time | 2026-11-22 20:30:00 UTC, took 4.3 s |
| Tool | arc-netcheck ${tool.version}, run 20261122T203000Z-0a1b2c |`);
	});

	it('has each finding with why, where, fix and proof', () => {
		expect(
			sectionOf(markdown, '### 1. The proxy denies access'),
		).toBe(`Severity **error**, 1 endpoint, for the proxy team

The proxy \`http://proxy:3128\` answered 403 to CONNECT for management.azure.com, header X-Squid-Error: ERR\\_ACCESS\\_DENIED 0. The proxy works and refuses these hosts by its own rules.

**What breaks**

- Onboarding fails at once.

**Fix**

1. On the proxy \`http://proxy:3128\`, allow management.azure.com on port 443, for the cluster nodes and this machine.
2. Match names, not addresses: the addresses behind these names change without notice.

**Allow**

TCP port 443 (HTTPS):

- allow \`management.azure.com:443\`

**Check, before and after the fix**

\`\`\`sh
curl --silent --show-error --output /dev/null --write-out 'proxy %{http_connect}, service %{http_code}\\n' --http1.1 --connect-timeout 5 --max-time 15 --proxy http://proxy:3128 --noproxy '' --proxy-user anna https://management.azure.com/
\`\`\`

- Now: Prints "proxy 403, service 000".
- Once fixed: Prints "proxy 200, service NNN", where NNN is any status but 000.

With this program, all of them at once:

\`\`\`sh
arc-netcheck explain --proxy http://anna@proxy:3128 --dns 10.0.0.2:53 management.azure.com:443
\`\`\`

**In the logs**

- Source address: \`10.1.2.3\`
- Time: 2026-11-22 20:30:00 UTC
- Search the proxy log for: \`CONNECT management.azure.com:443\`

**Documented by**

- \`https://example.com/docs\``);
	});

	it('lists what to open, and nothing that needs no action', () => {
		expect(
			sectionOf(markdown, '## Blocked hosts and patterns'),
		).toBe(`| Host or pattern | Tested with | Needed for | Purpose | Without it | Cause | What was seen |
| --- | --- | --- | --- | --- | --- | --- |
| \`management.azure.com:443\` |  | Azure Arc agents and Training jobs (required) | Azure Resource Manager. | Onboarding fails at once. | \`proxy.host-denied\` | The proxy answered 403 Forbidden (ERR\\_ACCESS\\_DENIED 0). |`);
	});

	it('lists what is intercepted, and what was not tested with what to supply', () => {
		expect(sectionOf(markdown, '## Intercepted and unstable hosts and patterns')).toContain(
			'| `pypi.org:443` |  | Azure Arc agents (optional) | Serves the agents. | The agents stop. | `tls.intercepted` | Signed by CN=Corp. |',
		);
		expect(sectionOf(markdown, '## Could not be tested')).toBe(`1 endpoint could not be tested (1 required).

**Allow these too: they could not be tested from outside**

TCP port 443 (HTTPS):

- allow \`*.azurecr.io:443\`

**To test them as well**

- Give --resource acr=NAME (for \\*.azurecr.io:443).`);
	});

	it('ends with every endpoint, folded away', () => {
		const list = markdown.slice(markdown.indexOf('<details>'));
		expect(list).toMatch(/^<details>\n<summary>All 6 endpoints<\/summary>\n\n\| Status \|[\s\S]*\|\n\n<\/details>\n$/);
		expect(list.match(/^\| (?!Status|---)/gm)).toHaveLength(6);
		expect(list).toContain(
			'| `one.blob.core.windows.net:443` | `*.blob.core.windows.net` | Azure Arc agents (required) |',
		);
	});

	it('leaves out the sections that have nothing to say', () => {
		const healthy = renderMarkdown(sampleReport({rows: [{host: 'ok.example'}]}));
		expect(healthy.match(/^## .*/gm)).toEqual(['## Next', '## Limits', '## Settings']);
	});

	describe('with hostile text everywhere', () => {
		const hostile = renderMarkdown(sampleReport({proxy: 'http://proxy:3128', rows: hostileRows}));

		it('has no control character but the line feed', () => {
			expect(hostile).not.toMatch(
				/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
			);
		});

		it('keeps the cells of every table', () => {
			const tables = tablesOf(hostile);
			expect(tables).toHaveLength(7);
			for (const [head, ...rows] of tables) {
				for (const row of rows) expect(row).toHaveLength(head?.length ?? 0);
			}
		});

		it('keeps its own headings, links and tags only', () => {
			const acted = withoutCode(hostile);
			expect(
				acted
					.match(/^#+ .*/gm)
					?.filter(
						line =>
							!/^(# Network|## (Settings|Findings|Blocked|Intercepted|Could not be tested|Next|Limits)|### \d+\. (The proxy denies|TLS)|### Step \d)/.test(
								line,
							),
					),
			).toEqual([]);
			expect(acted.match(/<[^>]*>/g)).toEqual(['<details>', '<summary>', '</summary>', '</details>']);
			expect(acted).not.toMatch(/:\/\/|www\.|@|(?<!\\)\]\(/);
		});

		it('closes every fence that it opens', () => {
			const fences = hostile.match(/^`{3,}.*$/gm) ?? [];
			expect(fences.length).toBeGreaterThanOrEqual(4);
			expect(fences.length % 2).toBe(0);
			expect(fences.map(fence => fence.replace('sh', ''))).toEqual(
				fences.map((_, index) => fences[index - (index % 2)]?.replace('sh', '')),
			);
		});
	});
});

/** What stands between a heading and the next one. */
function sectionOf(markdown: string, heading: string): string {
	const start = markdown.indexOf(`\n${heading}\n`) + heading.length + 2;
	const end = markdown.slice(start).search(/^(?:#|<details>)/m);
	return markdown.slice(start, start + end).trim();
}
