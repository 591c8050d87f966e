import {describe, expect, it} from 'vitest';
import {ratioOf, spreadOf} from '../../bench/statistics.ts';

describe('spreadOf', () => {
	it.each([
		{values: [3], spread: {median: 3, lower: 3, upper: 3}},
		{values: [4, 1, 3, 2, 5], spread: {median: 3, lower: 2, upper: 4}},
		{values: [1, 2, 3, 4], spread: {median: 2.5, lower: 1.75, upper: 3.25}},
	])('of $values', ({values, spread}) => {
		expect(spreadOf(values)).toEqual(spread);
	});

	it('refuses no values', () => {
		expect(() => spreadOf([])).toThrow('No values');
	});
});

describe('ratioOf', () => {
	it('compares round by round, so that a slow round of both changes nothing', () => {
		expect(ratioOf([1, 10, 2], [2, 20, 4])).toEqual({median: 0.5, lower: 0.5, upper: 0.5});
	});
});
