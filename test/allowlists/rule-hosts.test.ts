import {describe, expect, it} from 'vitest';
import {describeRemedy, describeRuleHost, ruleGroupsOf} from '../../source/allowlists/rule-hosts.ts';
import {renderRun} from '../../source/report/formats.ts';
import {type SampleRow, sampleReport} from '../helpers/sample-run.ts';

const rows: readonly SampleRow[] = [
	{host: 'a.example', cause: 'tcp.timeout', detail: 'No answer from a.example.'},
	{host: 'b.example', port: 80, protocol: 'http', cause: 'tcp.timeout', detail: 'No answer from b.example.'},
	{host: 'one.cdn.example', pattern: '*.cdn.example', sampled: true, cause: 'tcp.reset', detail: 'Reset.'},
	{
		host: 'two.cdn.example',
		pattern: '*.cdn.example',
		sampled: true,
		cause: 'tcp.timeout',
		detail: 'No answer from two.cdn.example.',
	},
];

/** Groups as a reader sees them: the title, and each host with what was tested for it. */
function groupsOf(of: readonly SampleRow[]): [string, (string | null)[][]][] {
	const {results, settings} = sampleReport({rows: of});
	return ruleGroupsOf(results, settings).map(({title, hosts}) => [
		title,
		hosts.map(host => [host.name, describeRuleHost(host)]),
	]);
}

describe('ruleGroupsOf', () => {
	it('names the wildcard in place of its stand-ins, one line for each, by port', () => {
		expect(groupsOf(rows)).toEqual([
			[
				'TCP port 443 (HTTPS)',
				[
					['a.example:443', null],
					['*.cdn.example:443', 'tested with one.cdn.example and two.cdn.example'],
				],
			],
			['TCP port 80 (HTTP)', [['b.example:80', null]]],
		]);
	});

	it('claims no test of a stand-in that was not tested', () => {
		const [row] = sampleReport({
			rows: [{host: 'one.cdn.example', pattern: '*.cdn.example', sampled: true, detail: 'No route.'}],
		}).results;
		const {settings} = sampleReport({rows: []});
		for (const status of ['unverified', 'skipped'] as const) {
			const [group] = ruleGroupsOf(row === undefined ? [] : [{...row, status}], settings);
			expect(group?.hosts.map(({name, testedWith}) => [name, testedWith])).toEqual([['*.cdn.example:443', []]]);
		}
	});

	it('puts the protocols of one port together, but not TCP and UDP', () => {
		expect(
			groupsOf([
				{host: 'a.example', cause: 'tcp.timeout'},
				{host: 'a.example', cause: 'tcp.timeout', protocol: 'websocket'},
				{pattern: 'ntp.example', protocol: 'udp'},
			]),
		).toEqual([
			['TCP port 443 (HTTPS, HTTPS with WebSocket)', [['a.example:443', null]]],
			['UDP port 443', [['ntp.example:443', null]]],
		]);
	});

	it('fills in the region, and leaves open what only the user knows', () => {
		expect(groupsOf([{pattern: '*.workspace.<region>.api.example'}, {pattern: '<acr>.<region>.example'}])).toEqual([
			[
				'TCP port 443 (HTTPS)',
				[
					['*.workspace.eastus.api.example:443', null],
					['<acr>.eastus.example:443', 'replace <acr> with your container registry (ask the workspace owner)'],
				],
			],
		]);
	});
});

describe('a name that nobody gave', () => {
	it.each([
		[
			'<acr>.<region>.data.azurecr.io',
			/^<acr>\.eastus\.data/,
			/^replace <acr> with your container registry \(ask the workspace owner\)$/,
		],
		[
			'<prefix>.gw.arc.azure.com',
			/^<prefix>\.gw/,
			/^replace <prefix> with the prefix of your Arc gateway \(ask its owner\)$/,
		],
		['<mine>.example', /^<mine>/, /^replace <mine> with the name of your own resource$/],
	])('%s comes with what to put in', (pattern, name, words) => {
		const report = sampleReport({rows: [{pattern}]});
		const [host] = ruleGroupsOf(report.results, report.settings)[0]?.hosts ?? [];
		expect(host?.name).toMatch(name);
		expect(host && describeRuleHost(host)).toMatch(words);
		for (const format of ['text', 'markdown', 'html', 'change-request'] as const) {
			const text = renderRun(format, report, {columns: 200, colour: false, unicode: true});
			expect(text.replaceAll(/\s+/g, ' '), format).toMatch(/[Rr]eplace (?:<|&lt;|\\<)(?:acr|prefix|mine)/);
		}
	});
});

describe('describeRemedy', () => {
	it.each([
		['tcp.timeout', 'blocked', 'Allow'],
		['tls.intercepted', 'intercepted', 'Exempt from TLS inspection'],
		['dns.nxdomain', 'blocked', 'Endpoints'],
		['tcp.timeout', 'unstable', 'Endpoints'],
	] as const)('of %s, %s: %s', (cause, status, title) => {
		const [finding] = sampleReport({rows: [{host: 'a.example', cause, status}, {host: 'ok.example'}]}).findings;
		expect(finding && describeRemedy(finding)).toBe(title);
	});
});
