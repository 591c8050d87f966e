import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import {checkSettings, cloudOf, completeSettings} from '../../source/plan/complete-settings.ts';
import {flagNames, placeNames, type SettingNames, screenNames} from '../../source/settings/setting-names.ts';
import type {Settings, SettingsDraft} from '../../source/settings/types.ts';
import {catalogOf, draft, settings} from './fixtures.ts';

const catalog = catalogOf();

describe('completeSettings', () => {
	it.each<[title: string, changes: Partial<SettingsDraft>, expected: Partial<Settings>]>([
		['defaults of the cloud', {}, {cloud: 'public', region: 'eastus', features: ['arc', 'aml']}],
		['the cloud by the region', {region: 'usgovvirginia'}, {cloud: 'usgov', features: ['arc']}],
		['the region by its display name', {region: 'East US'}, {region: 'eastus'}],
		['what was chosen', {cloud: 'public', features: ['gpu']}, {cloud: 'public', features: ['gpu']}],
		['all is all of the cloud but the gateway', {features: ['all']}, {features: ['arc', 'aml', 'gpu']}],
		['all in another cloud', {region: 'usgovvirginia', features: ['all']}, {features: ['arc', 'gpu']}],
		['all beside another', {features: ['arc-gateway', 'all', 'arc']}, {features: ['arc-gateway', 'arc', 'aml', 'gpu']}],
		[
			'a new region with its code',
			{region: 'newregion', resources: {'region-code': ['new']}},
			{cloud: 'public', region: 'newregion'},
		],
		['no feature but own requirements', {features: [], requirementsFile: 'own.json'}, {features: []}],
	])('%s', (_title, changes, expected) => {
		expect(completeSettings(draft(changes), catalog)).toMatchObject(expected);
	});

	it.each<[title: string, changes: Partial<SettingsDraft>, message: RegExp]>([
		['no region', {region: null}, /^No region is given: .*--region/],
		['an empty region', {region: ''}, /^No region is given/],
		[
			'a slip in the region',
			{region: 'eastuss'},
			/^The region "eastuss" is unknown: use .*eastus.*--region.*--resource region-code=CODE\)\.$/,
		],
		['an unknown region', {region: 'zzzzzzzzzzzz'}, /^The region "zzzzzzzzzzzz" is unknown: .*--region/],
		['an unknown region that is no name', {region: '<x>.evil', resources: {'region-code': ['new']}}, /is unknown/],
		[
			'a region of another cloud',
			{cloud: 'china'},
			/^The region eastus belongs to the cloud public, not china: change the cloud or the region \(--cloud or --region\)\.$/,
		],
		['a slip in a feature', {features: ['arc', 'gpuu']}, /^The feature "gpuu" \(--features\) is unknown: use gpu\.$/],
		['a part of a feature', {features: ['gateway']}, /use arc-gateway\.$/],
		['an unknown feature', {features: ['zzzzzz']}, /choose from arc, aml, gpu, arc-gateway, or all\.$/],
		[
			'a feature of another cloud',
			{region: 'usgovvirginia', features: ['aml']},
			/^The feature aml is not available in the cloud usgov: .*--features/,
		],
		['no feature', {features: []}, /^No feature is chosen: .*--features/],
	])('refuses %s', (_title, changes, message) => {
		const attempt = () => completeSettings(draft(changes), catalog);
		expect(attempt).toThrow(UsageError);
		expect(attempt).toThrow(message);
	});
});

it.each<[SettingNames, string]>([
	[
		flagNames,
		'use eastus (--region), or for a region newer than the catalog give its Arc code too (--resource region-code=CODE).',
	],
	[
		placeNames,
		'use eastus (settings.region), or for a region newer than the catalog give its Arc code too (settings.resources).',
	],
	[screenNames, 'use eastus, or for a region newer than the catalog give its Arc code too.'],
])('a refusal calls the settings as where it is read', (names, cure) => {
	expect(() => completeSettings(draft({region: 'eastuss'}), catalog, names)).toThrow(cure);
});

describe('checkSettings', () => {
	it('accepts settings that fit', () => {
		expect(() => checkSettings(settings(), catalog, flagNames)).not.toThrow();
	});

	it('refuses settings of an older catalog', () => {
		expect(() => checkSettings(settings({features: ['gone']}), catalog, flagNames)).toThrow(/"gone"/);
	});
});

it.each([
	['eastus', 'public'],
	['usgovvirginia', 'usgov'],
	['nowhere', null],
])('cloudOf %s', (region, cloud) => {
	expect(cloudOf(region, catalog)).toBe(cloud);
});
