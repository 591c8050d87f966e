import {expect, it} from 'vitest';
import {
	countPerFeature,
	describeAdded,
	formatAdded,
	toggleFeature,
} from '../../../../source/wizard/questions/features/feature-choice.ts';

/** Endpoints by feature; a gateway makes those of `arc` unnecessary. */
const endpoints: {readonly [feature: string]: readonly string[]} = {
	arc: ['a', 'b', 'c'],
	training: ['c', 'd'],
	policy: ['a'],
	gateway: ['g'],
};

function count(features: readonly string[]): number {
	const inEffect = features.includes('gateway') ? features.filter(id => id !== 'arc') : features;
	return new Set(inEffect.flatMap(id => endpoints[id] ?? [])).size;
}

it.each([
	[['arc'], {arc: 3, training: 1, policy: 0, gateway: -2}],
	[[], {arc: 3, training: 2, policy: 1, gateway: 1}],
	[['arc', 'training'], {arc: 2, training: 1, policy: 0, gateway: -1}],
])('countPerFeature with %j', (chosen, expected) => {
	expect(Object.fromEntries(countPerFeature(Object.keys(endpoints), chosen, count))).toEqual(expected);
});

it.each([
	[12, 'adds 12', 'adds 12 endpoints'],
	[1, 'adds 1', 'adds 1 endpoint'],
	[0, 'no extra', 'no extra endpoints'],
	[-30, '30 fewer', '30 fewer endpoints'],
])('what a feature adds: %i', (added, short, full) => {
	expect(formatAdded(added)).toBe(short);
	expect(describeAdded(added)).toBe(full);
});

it('toggleFeature keeps the order of the list', () => {
	expect(toggleFeature(['a', 'b', 'c'], ['c'], 'a')).toEqual(['a', 'c']);
	expect(toggleFeature(['a', 'b', 'c'], ['a', 'c'], 'a')).toEqual(['c']);
});
