import {getDomain} from 'tldts';
import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {catalog, citeDocuments} from '../../source/catalog/catalog.ts';
import {documentSchema} from '../../source/catalog/schema.ts';
import {answerBases, scopes} from '../../source/catalog/types.ts';
import {cloudIds, levels} from '../../source/vocabulary.ts';
import {requirementOf} from '../helpers/plan-of.ts';

const {documents, requirements} = catalog;

describe('the documents', () => {
	it('fit the schema, each once', () => {
		expect(z.array(documentSchema).parse(documents)).toEqual(documents);
		expect(new Set(documents.map(({id}) => id)).size).toBe(documents.length);
	});

	it('are all used, and none is used that is not there', () => {
		const cited = requirements.flatMap(({sources, standIns}) => [...sources, ...standIns.map(({source}) => source)]);
		for (const {name} of documents) expect(cited.some(text => text.startsWith(name))).toBe(true);
		expect(cited.filter(text => !documents.some(({name}) => text.startsWith(name)))).toEqual([]);
	});
});

describe('citing', () => {
	const document = {id: 'page', name: 'vendor/docs page.md', date: '2026-01-02', link: 'https://vendor.example/page'};
	const issue = {id: 'issue', name: 'vendor/tool issue 7', date: null, link: 'https://github.com/vendor/tool/issues/7'};
	const file = {id: 'file', name: 'vendor/tool file', date: null, commit: 'abcdef1', link: null};
	const cite = (...sources: string[]) =>
		citeDocuments([requirementOf({host: 'a.example', sources})], [document, issue, file])[0];

	it.each([
		[['page'], ['vendor/docs page.md (2026-01-02)'], 'https://vendor.example/page'],
		[['issue'], ['vendor/tool issue 7'], 'https://github.com/vendor/tool/issues/7'],
		[['issue', 'page'], ['vendor/tool issue 7', 'vendor/docs page.md (2026-01-02)'], 'https://vendor.example/page'],
		[['file'], ['vendor/tool file (commit abcdef1)'], null],
	])('%j', (sources, texts, link) => {
		expect(cite(...sources)).toMatchObject({sources: texts, link});
	});
});

const microsoft = [
	'arc-public',
	'arc-china',
	'aks-egress',
	'arc-data-endpoints',
	'monitor-custom-metrics',
	'onelake-api',
	'agentbaker-network',
	'azure-local-run',
	'ml-discovery-recording',
	'relay-names',
	'kusto-samples',
];
const redHat = ['openshift-docs', 'openshift-egress'];

/** Documents, code and recorded runs of those who own a domain, by the domain. */
const owners: {readonly [domain: string]: readonly string[]} = {
	...Object.fromEntries(
		[
			...['azure.com', 'azure.cn', 'azk8s.cn', 'azurecr.io', 'azureml.ms', 'azureml.net', 'arcdataservices.com'],
			...['microsoft.com', 'microsoftmetrics.com', 'msftcloudes.com', 'windows.net'],
		].map(domain => [domain, microsoft]),
	),
	'quay.io': redHat,
	'anaconda.com': ['conda-default-channels'],
	'anaconda.org': ['conda-channels'],
	'pytorch.org': ['pytorch-versions'],
	'pythonhosted.org': ['pypi-json'],
};

describe.each(requirements)('$id', row => {
	it('tells its source, where to read on, what for, how much it matters, for whom and where', () => {
		expect(row.sources.length).toBeGreaterThan(0);
		expect(row.link).toMatch(/^https:\/\/[a-z0-9.-]+\//);
		expect(row.purpose.length).toBeGreaterThan(3);
		expect(levels).toContain(row.level);
		expect(scopes).toEqual(expect.arrayContaining([...row.scope]));
		expect(cloudIds).toEqual(expect.arrayContaining([...row.clouds]));
		expect(answerBases).toContain(row.expect.basis);
	});

	it('probes no stand-in but one that its owner publishes', () => {
		const strangers = row.standIns.filter(({host, source}) => {
			const owner = owners[getDomain(host.replaceAll(/<[a-z-]+>/g, 'sample')) ?? ''] ?? [];
			return !owner.some(id => source.startsWith(documents.find(document => document.id === id)?.name ?? '-'));
		});
		expect(strangers).toEqual([]);
	});
});
