import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {catalog} from '../../source/catalog/catalog.ts';
import {findRegion, searchRegions, suggestRegions} from '../../source/catalog/regions.ts';
import {regionSchema} from '../../source/catalog/schema.ts';

const {regions} = catalog;

describe('the table of regions', () => {
	it('fits the schema', () => {
		expect(z.array(regionSchema).parse(regions)).toEqual(regions);
	});

	it('derives each name from its display name, and the cloud shows in it', () => {
		const odd = regions.filter(
			({name, displayName, cloud}) =>
				displayName.toLowerCase().replaceAll(' ', '') !== name ||
				(/^(?:usgov|china)/.exec(name)?.[0] ?? 'public') !== cloud,
		);
		expect(odd).toEqual([]);
	});

	it('has a code exactly where some source tells it', () => {
		expect(regions.filter(({arcCode, confidence}) => (arcCode === null) !== (confidence === 'unknown'))).toEqual([]);
	});

	it('has each name once, grouped by cloud', () => {
		expect(new Set(regions.map(({name}) => name)).size).toBe(regions.length);
		expect([...new Set(regions.map(({cloud}) => cloud))]).toEqual(['public', 'usgov', 'china']);
		expect(regions.filter(({cloud}) => cloud === 'public')).toHaveLength(58);
	});

	it.each([
		['eastus', 'eus'],
		['westeurope', 'weu'],
		['westcentralus', 'wcus'],
		['southcentralus', 'scus'],
		['southeastasia', 'sea'],
		['uksouth', 'uks'],
		['westus2', 'wus2'],
		['australiaeast', 'ae'],
		['eastus2', 'eus2'],
		['northeurope', 'ne'],
		['francecentral', 'fc'],
		['centralindia', 'pn'],
		['usgovvirginia', 'usgv'],
		['westus3', null],
		['chinanorth3', null],
	])('%s has the Arc code %s', (name, code) => {
		expect(findRegion(catalog, name)?.arcCode).toBe(code);
	});
});

it.each([
	['eastus', 'eastus'],
	['East US', 'eastus'],
	['  EAST us 2\t', 'eastus2'],
	['US Gov Virginia', 'usgovvirginia'],
	['eus', undefined],
	['eastu', undefined],
	['', undefined],
])('finds %j as %s', (text, name) => {
	expect(findRegion(catalog, text)?.name).toBe(name);
});

describe('searchRegions', () => {
	it.each([
		['eastus', ['eastus', 'eastus2']],
		['EUS', ['eastus', 'eastus2']],
		['us east', ['eastus', 'eastus2']],
		['east us2', ['eastus2']],
		['scus', ['centralus', 'southcentralus']],
		['pn', ['centralindia']],
		['gov', ['usgovarizona', 'usgovtexas', 'usgovvirginia']],
		['europe', ['northeurope', 'westeurope']],
		['ne', ['northeurope', 'newzealandnorth']],
		['amsterdam', ['westeurope']],
		['Dublin', ['northeurope']],
		['virginia', ['eastus', 'eastus2', 'usgovvirginia']],
		['us gov virginia', ['usgovvirginia']],
		['texas', ['southcentralus', 'usgovtexas']],
		['Gävle', ['swedencentral']],
		['são paulo', ['brazilsouth']],
		['nowhere', []],
	])('%j brings %j first', (query, names) => {
		const found = searchRegions(catalog, query).map(({name}) => name);
		expect(found.slice(0, Math.max(names.length, names.length === 0 ? 1 : 0))).toEqual(names);
	});

	it.each(['', '  ', '---'])('brings all regions for %j', query => {
		expect(searchRegions(catalog, query)).toEqual(regions);
	});
});

it.each([
	['eastu', ['eastus', 'eastus2']],
	['useast', ['eastus']],
	['estus2', ['eastus2', 'westus2', 'eastus']],
	['westeurop', ['westeurope']],
	['northerneurope', ['northeurope']],
	['france', ['francecentral', 'francesouth']],
	['virginia', ['eastus', 'eastus2', 'usgovvirginia']],
	['amsterdm', ['westeurope']],
	['pn', ['centralindia']],
	['xyz', []],
	['', []],
])('suggests for %s', (text, names) => {
	expect(suggestRegions(catalog, text)).toEqual(names);
});

it('suggests nothing for a text that is no region', () => {
	expect(suggestRegions(catalog, 'east'.repeat(10_000))).toEqual([]);
});
