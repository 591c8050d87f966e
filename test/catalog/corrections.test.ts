import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {findRegion, noteOnOffer} from '../../source/catalog/regions.ts';
import type {Requirement} from '../../source/catalog/types.ts';
import {selectRequirements} from '../../source/plan/requirements.ts';

/** What the documents of 2026-08 say of rows that said something else before. */
const corrections: ReadonlyArray<readonly [id: string, corrected: object]> = [
	['kubectl-download', {clouds: ['public', 'usgov'], expect: {statuses: [302], basis: 'measured'}}],
	['kubectl-download', {expect: {proofs: [{kind: 'header', name: 'location', includes: 'cdn.dl.k8s.io'}]}}],
	['packages-aks', {clouds: ['public', 'usgov']}],
	['obo', {port: 8084, expect: {statuses: [404, 500], basis: 'measured'}}],
	['obo-443', {port: 443, expect: {statuses: [404, 500], basis: 'measured'}}],
	['relay', {level: 'conditional'}],
	['relay-usgov', {level: 'conditional'}],
	[
		'aml-api',
		{
			path: '/discovery',
			expect: {statuses: [200], basis: 'measured', proofs: [{kind: 'json-object', keys: ['api', 'experimentation']}]},
		},
	],
	[
		'extension-metrics',
		{
			level: 'conditional',
			expect: {statuses: [302], basis: 'measured'},
			standIns: [{host: 'global.prod.microsoftmetrics.com'}, {host: 'prod5.prod.microsoftmetrics.com'}],
		},
	],
	['extension-metrics', {features: expect.arrayContaining(['aks', 'container-storage'])}],
	[
		'extension-metrics-msftcloudes',
		{
			level: 'conditional',
			expect: {statuses: [404], basis: 'measured'},
			standIns: [{host: 'prod5.prod.hot.ingestion.msftcloudes.com'}],
		},
	],
	...['eastus', 'westus2', 'westeurope', 'centralindia', 'japaneast'].map(
		region => [`acr-arcmktplaceprod-${region}`, {level: 'conditional', features: ['arc-extensions', 'aks']}] as const,
	),
	['marketplace-api', {level: 'conditional'}],
	['docker-cdn-r2', {level: 'conditional'}],
	['graph', {features: ['arc-onboarding', 'azure-rbac', 'portal'], scope: ['cluster', 'jumpbox', 'browser']}],
	['acs-mirror', {level: 'legacy', lifecycle: {state: 'retired', replacement: 'packages.aks.azure.com'}}],
	['mcr-aks-china', {features: ['arc-onboarding', 'aks'], level: 'mandatory', scope: ['jumpbox', 'aks-node']}],
	['mcr-data-aks-china', {features: ['arc-onboarding', 'aks'], level: 'mandatory', scope: ['jumpbox', 'aks-node']}],
	['mcr-china', {level: 'conditional', scope: ['cluster', 'jumpbox', 'aks-node'], expect: {statuses: [200]}}],
	['mcr-data-china', {level: 'conditional', scope: ['cluster', 'jumpbox', 'aks-node']}],
	['app-insights-global', {clouds: ['public', 'usgov', 'china'], features: expect.arrayContaining(['monitoring'])}],
	['app-insights-regional', {clouds: ['public', 'usgov', 'china'], features: expect.arrayContaining(['monitoring'])}],
	['aka-ms', {level: 'conditional', path: '/azure-cli-extension-index-v1', expect: {statuses: [301]}}],
	['aka-ms', {features: ['arc-onboarding', 'aml-training'], scope: ['jumpbox', 'cluster']}],
	['acr-linuxgeneva', {features: ['arc-extensions', 'key-vault']}],
	['blob', {features: expect.arrayContaining(['key-vault', 'container-storage'])}],
	['blob', {standIns: [{host: 'arcplatformcliextprod.blob.core.windows.net'}]}],
	['sts', {features: ['cluster-connect']}],
	['sts-china', {features: ['cluster-connect']}],
	['aml-experiments', {path: '/discovery', expect: {statuses: [200], basis: 'inferred'}}],
	['aml-workspace', {path: '/discovery', expect: {statuses: [200], basis: 'inferred'}}],
	['his-global', {path: '/discovery?location=<region>&api-version=1.1-preview'}],
	['his-wildcard', {path: '/discovery?location=<region>&api-version=1.1-preview'}],
	['acr', {expect: {statuses: [401], basis: 'measured'}}],
	['acr-arcmktplaceprod', {expect: {statuses: [401], basis: 'measured'}}],
	['key-vault', {standIns: []}],
	['ubuntu-archive-http', {path: '/ubuntu/dists/noble/InRelease', expect: {proofs: [{text: 'Origin: Ubuntu'}]}}],
	['ubuntu-security-http', {path: '/ubuntu/dists/noble-security/InRelease'}],
	['ocsp-microsoft-http', {clouds: ['public', 'usgov', 'china']}],
	['pypi', {scope: ['cluster', 'jumpbox']}],
	['pythonhosted', {scope: ['cluster', 'jumpbox']}],
	...['arm-usgov', 'arm-china'].map(
		id =>
			[id, {path: '/metadata/endpoints?api-version=2022-09-01', expect: {statuses: [200], basis: 'inferred'}}] as const,
	),
	['entra-usgov', {path: '/common/v2.0/.well-known/openid-configuration', expect: {statuses: [200]}}],
	['entra-partner-china', {path: '/common/v2.0/.well-known/openid-configuration', expect: {statuses: [200]}}],
	['entra-china', {path: '/common/.well-known/openid-configuration', expect: {statuses: [200]}}],
	...['his-global-usgov', 'his-global-china'].map(
		id => [id, {path: '/discovery?location=<region>&api-version=1.1-preview', expect: {basis: 'inferred'}}] as const,
	),
	...['arc-config-dp-usgov', 'arc-config-dp-china'].map(
		id => [id, {expect: {statuses: [404], basis: 'inferred'}}] as const,
	),
	...['relay-usgov', 'relay-china'].map(id => [id, {expect: {statuses: [401, 404], basis: 'inferred'}}] as const),
	...['acr-usgov', 'acr-china'].map(id => [id, {path: '/v2/', expect: {statuses: [401], basis: 'inferred'}}] as const),
	...['blob', 'queue', 'table'].flatMap(service =>
		['usgov', 'china'].map(
			cloud => [`${service}-${cloud}`, {path: '/', expect: {statuses: [400], basis: 'inferred'}}] as const,
		),
	),
	...['key-vault-usgov', 'key-vault-china'].map(
		id => [id, {path: '/healthstatus', expect: {statuses: [200], basis: 'inferred'}}] as const,
	),
	['gns-china', {path: '/urls/allowlist?api-version=2020-01-01&location=<region>', expect: {statuses: [200]}}],
];

