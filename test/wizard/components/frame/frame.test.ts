import {describe, expect, it} from 'vitest';
import {
	fitHints,
	layoutFrame,
	noticeLines,
	stageTrack,
} from '../../../../source/wizard/components/frame/frame-parts.ts';
import {glyphsFor} from '../../../../source/wizard/components/glyphs.ts';
import {type KeyHint, layoutFor} from '../../../../source/wizard/components/screen-context.tsx';
import {filledCells} from '../../../../source/wizard/screens/probing/probe-rows.tsx';

const usual = layoutFor({columns: 80, rows: 24});
const small = layoutFor({columns: 40, rows: 12});

describe('layoutFor', () => {
	it.each([
		[80, 24, {isTooSmall: false, isNarrow: false, isShort: false, width: 78, height: 22}],
		[40, 12, {isTooSmall: false, isNarrow: true, isShort: true, width: 38, height: 10}],
		[39, 12, {isTooSmall: true}],
		[40, 11, {isTooSmall: true}],
		[300, 90, {width: 110, height: 88}],
		[0, 0, {isTooSmall: true}],
		[1, 65_535, {isTooSmall: true, rows: 300}],
		[1000, 1000, {columns: 300, rows: 300, width: 110, height: 298}],
		[65_535, 65_535, {columns: 300, rows: 300, height: 298}],
		[301, 24, {columns: 300, rows: 24, height: 22}],
		[80, 4000, {columns: 80, rows: 300, width: 78}],
	])('%i x %i', (columns, rows, expected) => {
		expect(layoutFor({columns, rows})).toMatchObject(expected);
	});
});

describe('layoutFrame', () => {
	const needs = {reason: 'Why.', problem: null, hasNotice: true};
	it.each([
		['the usual window', usual, needs, {reasonLines: ['Why.'], noticeHeight: 2, bodyHeight: 12}],
		['a small one', small, needs, {reasonLines: [], noticeHeight: 2, bodyHeight: 5}],
		['a tall one', layoutFor({columns: 120, rows: 50}), needs, {noticeHeight: 4}],
		['no notice', usual, {...needs, hasNotice: false}, {noticeHeight: 0, bodyHeight: 14}],
		['a long problem', small, {...needs, problem: 'word '.repeat(20)}, {noticeHeight: 3, bodyHeight: 4}],
		['an endless problem', small, {...needs, problem: 'word '.repeat(200)}, {noticeHeight: 4, bodyHeight: 3}],
	])('%s', (_name, layout, given, expected) => {
		expect(layoutFrame(layout, given)).toMatchObject(expected);
	});
});

it('noticeLines cuts at the last line, and says so', () => {
	expect(noticeLines('short', usual, 2, '…')).toEqual(['short']);
	const lines = noticeLines('word '.repeat(40).trim(), small, 2, '…');
	expect(lines).toHaveLength(2);
	expect(lines[1]).toMatch(/^(word )+word…$/);
});

describe('fitHints', () => {
	const hints: readonly KeyHint[] = [
		{keys: '↑↓', label: 'move', isMinor: true},
		{keys: 'enter', label: 'choose'},
		{keys: 'esc', label: 'back'},
		{keys: '?', label: 'help'},
	];
	it.each([
		[80, ['↑↓', 'enter', 'esc', '?']],
		[38, ['enter', 'esc', '?']],
		[24, ['enter', '?']],
		[8, ['?']],
	])('%i columns', (width, expected) => {
		expect(fitHints(hints, width).map(({keys}) => keys)).toEqual(expected);
	});
});

describe('stageTrack', () => {
	it('shows all stages where they fit', () => {
		const {items, count} = stageTrack('Features', glyphsFor({unicode: true}), 78);
		expect(items.map(({sign, stage}) => `${sign} ${stage}`)).toEqual([
			'✓ Region',
			'✓ Proxy',
			'● Features',
			'○ Resources',
			'○ Review',
			'○ Check',
			'○ Report',
		]);
		expect(count).toBe('');
	});

	it('shows the current one with its number where they don’t', () => {
		const {items, count} = stageTrack('Features', glyphsFor({unicode: false}), 38);
		expect(items.map(({sign, stage}) => `${sign} ${stage}`)).toEqual(['* Features']);
		expect(count).toBe('3 of 7');
	});
});

it.each([
	[0, 80, 40, 0],
	[1, 80, 40, 0],
	[40, 80, 40, 20],
	[79, 80, 40, 39],
	[80, 80, 40, 40],
	[0, 0, 40, 40],
])('filledCells: %i of %i in %i', (done, total, width, expected) => {
	expect(filledCells(done, total, width)).toBe(expected);
});
