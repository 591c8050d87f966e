import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import type {Requirement} from '../../source/catalog/types.ts';
import {completeSettings} from '../../source/plan/complete-settings.ts';
import {selectRequirements} from '../../source/plan/requirements.ts';
import type {CloudId} from '../../source/vocabulary.ts';
import {draft} from '../plan/fixtures.ts';

/**
 * Lines of `port host clouds level features scope path statuses basis stand-ins`: what a comparison with the documents of
 * 2026-08 found missing.
 */
const lines = readFileSync(new URL('found-missing.txt', import.meta.url), 'utf8')
	.trim()
	.split('\n')
	.map(line => {
		const [port = '', host = '', clouds = '', level = '', features = '', scope = '', path = '', ...answer] =
			line.split(' ');
		const [statuses = '', basis = '', standIns = ''] = answer;
		const listOf = (text: string) => (text === '-' ? [] : text.split(','));
		return {
			port: Number(port),
			host,
			clouds: clouds.split(','),
			level,
			features: features.split(','),
			scope: scope.split(','),
			path,
			statuses: listOf(statuses).map(Number),
			basis,
			standIns: listOf(standIns),
		};
	});

/**
 * Features that were proposed for a row and are not taken over, by hosts, and why. The table in docs/catalog.md says the
 * same to readers.
 */
const refused: ReadonlyArray<{readonly hosts: RegExp; readonly features: readonly string[]}> = [
	// Training on a ready image needs none of these; whoever installs packages builds an environment.
	{hosts: /(^|\.)(anaconda\.(com|org)|pythonhosted\.org|pytorch\.org|tensorflow\.org)$/, features: ['aml-training']},
	// The table for Kubernetes compute has exact hosts, and none of these: they are on the list of those who work with a workspace.
	{hosts: /^\*\.(azureml\.(ms|net))$/, features: ['aml-extension', 'aml-training', 'aml-inference']},
	{hosts: /^\*\.modelmanagement\./, features: ['aml-inference']},
	// What onboarding asks is graph.microsoft.com.
	{hosts: /^graph\.windows\.net$/, features: ['arc-onboarding']},
];

/** Other things that were proposed for a host and are not taken over; the table in docs/catalog.md says why. */
const refusedParts: ReadonlyMap<string, {readonly scope?: string; readonly standIn?: string}> = new Map([
	['graph.microsoft.us', {scope: 'cluster'}],
	['*.portal.azure.com', {standIn: 'portal.azure.com'}],
	['*.graph.microsoft.com', {standIn: 'graph.microsoft.com'}],
]);

function rowsOf(host: string, port: number, cloud: string): Requirement[] {
	return catalog.requirements.filter(
		row => row.pattern === host && row.port === port && row.clouds.includes(cloud as CloudId),
	);
}

it('is 97 lines', () => {
	expect(lines).toHaveLength(97);
});

describe.each(lines)('$port of $host', ({host, port, clouds, level, features, ...line}) => {
	const rows = clouds.map(cloud => rowsOf(host, port, cloud));
	const left = refused.filter(({hosts}) => hosts.test(host)).flatMap(entry => entry.features);

	it('is one requirement in each of its clouds, of its level', () => {
		expect(rows.map(found => found.map(row => row.level))).toEqual(clouds.map(() => [level]));
	});

	it('is needed by its features, but for those that were refused', () => {
		for (const [row] of rows) {
			expect(row?.features).toEqual(expect.arrayContaining(features.filter(feature => !left.includes(feature))));
			expect(row?.features.filter(feature => left.includes(feature))).toEqual([]);
		}
	});

	it('is asked by whom, where and for what it is documented, with its stand-ins', () => {
		const {scope: notFrom, standIn: notBy} = refusedParts.get(host) ?? {};
		for (const [row] of rows) {
			expect(row?.scope).toEqual(expect.arrayContaining(line.scope.filter(scope => scope !== notFrom)));
			expect(row?.scope).not.toContain(notFrom);
			expect(row?.path).toBe(line.path);
			expect(row?.expect).toMatchObject({statuses: line.statuses, basis: line.basis});
			expect(row?.standIns.map(standIn => standIn.host)).toEqual(line.standIns.filter(one => one !== notBy));
		}
	});

	it('comes into the plan of each of its clouds with all features', () => {
		for (const cloud of clouds as CloudId[]) {
			const {features: all} = completeSettings(draft({region: regionOf(cloud), features: ['all']}), catalog);
			const chosen = selectRequirements({cloud, features: [...all, 'azure-rbac'], level: 'legacy'}, catalog);
			expect(chosen.some(row => row.pattern === host && row.port === port)).toBe(true);
		}
	});
});

function regionOf(cloud: CloudId): string {
	return {public: 'eastus', usgov: 'usgovvirginia', china: 'chinanorth3'}[cloud];
}

describe('the plan that nobody changed', () => {
	/** By endpoint, what the documents of 2026-08 added to it, and nothing besides; docs/catalog.md says why. */
	const added: {readonly [cloud in CloudId]: readonly string[]} = {
		public: [
			'cdn.dl.k8s.io',
			'api.github.com',
			'github.com',
			'azcliextensionsync.blob.core.windows.net',
			'azcliprod.blob.core.windows.net',
			'azurecliextensionsync.blob.core.windows.net',
			'graph.microsoft.com',
			'arcmktplaceprod.eastus.data.azurecr.io',
			'arcmktplaceprod.westus2.data.azurecr.io',
			'arcmktplaceprod.westeurope.data.azurecr.io',
			'arcmktplaceprod.centralindia.data.azurecr.io',
			'arcmktplaceprod.japaneast.data.azurecr.io',
			'automlresources-prod.azureedge.net',
		],
		usgov: [
			'cdn.dl.k8s.io',
			'api.github.com',
			'github.com',
			'azcliextensionsync.blob.core.windows.net',
			'azcliprod.blob.core.windows.net',
			'azurecliextensionsync.blob.core.windows.net',
			'graph.microsoft.com',
			'graph.microsoft.us',
		],
		china: [
			'azcliextensionsync.blob.core.windows.net',
			'azcliprod.blob.core.windows.net',
			'azurecliextensionsync.blob.core.windows.net',
			'mcr.microsoft.com',
			'*.data.mcr.microsoft.com',
			'mirror.azure.cn',
			'microsoftgraph.chinacloudapi.cn',
		],
	};
	/** How long it was; in China dl.k8s.io has gone since. */
	const before = {public: 34, usgov: 28, china: 34};

	it.each(['public', 'usgov', 'china'] as const)('holds in %s what onboarding and ML jobs need', cloud => {
		const {features} = completeSettings(draft({region: regionOf(cloud)}), catalog);
		const chosen = selectRequirements({cloud, features, level: 'optional'}, catalog);
		expect(chosen.map(({pattern}) => pattern)).toEqual(expect.arrayContaining([...added[cloud]]));
		expect(chosen).toHaveLength(before[cloud] + added[cloud].length);
	});
});
