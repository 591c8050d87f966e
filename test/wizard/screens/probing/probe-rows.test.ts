import {describe, expect, it} from 'vitest';
import type {Severity, Status} from '../../../../source/verdict/types.ts';
import {glyphsFor} from '../../../../source/wizard/components/glyphs.ts';
import type {GroupRow} from '../../../../source/wizard/screens/probing/probe-board.ts';
import {groupRemark, groupSign} from '../../../../source/wizard/screens/probing/probe-rows.tsx';

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
