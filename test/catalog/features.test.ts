import {expect, it} from 'vitest';
import * as z from 'zod';
import {catalog} from '../../source/catalog/catalog.ts';
import {matchesHostPattern} from '../../source/catalog/host-pattern.ts';
import {featureSchema} from '../../source/catalog/schema.ts';

const {features, requirements} = catalog;
const featureIds = features.map(({id}) => id);

it('knows every feature that a requirement names, once', () => {
	const unknown = requirements.flatMap(row => row.features).filter(id => !featureIds.includes(id));
	expect(unknown).toEqual([]);
	expect(new Set(featureIds).size).toBe(featureIds.length);
	const repeated = requirements.filter(row => new Set(row.features).size !== row.features.length);
	expect(repeated.map(({id}) => id)).toEqual([]);
});

it('chooses what a first onboarding with ML needs', () => {
	expect(features.filter(({isDefault}) => isDefault).map(({id}) => id)).toEqual([
		'arc',
		'arc-onboarding',
		'cluster-connect',
		'arc-extensions',
		'aml-extension',
		'aml-training',
		'aml-inference',
	]);
});

it('lets the Arc gateway replace what it carries, in the public cloud only', () => {
	expect(features.filter(({replaces}) => replaces.length > 0)).toMatchObject([
		{
			id: 'arc-gateway',
			isDefault: false,
			replaces: ['arc', 'cluster-connect', 'azure-rbac', 'arc-extensions'],
			clouds: ['public'],
		},
	]);
});

/** Patterns of the gateway's own list of endpoints (arc-gateway-endpoints.md of 2026-02-17) over what extensions need. */
const carried = [
	'dc.services.visualstudio.com',
	'*.handler.control.monitor.azure.com',
	'*.ingest.monitor.azure.com',
	'arcdataservicesrow1.azurecr.io',
	'*.arcdataservices.com',
	'gcs.prod.monitoring.core.windows.net',
	'*.prod.microsoftmetrics.com',
	'*.prod.hot.ingest.monitor.core.windows.net',
	'*.prod.warm.ingest.monitor.core.windows.net',
];

it('lets the Arc gateway carry for extensions only what its list of endpoints has', () => {
	const ids = features.flatMap(({byGateway = []}) => byGateway);
	const rows = requirements.filter(({id}) => ids.includes(id));
	expect(rows.map(({id}) => id).toSorted()).toEqual([...new Set(ids)].toSorted());
	const sample = (pattern: string) => pattern.replaceAll(/<[a-z-]+>|\*/g, 'sample');
	for (const {pattern, features: of, sources} of rows) {
		expect(carried.some(one => matchesHostPattern(one, sample(pattern)))).toBe(true);
		expect(of.some(id => features.some(feature => feature.id === id && feature.byGateway !== undefined))).toBe(true);
		expect(sources.some(source => source.includes('arc-gateway-endpoints.md'))).toBe(true);
	}
});

it('fits the schema', () => {
	expect(z.array(featureSchema).parse(features)).toEqual(features);
});

it('has requirements above legacy for each feature in each of its clouds', () => {
	const empty = features.flatMap(({id, clouds}) => {
		const needed = requirements.filter(row => row.features.includes(id) && row.level !== 'legacy');
		return clouds.filter(cloud => !needed.some(row => row.clouds.includes(cloud))).map(cloud => `${id} in ${cloud}`);
	});
	expect(empty).toEqual([]);
});

it('describes each feature in a few words and one line', () => {
	expect(features.filter(({title}) => !/^[A-Z][^.]{3,40}$/.test(title))).toEqual([]);
	expect(features.filter(({summary}) => !/^[A-Z].{10,89}\.$/.test(summary))).toEqual([]);
});
