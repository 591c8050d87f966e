import {describe, expect, it} from 'vitest';
import {fillPlaceholders, isConcrete, openPlaceholders} from '../../source/plan/requirements.ts';

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
