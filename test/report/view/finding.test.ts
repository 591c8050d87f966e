import {describe, expect, it} from 'vitest';
import {atOnce} from '../../../source/chunks.ts';
import type {Run} from '../../../source/record/run.ts';
import {allowTables} from '../../../source/report/view/allow-table.ts';
import {type FindingView, viewFinding, viewUntested} from '../../../source/report/view/finding.ts';
import {type Sample, sampleReport} from '../../helpers/sample-run.ts';

function viewsOf(sample: Sample): [FindingView, ...FindingView[]] {
	const run: Run = sampleReport(sample);
	const [first, ...others] = run.findings.map(finding => viewFinding(run, finding));
	if (first === undefined) throw new Error('no finding');
	return [first, ...others];
}

const timeout = {cause: 'tcp.timeout', purpose: 'Serves the agents.'} as const;

describe('allowTables', () => {
	const official = 'MicrosoftDocs/azure-docs reference-kubernetes.md';
	const linksFor = (link: string | null) => {
		const run = sampleReport({rows: [{host: 'a.example', ...timeout}]});
		const results = run.results.map(row => ({
			...row,
			requirement: row.requirement && {...row.requirement, sources: [official], link},
		}));
		return atOnce(allowTables({...run, results})).flatMap(({links}) => links);
	};

	it('leads to the page that the row itself names', () => {
		const page = 'https://docs.azure.cn/en-us/machine-learning/reference-kubernetes';
		expect(linksFor(page)).toEqual([page]);
	});

	it.each([
		'https://evil.example/page',
		'javascript:alert(1)',
		'https://learn.microsoft.com.evil.example/',
		'https://github.com/a"><b',
		'http://learn.microsoft.com/azure',
	])('never leads to %s, which is no page of the vendor', link => {
		expect(linksFor(link)).toEqual(['https://learn.microsoft.com/azure/machine-learning/reference-kubernetes']);
	});

	it('finds the page of a report from before', () => {
		expect(linksFor(null)).toEqual(['https://learn.microsoft.com/azure/machine-learning/reference-kubernetes']);
	});
});

describe('viewFinding', () => {
	it('says once what several saw alike, the most frequent first, and what was noted beside it', () => {
		const [{evidence, notes}] = viewsOf({
			rows: [
				{host: 'a.example', ...timeout, detail: 'No answer from a.example.', notes: ['IPv6 too.']},
				{host: 'c.example', ...timeout, detail: 'Nothing came.'},
				{host: 'b.example', ...timeout, detail: 'No answer from b.example.', notes: ['IPv6 too.']},
			],
		});
		expect(evidence?.items).toEqual(['No answer from a.example. The same for 1 more endpoint.', 'Nothing came.']);
		expect(notes?.items).toEqual(['IPv6 too.']);
	});

	it('tells for whom each step is, and which command needs this program', () => {
		const [{fix, checks, owner}] = viewsOf({rows: [{host: 'a.example', cause: 'dns.nxdomain'}]});
		expect(owner).toBe('dns');
		expect(fix?.steps.map(step => step.for)).toEqual(['requester', 'owner', 'requester']);
		expect(checks?.commands.map(({isOwn}) => isOwn)).toEqual([false, true]);
	});

	it('names hosts as a rule has to, and what the rule does with them', () => {
		const [denied] = viewsOf({
			proxy: 'http://proxy:3128',
			rows: [{host: 'one.cdn.example', pattern: '*.cdn.example', sampled: true, cause: 'proxy.host-denied'}],
		});
		expect(denied.hosts).toMatchObject({title: 'Allow', remedy: 'allow'});
		expect(denied.hosts?.groups[0]?.hosts[0]?.name).toBe('*.cdn.example:443');
		const [idle] = viewsOf({rows: [{host: 'old.example', level: 'legacy', cause: 'tcp.timeout'}]});
		expect(idle.hosts).toMatchObject({title: 'Endpoints', remedy: null});
	});

	it('has no part where there is nothing to say', () => {
		const skewed = {rows: [{host: 'a.example'}], proxy: 'http://proxy:3128'} as const;
		const views = viewsOf({
			...skewed,
			settings: {proxy: {...sampleReport(skewed).settings.proxy, noProxy: 'https://a.example'}},
		});
		expect(views[0]).toMatchObject({count: 0, rows: [], hosts: null, evidence: null, sources: null});
	});

	it('lists what nobody could test as to be allowed, and its steps as what to do to test it', () => {
		const run = sampleReport({rows: [{pattern: '*.azurecr.io'}, {host: 'a.example'}]});
		const [finding] = run.findings;
		const view = finding && viewFinding(run, finding);
		expect(view?.fix?.title).toBe('To test them as well');
		expect(view?.hosts).toEqual(viewUntested(run));
		expect(view?.hosts).toMatchObject({remedy: 'allow', groups: [{hosts: [{name: '*.azurecr.io:443'}]}]});
	});
});
