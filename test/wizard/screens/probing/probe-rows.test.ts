import {describe, expect, it} from 'vitest';
import type {Severity, Status} from '../../../../source/verdict/types.ts';
import {glyphsFor} from '../../../../source/wizard/components/glyphs.ts';
import type {FinishedRow, GroupRow, ProbeSnapshot} from '../../../../source/wizard/screens/probing/probe-board.ts';
import {groupRemark, groupSign, visibleRows} from '../../../../source/wizard/screens/probing/probe-rows.tsx';

const endpoints = (count: number, name: string) => Array.from({length: count}, (_, index) => `${name}${index + 1}`);
const done = (names: readonly string[]): FinishedRow[] =>
	names.map(endpoint => ({endpoint, status: 'blocked', severity: 'error', remark: ''}));

const noCounts = {reachable: 0, intercepted: 0, unstable: 0, blocked: 0, unverified: 0, skipped: 0};

const groupsNamed = (titles: readonly string[]): GroupRow[] =>
	titles.map(title => ({title, total: 1, finished: 0, isStarted: false, counts: noCounts, worst: null}));

function snapshotOf(
	running: readonly string[],
	failures: number,
	passed: number,
	[features, levels]: readonly [number, number] = [0, 0],
): ProbeSnapshot {
	return {
		asking: [],
		groups: {features: groupsNamed(endpoints(features, 'feature ')), levels: groupsNamed(endpoints(levels, 'level '))},
		total: 80,
		finished: 0,
		counts: noCounts,
		running: running.map(endpoint => ({endpoint, stage: null, attempt: 1})),
		failures: done(endpoints(failures, 'f')),
		passed: done(endpoints(passed, 'p')),
	};
}

describe('visibleRows', () => {
	it.each([
		['nothing yet', 0, 0, 0, [0, 0, 0, 0]],
		['a few of each', 3, 2, 2, [3, 0, 2, 2]],
		['only running ones', 20, 0, 0, [7, 13, 0, 0]],
		['many running, a few failures', 20, 2, 2, [5, 15, 2, 2]],
		['many of each', 20, 20, 2, [4, 16, 5, 0]],
		['few running, many failures', 1, 20, 2, [1, 0, 9, 0]],
	])('%s', (_name, running, failures, passed, expected) => {
		const shown = visibleRows(snapshotOf(endpoints(running, 'r'), failures, passed), 10, []);
		expect([shown.running.length, shown.hidden, shown.failures.length, shown.passed.length]).toEqual(expected);
	});

	it.each([3, 4, 5, 8, 12, 20, 40])('never takes more than %i lines', height => {
		for (const running of [0, 1, 2, 5, 30]) {
			for (const failures of [0, 1, 5, 30]) {
				for (const groups of [
					[0, 0],
					[1, 1],
					[7, 3],
					[20, 4],
				] as const) {
					const shown = visibleRows(snapshotOf(endpoints(running, 'r'), failures, 2, groups), height, []);
					const groupLines = shown.groups.length > 0 ? shown.groups.length + 1 : 0;
					const endpointLines = shown.running.length + shown.failures.length + shown.passed.length;
					expect(groupLines + endpointLines + (shown.hidden > 0 ? 1 : 0)).toBeLessThanOrEqual(height);
				}
			}
		}
	});

	it.each([
		['by feature where all of them have room', 12, [7, 3], 7, 'feature 1'],
		['by level where the features are too many', 12, [8, 3], 3, 'level 1'],
		['not at all in a small window', 5, [7, 3], 0, undefined],
		['not at all where there is one', 12, [1, 1], 0, undefined],
	] as const)('shows groups %s', (_name, height, groups, count, first) => {
		const shown = visibleRows(snapshotOf(endpoints(20, 'r'), 2, 2, groups), height, []);
		expect(shown.groups).toHaveLength(count);
		expect(shown.groups[0]?.title).toBe(first);
	});

	it('leaves out what passed where groups say so', () => {
		expect(visibleRows(snapshotOf([], 0, 2, [3, 3]), 20, []).passed).toEqual([]);
	});

	it('shows the latest failures where there are too many', () => {
		const {failures} = visibleRows(snapshotOf([], 20, 0), 4, []);
		expect(failures.map(({endpoint}) => endpoint)).toEqual(['f17', 'f18', 'f19', 'f20']);
	});

	it.each([
		['nothing changed', ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e'], ['a', 'b', 'c']],
		['one is done: a waiting one takes its line', ['a', 'b', 'c'], ['a', 'c', 'd', 'e'], ['a', 'd', 'c']],
		['all are done', ['a', 'b', 'c'], ['d', 'e', 'f', 'g'], ['d', 'e', 'f']],
		['none waits: the others close up', ['a', 'b', 'c'], ['a', 'c'], ['a', 'c']],
	])('%s', (_name, previous, running, expected) => {
		const {running: shown} = visibleRows(snapshotOf(running, 0, 0), 4, previous);
		expect(shown.slice(0, 3).map(({endpoint}) => endpoint)).toEqual(expected);
	});
});

const nothing = {reachable: 0, intercepted: 0, unstable: 0, blocked: 0, unverified: 0, skipped: 0};
const groupWith = (given: Partial<GroupRow>): GroupRow => ({
	title: 'Azure Arc agents',
	total: 3,
	finished: 0,
	isStarted: false,
	counts: nothing,
	worst: null,
	...given,
});

describe('groupSign', () => {
	it.each<[string, number, boolean, [Status, Severity] | null, string, string | undefined]>([
		['has not begun', 0, false, null, '○', undefined],
		['is under way', 0, true, null, '●', 'cyan'],
		['goes well so far', 2, true, ['reachable', 'ok'], '●', 'cyan'],
		['has one that could not be tested', 2, true, ['unverified', 'info'], '●', 'cyan'],
		['has a blocked one already', 1, true, ['blocked', 'error'], '✗', 'red'],
		['has an intercepted one already', 1, true, ['intercepted', 'warning'], '!', 'yellow'],
		['went well', 3, true, ['reachable', 'ok'], '✓', 'green'],
		['could not be tested', 3, true, ['unverified', 'info'], '?', undefined],
		['is blocked where nobody minds', 3, true, ['blocked', 'info'], '✗', undefined],
	])('of a group that %s', (_name, finished, isStarted, worst, sign, color) => {
		const row = groupWith({finished, isStarted, worst: worst && {status: worst[0], severity: worst[1]}});
		expect(groupSign(row, glyphsFor({unicode: true}))).toMatchObject({sign, color});
	});
});

describe('groupRemark', () => {
	it.each([
		[{reachable: 3}, ''],
		[{blocked: 2, intercepted: 1}, '2 blocked, 1 intercepted'],
		[{unverified: 1}, '1 unverified'],
		[{unverified: 1, unstable: 1}, '1 unstable'],
	])('of %j', (counts, expected) => {
		expect(groupRemark(groupWith({counts: {...nothing, ...counts}}))).toBe(expected);
	});
});
