import {describe, expect, it} from 'vitest';
import {groupRun} from '../../../../source/wizard/state/results/result-groups.ts';
import {
	type FilterChange,
	filterGroups,
	isFiltering,
	noFilter,
	reduceFilter,
} from '../../../../source/wizard/state/results/results-rows.ts';
import {mixedRecord} from '../../helpers/services.ts';

const groups = groupRun(mixedRecord);
const text = (typed: string): FilterChange => ({type: 'edit', action: {type: 'insert', text: typed}});
const next: FilterChange = {type: 'next-status'};
const apply = (...changes: readonly FilterChange[]) =>
	changes.reduce((filter, change) => reduceFilter(filter, change, groups), noFilter);
const shown = (...changes: readonly FilterChange[]) =>
	filterGroups(groups, apply(...changes)).flatMap(({endpoints}) => endpoints.map(({name}) => name.split('.')[0]));

describe('filterGroups', () => {
	it.each<[string, readonly FilterChange[], readonly string[]]>([
		['a part of the name', [text('good-2')], ['good-2']],
		['another case', [text('DENIED-1')], ['denied-1']],
		['a cause', [text('nxdomain')], ['lost']],
		['a purpose', [text('images')], ['denied-2']],
		['a finding', [text('proxy denies')], ['denied-1', 'denied-2']],
		['words in any order', [text('images denied')], ['denied-2']],
		['nothing that fits', [text('xyzzy')], []],
		['a status', [next], ['denied-1', 'denied-2', 'lost']],
		['a status and a text', [next, text('lost')], ['lost']],
	])('by %s', (_name, changes, expected) => {
		expect(shown(...changes)).toEqual(expected);
	});

	it('with blanks alone is no filter', () => {
		expect(isFiltering(apply(text('  ')))).toBe(false);
		expect(filterGroups(groups, apply(text('  ')))).toBe(groups);
	});

	it('leaves no group empty', () => {
		expect(filterGroups(groups, apply(text('good'))).map(({title}) => title)).toEqual(['Reachable']);
	});
});

it('the statuses that there are come in turn, and then all of them', () => {
	const seen = [apply(next), apply(next, next), apply(next, next, next), apply(next, next, next, next)];
	expect(seen.map(({status}) => status)).toEqual(['blocked', 'unverified', 'reachable', null]);
});

it('what was typed stays when it is accepted, and goes when it is cleared', () => {
	expect(apply({type: 'type'}, text('good'), {type: 'accept'})).toMatchObject({isTyping: false});
	expect(isFiltering(apply({type: 'type'}, text('good'), {type: 'accept'}))).toBe(true);
	expect(apply({type: 'type'}, text('good'), next, {type: 'clear'})).toEqual(noFilter);
});
