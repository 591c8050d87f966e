import {describe, expect, it} from 'vitest';
import {toPlanReport} from '../../source/record/plan-report.ts';
import {renderPlanMarkdown} from '../../source/report/plan-markdown.ts';
import {renderPlanTable, renderPlanText} from '../../source/report/plan-text.ts';
import {tool} from '../../source/version.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {tablesOf, withoutCode} from '../helpers/markdown.ts';
import {hostsOf, samplePlan} from '../helpers/sample-run.ts';

const plain = {columns: 80, colour: false, unicode: true};
const report = toPlanReport(
	samplePlan({
		proxy: 'http://proxy:3128',
		rows: [
			{host: 'mcr.microsoft.com', purpose: 'Serves the images of the agents.'},
			{host: 'pypi.org', level: 'optional', noProxyRule: 'pypi.org', features: ['aml-training']},
			{
				host: 'one.blob.core.windows.net',
				pattern: '*.blob.core.windows.net',
				sampled: true,
				note: 'A public stand-in.',
			},
			{pattern: '*.azurecr.io', note: 'Give --resource acr=NAME.'},
		],
	}),
);
const hostile = toPlanReport(samplePlan({rows: hostileRows}));
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe('renderPlanText', () => {
	it('reads so at 80 columns, the counts last', () => {
		expect(renderPlanText(report, plain)).toBe(`arc-netcheck ${tool.version}, plan
Region       eastus, public cloud
Features     Azure Arc agents, Training jobs
Levels       down to optional
Proxy        http://proxy:3128
Catalog      2026-06-18

Required (2)
  mcr.microsoft.com:443 https
    Needed for: Serves the images of the agents.
    Features: Azure Arc agents
    Route: HTTPS proxy http://proxy:3128
    Documented by: [1]
  one.blob.core.windows.net:443 https
    Stands for: *.blob.core.windows.net
    Needed for: Serves the agents.
    Features: Azure Arc agents
    Route: HTTPS proxy http://proxy:3128
    Note: A public stand-in.
    Documented by: [1]

Optional (1)
  pypi.org:443 https
    Needed for: Serves the agents.
    Features: Training jobs
    Route: no_proxy rule "pypi.org"
    Documented by: [1]

Cannot be tested (1)
  *.azurecr.io:443 https
    Needed for: Serves the agents.
    Features: Azure Arc agents
    Note: Give --resource acr=NAME.
    Documented by: [1]

Documented by (1)
  [1] https://example.com/docs

4 endpoints: 3 required and 1 optional. 3 will be tested, 2 through
http://proxy:3128 and 1 directly. 1 of them by public stand-ins for wildcards. 1
can't be tested (UDP, unnamed wildcards).
`);
	});

	it('says so where nothing can be probed, and where all goes one way', () => {
		const nothing = toPlanReport(samplePlan({rows: [{pattern: '*.azurecr.io'}]}));
		expect(renderPlanText(nothing, plain)).toContain('1 endpoint: 1 required. None will be tested.');
		const direct = toPlanReport(samplePlan({rows: [{host: 'a.example'}, {host: 'b.example'}]}));
		expect(renderPlanText(direct, plain).replaceAll('\n', ' ')).toContain('2 will be tested, all directly.');
	});

	it.each([20, 40, 80])('shows hostile text at %i columns without a control character or a line too wide', columns => {
		const text = renderPlanText(hostile, {...plain, columns});
		expect(text).not.toMatch(control);
		expect(renderPlanText(hostile, {...plain, columns, unicode: false})).toMatch(/^[\n -~]+$/);
		expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(columns);
	});
});

describe('renderPlanTable', () => {
	it('gives an endpoint a line, the counts first', () => {
		expect(renderPlanTable(report, plain)).toBe(`4 endpoints: 3 required and 1 optional. 3 will be tested, 2 through
http://proxy:3128 and 1 directly. 1 of them by public stand-ins for wildcards. 1
can't be tested (UDP, unnamed wildcards).
Required (2)
  mcr.microsoft.com:443                  Serves the images of the agents.
  one.blob.core.windows.net:443          Serves the agents.
Optional (1)
  pypi.org:443                           Serves the agents.
Cannot be tested (1)
  *.azurecr.io:443                       Serves the agents.
`);
	});

	it('has 38 endpoints on 50 lines of 78 columns, none of them cut', () => {
		const rows = hostsOf(38, 'a-rather-long-name-of-a-host-in-some-region').map(host => ({
			host,
			purpose: 'Serves what takes a long sentence to say, and more words than a line has room for.',
		}));
		const lines = renderPlanTable(toPlanReport(samplePlan({rows})), plain)
			.trimEnd()
			.split('\n');
		expect(lines.length).toBeLessThanOrEqual(50);
		expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(78);
		for (const {host} of rows) expect(lines.some(line => line.includes(`${host}:443 `))).toBe(true);
	});
});

describe('renderPlanMarkdown', () => {
	it('has the counts, the settings and the endpoints', () => {
		const markdown = renderPlanMarkdown(report);
		expect(markdown.split('\n')[0]).toBe('# Network plan for eastus');
		expect(markdown).toContain('| Region | eastus, public cloud |');
		expect(markdown).toContain(
			'| `one.blob.core.windows.net` | 443 | https | required | `*.blob.core.windows.net` | Azure Arc agents | Serves the agents. | the cluster and the jump box | HTTPS proxy `http://proxy:3128` | A public stand-in. |',
		);
		expect(markdown.slice(markdown.indexOf('## Cannot be tested'))).toContain('| `*.azurecr.io` | 443 |');
	});

	it('keeps hostile text in its cells', () => {
		const markdown = renderPlanMarkdown(hostile);
		expect(markdown).not.toMatch(control);
		for (const [head, ...rows] of tablesOf(markdown)) {
			for (const row of rows) expect(row).toHaveLength(head?.length ?? 0);
		}
		expect(withoutCode(markdown)).not.toMatch(/<[^>]*>|:\/\/|www\.|@|(?<!\\)\]\(/);
	});
});
