import type {Catalog, Requirement} from '../../source/catalog/types.ts';
import {defaultSettings} from '../../source/settings/fields.ts';
import type {ProxyEndpoint, ProxySettings, Settings, SettingsDraft} from '../../source/settings/types.ts';
import {requirementOf} from '../helpers/plan-of.ts';

export const noProxies: ProxySettings = {source: 'none', https: null, http: null, noProxy: ''};

export const proxy: ProxyEndpoint = {scheme: 'http', host: 'proxy', port: 3128, username: null};

export const bothProxied: ProxySettings = {source: 'given', https: proxy, http: proxy, noProxy: ''};

/** Draft and settings of a user who named a region and one feature. */
export const draft = (changes: Partial<SettingsDraft> = {}): SettingsDraft => ({
	...defaultSettings,
	cloud: null,
	region: 'eastus',
	features: null,
	proxy: noProxies,
	...changes,
});

export const settings = (changes: Partial<Settings> = {}): Settings => ({
	...draft(),
	cloud: 'public',
	region: 'eastus',
	features: ['arc'],
	...changes,
});

export const requirement = (changes: Partial<Requirement> = {}): Requirement => ({
	...requirementOf({host: 'one.example.com'}),
	id: 'one',
	clouds: ['public', 'usgov', 'china'],
	...changes,
});

export const standIn = (host: string) => ({host, confidence: 'high', source: 'a document'}) as const;

const region = {place: null, cloud: 'public', confidence: 'high', source: 'a document'} as const;
const feature = {summary: 'For the tests.', isDefault: false, replaces: [], clouds: ['public', 'usgov']} as const;

/** A catalog with the regions and features that the tests speak of, and these requirements. */
export const catalogOf = (...requirements: readonly Requirement[]): Catalog => ({
	version: '2026-01-01',
	requirements,
	regions: [
		{...region, name: 'eastus', displayName: 'East US', arcCode: 'eus'},
		{...region, name: 'centralus', displayName: 'Central US', arcCode: 'scus', confidence: 'medium'},
		{...region, name: 'chilecentral', displayName: 'Chile Central', arcCode: 'cl', confidence: 'low'},
		{...region, name: 'westus3', displayName: 'West US 3', arcCode: null, confidence: 'unknown'},
		{...region, name: 'usgovvirginia', displayName: 'US Gov Virginia', cloud: 'usgov', arcCode: 'usgv'},
	],
	features: [
		{...feature, id: 'arc', title: 'Arc agents', isDefault: true},
		{...feature, id: 'aml', title: 'Machine learning', isDefault: true, clouds: ['public']},
		{...feature, id: 'gpu', title: 'GPU nodes'},
		{...feature, id: 'arc-gateway', title: 'Arc gateway', replaces: ['arc'], clouds: ['public']},
	],
	documents: [],
});
