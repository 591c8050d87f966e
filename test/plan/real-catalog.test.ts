import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {matchesHostPattern} from '../../source/catalog/host-pattern.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {completeSettings} from '../../source/plan/complete-settings.ts';
import {groupByProbe} from '../../source/plan/endpoints.ts';
import {fillPlaceholders, isConcrete} from '../../source/plan/requirements.ts';
import type {SettingsDraft} from '../../source/settings/types.ts';
import {bothProxied, draft} from './fixtures.ts';

const planOf = (changes: Partial<SettingsDraft>) =>
	buildPlan(completeSettings(draft({features: ['all'], level: 'legacy', ...changes}), catalog), catalog);

const seedLines = readFileSync(new URL('../catalog/seed-lines.txt', import.meta.url), 'utf8')
	.split('\n')
	.filter(line => line !== '')
	.map(line => {
		const [port = '', pattern = ''] = line.split(' ');
		return {port: Number(port), pattern};
	});

describe('every line of the first list, in East US with everything chosen', () => {
	const {targets} = planOf({region: 'eastus'});

	it('has its 56 lines', () => {
		expect(seedLines).toHaveLength(56);
	});

	it.each(seedLines)('$pattern:$port', ({port, pattern}) => {
		const rows = targets.filter(({requirement}) => requirement.pattern === pattern && requirement.port === port);
		expect(rows).not.toEqual([]);
		const host = fillPlaceholders(pattern, {region: 'eastus', 'region-code': 'eus'});
		if (isConcrete(host)) expect(rows.map(({target}) => target?.host)).toEqual([host]);
	});

	it.each([
		['<region>.api.azureml.ms', 'eastus.api.azureml.ms'],
		['<region-code>.his.arc.azure.com', 'eus.his.arc.azure.com'],
	])('fills in %s', (pattern, host) => {
		const rows = targets.filter(({requirement}) => requirement.pattern === pattern);
		expect(rows.map(({target}) => target?.host)).toEqual([host]);
	});
});

describe.each(catalog.regions)('a plan for $name', ({name}) => {
	const {targets} = planOf({region: name, proxy: bothProxied});

	it('has rows of their own names', () => {
		expect(new Set(targets.map(({id}) => id)).size).toBe(targets.length);
	});

	it('leaves no placeholder open in what is probed', () => {
		const open = targets.filter(({target, path}) => (target && !isConcrete(target.host)) || /[<>]/.test(path ?? ''));
		expect(open).toEqual([]);
	});

	it('says what to supply wherever nothing can be probed', () => {
		const silent = targets.filter(({route, note}) => route === null && note === null);
		expect(silent.map(({id}) => id)).toEqual([]);
	});

	it('probes for a wildcard only what lies under it', () => {
		const strangers = targets.filter(
			({requirement, target}) => target?.sampled && !matchesHostPattern(requirement.pattern, target.host),
		);
		expect(strangers.map(({id}) => id)).toEqual([]);
	});

	it('probes each probed row once', () => {
		const rows = groupByProbe({targets}).flatMap(group => group.rows);
		expect(new Set(rows)).toEqual(new Set(targets.filter(({route}) => route !== null)));
		expect(rows).toHaveLength(new Set(rows).size);
	});
});

it('tests every own resource that is named, and the stand-ins beside it', () => {
	const {targets} = planOf({
		region: 'eastus',
		resources: {
			acr: ['myregistry'],
			storage: ['myaccount'],
			vault: ['myvault'],
			workspace: ['01234567-89ab-cdef-0123-456789abcdef'],
			aks: ['mine-1a2b.hcp.eastus.azmk8s.io'],
		},
	});
	const owned = targets.filter(({requirement}) => requirement.resource);
	expect(owned.filter(({target, note}) => !target || (!target.sampled && note)).map(({id}) => id)).toEqual([]);
	const beside = owned.filter(({target}) => target?.sampled);
	expect([...new Set(beside.map(({requirement}) => requirement.id))]).toEqual(['acr', 'blob']);
	expect(beside.every(({note}) => note?.includes('beside your own'))).toBe(true);
	expect(owned.map(({target}) => target?.host)).toEqual(
		expect.arrayContaining([
			'myregistry.azurecr.io',
			'myregistry.eastus.data.azurecr.io',
			'myaccount.blob.core.windows.net',
			'myaccount.queue.core.windows.net',
			'myaccount.table.core.windows.net',
			'myvault.vault.azure.net',
			'01234567-89ab-cdef-0123-456789abcdef.workspace.eastus.api.azureml.ms',
			'mine-1a2b.hcp.eastus.azmk8s.io',
		]),
	);
});

it.each<[string, {readonly [key: string]: readonly string[]}]>([
	['registry', {acr: ['myregistry']}],
	['registry by its login server, in capitals', {acr: ['MyRegistry.azurecr.io']}],
	['two registries', {acr: ['myregistry', 'otherregistry']}],
	['storage account', {storage: ['myaccount']}],
	['vault', {vault: ['myvault']}],
	['workspace', {workspace: ['01234567-89ab-cdef-0123-456789abcdef']}],
	['cluster of AKS', {aks: ['mine-1a2b.hcp.eastus.azmk8s.io']}],
	['storage account and registry', {storage: ['myaccount'], acr: ['myregistry']}],
])('an own %s takes no host away', (_what, resources) => {
	const hostsOf = (own: {readonly [key: string]: readonly string[]}) =>
		new Set(
			planOf({region: 'eastus', level: 'optional', resources: own}).targets.flatMap(({target}) => target?.host ?? []),
		);
	const named = hostsOf(resources);
	expect([...hostsOf({})].filter(host => !named.has(host))).toEqual([]);
});

it('shrinks the list of the agents to nine lines behind an Arc gateway', () => {
	const {targets} = planOf({
		region: 'eastus',
		features: ['arc', 'cluster-connect', 'azure-rbac', 'arc-extensions', 'arc-gateway'],
		level: 'optional',
		resources: {gateway: ['prefix']},
	});
	expect([...new Set(targets.map(({requirement}) => requirement.pattern))].sort()).toEqual([
		'*.data.mcr.microsoft.com',
		'<prefix>.gw.arc.azure.com',
		'<region-code>.his.arc.azure.com',
		'<region>.login.microsoft.com',
		'<region>.obo.arc.azure.com',
		'gbl.his.arc.azure.com',
		'login.microsoftonline.com',
		'management.azure.com',
		'mcr.microsoft.com',
	]);
	expect(targets.map(({target}) => target?.host)).toContain('prefix.gw.arc.azure.com');
});

it('names the hosts of another cloud in that cloud', () => {
	const hosts = planOf({region: 'usgovvirginia'}).targets.flatMap(({target}) => target?.host ?? []);
	expect(hosts).toContain('management.usgovcloudapi.net');
	expect(hosts.filter(host => /(management|arc)\.azure\.com$/.test(host))).toEqual([]);
});

it('plans nothing with the doubtful code of Central US until the service has told it', () => {
	const settings = completeSettings(draft({features: ['arc'], region: 'centralus'}), catalog);
	const regional = (regionCode: string | null) =>
		buildPlan(settings, catalog, [], {regionCode, relayHosts: []}).targets.filter(
			({requirement}) => requirement.pattern === '<region-code>.his.arc.azure.com',
		);
	expect(regional(null)).toMatchObject([{target: null, note: expect.stringContaining('may be another region')}]);
	expect(regional('cus')).toMatchObject([{target: {host: 'cus.his.arc.azure.com'}}]);
});
