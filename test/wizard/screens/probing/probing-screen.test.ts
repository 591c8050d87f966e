import {describe, expect, it} from 'vitest';
import {
	guessTimeLeft,
	timeLeftText,
	unknownTimeLeft,
} from '../../../../source/wizard/screens/probing/probing-screen.tsx';

type Moment = Parameters<typeof guessTimeLeft>[1];
const at = (seconds: number, finished: number): Moment => ({finished, total: 60, elapsedMs: seconds * 1000});

/** What is said at each moment. */
function said(...moments: readonly Moment[]): readonly (number | null)[] {
	let left = unknownTimeLeft;
	return moments.map(moment => {
		left = guessTimeLeft(left, moment);
		return left.seconds;
	});
}

describe('guessTimeLeft', () => {
	it.each<[string, readonly Moment[], readonly (number | null)[]]>([
		['says nothing before a third is done', [at(1, 0), at(2, 10), at(3, 19)], [null, null, null]],
		['is cautious', [at(10, 20)], [30]],
		['gets shorter', [at(10, 20), at(15, 40), at(18, 55)], [30, 10, 5]],
		['never gets longer', [at(10, 20), at(20, 21), at(30, 22)], [30, 30, 30]],
		['is taken back when it proves wrong', [at(10, 20), at(44, 21), at(46, 22), at(47, 59)], [30, 30, null, null]],
		['says nothing at the end', [at(10, 59), at(11, 60)], [5, null]],
	])('%s', (_name, moments, expected) => {
		expect(said(...moments)).toEqual(expected);
	});

	it('never rises, however unevenly endpoints finish', () => {
		const moments = Array.from({length: 120}, (_, second) => at(second, Math.min(59, (second % 7) + second / 2)));
		const spoken = said(...moments).filter(seconds => seconds !== null);
		expect(spoken.length).toBeGreaterThan(0);
		expect(spoken).toEqual(spoken.toSorted((left, right) => right - left));
	});
});

it.each([
	[null, ''],
	[5, 'about 5 s left'],
	[90, 'about 90 s left'],
	[95, 'about 2 min left'],
	[180, 'about 3 min left'],
])('timeLeftText of %j', (seconds, text) => {
	expect(timeLeftText({...unknownTimeLeft, seconds})).toBe(text);
});
