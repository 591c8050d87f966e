import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {countPlannedEndpoints} from '../../source/plan/endpoints.ts';
import {
	createFeatureCounter,
	featuresInEffect,
	fillPlaceholders,
	isConcrete,
	openPlaceholders,
	selectRequirements,
} from '../../source/plan/requirements.ts';
import type {Settings} from '../../source/settings/types.ts';
import {catalogOf, requirement, settings} from './fixtures.ts';

describe('select requirements', () => {
	const catalog = catalogOf(
		requirement({id: 'mandatory'}),
		requirement({id: 'conditional', level: 'conditional', features: ['gpu', 'aml']}),
		requirement({id: 'optional', level: 'optional'}),
		requirement({id: 'legacy', level: 'legacy'}),
		requirement({id: 'public-only', clouds: ['public']}),
		requirement({id: 'shared', features: ['arc', 'arc-gateway']}),
		requirement({id: 'gateway', features: ['arc-gateway']}),
	);
	const own = [
		requirement({id: 'own', features: []}),
		requirement({id: 'own-optional', features: [], level: 'optional'}),
	];

	describe('selectRequirements', () => {
		it.each<[title: string, changes: Partial<Pick<Settings, 'cloud' | 'features' | 'level'>>, ids: readonly string[]]>([
			['one feature', {}, ['mandatory', 'optional', 'public-only', 'shared', 'own', 'own-optional']],
			['any one of its features', {features: ['gpu']}, ['conditional', 'own', 'own-optional']],
			['a feature that shares a row', {features: ['aml', 'gpu']}, ['conditional', 'own', 'own-optional']],
			['mandatory alone', {level: 'mandatory'}, ['mandatory', 'public-only', 'shared', 'own']],
			[
				'down to conditional',
				{level: 'conditional', features: ['arc', 'aml']},
				['mandatory', 'conditional', 'public-only', 'shared', 'own'],
			],
			[
				'down to legacy',
				{level: 'legacy'},
				['mandatory', 'optional', 'legacy', 'public-only', 'shared', 'own', 'own-optional'],
			],
			['another cloud', {cloud: 'usgov'}, ['mandatory', 'optional', 'shared', 'own', 'own-optional']],
			[
				'a gateway takes the place of what it replaces',
				{features: ['arc', 'arc-gateway']},
				['shared', 'gateway', 'own', 'own-optional'],
			],
			[
				'a gateway leaves other features alone',
				{features: ['arc', 'aml', 'arc-gateway']},
				['conditional', 'shared', 'gateway', 'own', 'own-optional'],
			],
			['no feature at all', {features: []}, ['own', 'own-optional']],
		])('%s', (_title, changes, ids) => {
			const choice = {cloud: 'public', features: ['arc'], level: 'optional', ...changes} as const;
			expect(selectRequirements(choice, catalog, own).map(({id}) => id)).toEqual(ids);
		});
	});

	it.each([
		[
			['arc', 'aml'],
			['arc', 'aml'],
		],
		[
			['arc', 'aml', 'arc-gateway'],
			['aml', 'arc-gateway'],
		],
		[['arc-gateway'], ['arc-gateway']],
	])('featuresInEffect %j', (chosen, inEffect) => {
		expect(featuresInEffect(chosen, catalog)).toEqual(inEffect);
	});
});

describe('placeholders', () => {
	describe('fillPlaceholders', () => {
		it.each([
			['<region>.dp.example.com', 'eastus.dp.example.com'],
			['<region-code>.his.example.com', '<region-code>.his.example.com'],
			['<acr>.<region>.data.example.com', 'mine.eastus.data.example.com'],
			['/x?location=<region>&again=<region>', '/x?location=eastus&again=eastus'],
			['<empty>.example.com', '<empty>.example.com'],
			['<other>.example.com', '<other>.example.com'],
			['plain.example.com', 'plain.example.com'],
		])('%s', (text, filled) => {
			const values = {region: 'eastus', 'region-code': null, acr: 'mine', empty: ''};
			expect(fillPlaceholders(text, values)).toBe(filled);
		});
	});

	describe('openPlaceholders', () => {
		it.each([
			['plain.example.com', []],
			['<acr>.<region>.example.com', ['acr', 'region']],
			['<region>.<region>', ['region']],
			['<entries of the list>', ['entries of the list']],
		])('%s', (text, names) => {
			expect(openPlaceholders(text)).toEqual(names);
		});
	});

	it.each([
		['one.example.com', true],
		['10.0.0.1', true],
		['*.example.com', false],
		['a.*.example.com', false],
		['<region>.example.com', false],
	])('isConcrete %s', (pattern, expected) => {
		expect(isConcrete(pattern)).toBe(expected);
	});
});

describe('count by features', () => {
	const own = [
		requirement({id: 'own-1', pattern: 'own.example.com', features: []}),
		// Needed by everybody as the user's own, and listed for features as well.
		requirement({id: 'own-2', pattern: 'mcr.microsoft.com', features: []}),
	];
	const {features} = catalog;
	const ids = features.map(({id}) => id);
	const usual = features.filter(({replaces}) => replaces.length === 0).map(({id}) => id);
	const planFor = (chosen: readonly string[]) => buildPlan(settings({features: chosen}), catalog, own);
	const replacing = ids.filter(id => !usual.includes(id));
	const rows = [...planFor(usual).targets, ...replacing.flatMap(id => planFor([id]).targets)];
	const count = createFeatureCounter(rows, catalog);

	it.each<{name: string; chosen: readonly string[]}>([
		{name: 'none', chosen: []},
		{name: 'all but those that replace others', chosen: usual},
		{name: 'all', chosen: ids},
		...ids.map(id => ({name: `only ${id}`, chosen: [id]})),
		...ids.map(id => ({name: `all but ${id}`, chosen: ids.filter(other => other !== id)})),
		...usual.map(id => ({name: `a gateway and ${id}`, chosen: [...replacing, id]})),
	])('counts the endpoints of $name as their plan does', ({chosen}) => {
		expect(count(chosen)).toBe(countPlannedEndpoints(planFor(chosen).targets));
	});
});
