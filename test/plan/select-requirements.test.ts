import {describe, expect, it} from 'vitest';
import {featuresInEffect, selectRequirements} from '../../source/plan/requirements.ts';
import type {Settings} from '../../source/settings/types.ts';
import {catalogOf, requirement} from './fixtures.ts';

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
