import {describe, expect, it} from 'vitest';
import {numbered, readNumber, readNumbers, readYesOrNo} from '../../../source/wizard/components/conversation.ts';

it('numbered counts from one', () => {
	expect(numbered(['a', 'b'])).toEqual(['1. a', '2. b']);
});

describe('readNumber', () => {
	it.each([
		['1', 0],
		['3', 2],
		['3.', 2],
		['0', null],
		['4', null],
		['', null],
		['-1', null],
		['1e0', null],
		['two', null],
		['99999999999999999999', null],
	])('%j of three is %j', (text, expected) => {
		expect(readNumber(text, 3)).toBe(expected);
	});
});

describe('readNumbers', () => {
	it.each<[string, readonly number[] | null]>([
		['1', [0]],
		['1,3', [0, 2]],
		['3 1, 3', [0, 2]],
		['2-4', [1, 2, 3]],
		['1;2-2', [0, 1]],
		['', []],
		['4-2', null],
		['1-2-3', null],
		['1,6', null],
		['1-', null],
		['a', null],
	])('%j of five is %j', (text, expected) => {
		expect(readNumbers(text, 5)).toEqual(expected);
	});
});

describe('readYesOrNo', () => {
	it.each([
		['', true, true],
		['', false, false],
		['y', false, true],
		['Yes', false, true],
		['n', true, false],
		['NO', true, false],
		['maybe', true, null],
	])('%j where Enter means %j is %j', (text, proposal, expected) => {
		expect(readYesOrNo(text, proposal)).toBe(expected);
	});
});
