import {describe, expect, it} from 'vitest';
import {drawBar, stageBars} from '../../../../source/wizard/screens/results/endpoint-detail.ts';

const drawn = (times: readonly number[], width = 10) =>
	stageBars(times, width).map(bar => drawBar(bar, width, '#', '.'));

describe('stageBars', () => {
	it.each<[string, readonly number[], readonly string[]]>([
		['in proportion, one behind the other', [50, 30, 20], ['#####.....', '.....###..', '........##']],
		['one alone fills it', [7], ['##########']],
		['the shortest can be seen', [0.1, 100], ['#.........', '##########']],
		['also at the end', [100, 0.1], ['##########', '.........#']],
		['without any time', [0, 0], ['#.........', '#.........']],
		['none', [], []],
	])('%s', (_name, times, expected) => {
		expect(drawn(times)).toEqual(expected);
	});

	it('never leaves its width', () => {
		for (const bar of drawn([1, 2, 3, 400, 0.01, 0, 1], 12)) expect(bar).toHaveLength(12);
	});
});