const byId = (id: string): Requirement | undefined => catalog.requirements.find(row => row.id === id);

it.each(corrections)('%s is %j', (id, corrected) => {
	expect(byId(id)).toMatchObject(corrected);
});

describe('where documents differ', () => {
	it.each([
		['obo', [/gateway/, /8084/, /pre-check only warns/]],
		['kusto', [/2022-09-09/, /2026-03-19/]],
		['queue', [/2022-09-09/, /2026-03-19/]],
		['table', [/2022-09-09/, /2026-03-19/]],
		['defender', [/names this host alone/, /AKS and of the gateway/]],
		['mcr-aks-china', [/mcr\.azk8s\.cn for Arc/, /mcr\.azure\.cn for AKS/, /in the CLI/]],
		['mcr-arc-china', [/Arc document names this host alone/, /mcr\.azure\.cn/]],
		['acs-mirror', [/2025-05-31/, /2026-07-02/]],
		['entra', [/port 80 beside 443/]],
		['aks-api', [/UDP 1194 and TCP 9000/]],
		['aks-api-usgov', [/UDP 1194 and TCP 9000/]],
		['aks-api-china', [/UDP 1194, TCP 9000 and TCP 22/]],
		['arc-config-dp', [/healthCheck\?api-version=2024-07-01-preview/]],
	])('%s has both readings in its notes', (id, readings) => {
		for (const reading of readings) expect(byId(id)?.notes).toMatch(reading);
	});
});

describe('the relay for ML', () => {
	const chosen = (features: readonly string[]) =>
		selectRequirements({cloud: 'public', features, level: 'optional'}, catalog).map(({id}) => id);

	it.each([
		[['arc', 'aml-training'], true],
		[['arc-gateway', 'aml-training'], true],
		[['aml-extension'], true],
		[['aks', 'aml-extension', 'aml-training', 'aml-inference'], false],
		[['aks', 'arc', 'aml-training'], true],
		[['aks', 'cluster-connect', 'aml-training'], true],
	])('with %j: %s', (features, isNeeded) => {
		expect(chosen(features).includes('relay')).toBe(isNeeded);
	});
});

describe('regions', () => {
	it.each(['australiacentral2', 'austriaeast', 'belgiumcentral', 'chilecentral', 'denmarkeast', 'indiasouthcentral'])(
		'%s is known, without a code',
		name => {
			expect(findRegion(catalog, name)).toMatchObject({cloud: 'public', arcCode: null});
		},
	);

	it('trust the code of Central US little', () => {
		expect(findRegion(catalog, 'centralus')).toMatchObject({arcCode: 'scus', confidence: 'low'});
	});

	it('say where Arc was offered when the list was recorded, and know of no list for other clouds', () => {
		const offered = catalog.regions.filter(({arcKubernetes}) => arcKubernetes === true);
		expect(offered).toHaveLength(32);
		expect(findRegion(catalog, 'polandcentral')).toMatchObject({arcKubernetes: false, machineLearning: true});
		expect(catalog.regions.filter(({cloud, arcKubernetes}) => cloud !== 'public' && arcKubernetes !== null)).toEqual(
			[],
		);
	});

	it.each([
		['eastus', ['arc', 'aml-training'], null],
		['polandcentral', ['arc'], 'not on the list of regions with Arc-enabled Kubernetes (2025-06-05)'],
		['polandcentral', ['aml-training'], null],
		[
			'chilecentral',
			null,
			'not on the list of regions with Arc-enabled Kubernetes (2025-06-05) or Azure Machine Learning (2023-09-15)',
		],
		['israelcentral', ['arc', 'aml-training'], 'not on the list of regions with Azure Machine Learning (2023-09-15)'],
		['usgovvirginia', null, null],
	])('%s with %j is marked so: %s', (name, features, note) => {
		const region = findRegion(catalog, name);
		expect(region && noteOnOffer(region, features)).toBe(note);
	});
});
