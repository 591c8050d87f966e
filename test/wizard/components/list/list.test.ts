import {describe, expect, it} from 'vitest';
import {
	clampList,
	createList,
	type ListMove,
	type ListState,
	moveFor,
	moveList,
	positionText,
} from '../../../../source/wizard/components/list/list-state.ts';

const size = {count: 20, height: 5};

describe('moveList', () => {
	it.each<[ListState, ListMove, ListState]>([
		[{cursor: 0, top: 0}, 'up', {cursor: 0, top: 0}],
		[{cursor: 0, top: 0}, 'down', {cursor: 1, top: 0}],
		[{cursor: 4, top: 0}, 'down', {cursor: 5, top: 1}],
		[{cursor: 5, top: 5}, 'up', {cursor: 4, top: 4}],
		[{cursor: 19, top: 15}, 'down', {cursor: 19, top: 15}],
		[{cursor: 2, top: 0}, 'page-down', {cursor: 6, top: 4}],
		[{cursor: 18, top: 15}, 'page-down', {cursor: 19, top: 15}],
		[{cursor: 6, top: 4}, 'page-up', {cursor: 2, top: 0}],
		[{cursor: 1, top: 0}, 'page-up', {cursor: 0, top: 0}],
		[{cursor: 7, top: 5}, 'first', {cursor: 0, top: 0}],
		[{cursor: 7, top: 5}, 'last', {cursor: 19, top: 15}],
	])('%j %s', (before, move, after) => {
		expect(moveList(before, move, size)).toEqual(after);
	});
});

describe('clampList', () => {
	it.each<[string, ListState, {count: number; height: number}, ListState]>([
		['fewer rows after a filter', {cursor: 12, top: 10}, {count: 3, height: 5}, {cursor: 2, top: 0}],
		['no rows', {cursor: 12, top: 10}, {count: 0, height: 5}, {cursor: 0, top: 0}],
		['a lower window', {cursor: 9, top: 5}, {count: 20, height: 3}, {cursor: 9, top: 7}],
		['a higher window', {cursor: 19, top: 17}, {count: 20, height: 10}, {cursor: 19, top: 10}],
	])('%s', (_name, before, changed, after) => {
		expect(clampList(before, changed)).toEqual(after);
	});
});

it('createList puts the cursor in the middle where there is room', () => {
	expect(createList(10, size)).toEqual({cursor: 10, top: 8});
	expect(createList(0, size)).toEqual({cursor: 0, top: 0});
	expect(createList(19, size)).toEqual({cursor: 19, top: 15});
});

describe('moveFor', () => {
	it.each([
		[{kind: 'key', name: 'up'}, true, 'up'],
		[{kind: 'key', name: 'home'}, true, 'first'],
		[{kind: 'key', name: 'enter'}, true, null],
		[{kind: 'text', text: 'j'}, true, 'down'],
		[{kind: 'text', text: 'G'}, true, 'last'],
		[{kind: 'text', text: 'j'}, false, null],
		[{kind: 'paste', text: 'j'}, true, null],
	] as const)('%j, letters: %s', (keypress, hasLetters, expected) => {
		expect(moveFor(keypress, hasLetters)).toBe(expected);
	});
});

it.each([
	[{cursor: 0, top: 0}, 3, 3, ''],
	[{cursor: 0, top: 0}, 3, 20, '3 of 20'],
	[{cursor: 0, top: 0}, 0, 20, '0 of 20'],
	[{cursor: 0, top: 0}, 20, 20, '1-5 of 20'],
	[{cursor: 19, top: 15}, 20, 59, '16-20 of 20'],
])('positionText %j of %i, in all %i', (state, count, total, expected) => {
	expect(positionText(state, count, 5, total)).toBe(expected);
});
