import {describe, expect, it} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import {earlierRows, runFacts} from '../../source/report/view/facts.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const whole = sampleReport({rows: [{host: 'a.example'}, {host: 'b.example'}, {pattern: '*.c.example'}]});

/** The same, as if the rows had been probed at these times; null: never. */
function probedAt(times: readonly (string | null)[]): Run {
	const results = whole.results.map((row, index) => {
		const startedAt = times[index];
		return {...row, attempts: startedAt ? [{startedAt, stages: []}] : []};
	});
	return {...whole, startedAt: '2026-11-22T20:30:00.000Z', results};
}

describe('rows that are older than the run', () => {
	it.each([
		[['2026-11-22T20:30:01.000Z', '2026-11-22T20:30:02.000Z', null], null],
		[
			['2026-11-20T08:00:00.000Z', '2026-11-22T20:30:02.000Z', null],
			{count: 1, probed: 2, oldest: '2026-11-20T08:00:00.000Z'},
		],
		[
			['2026-11-21T08:00:00.000Z', '2026-11-20T08:00:00.000Z', null],
			{count: 2, probed: 2, oldest: '2026-11-20T08:00:00.000Z'},
		],
	])('%j', (times, expected) => {
		expect(earlierRows(probedAt(times))).toEqual(expected);
	});

	it('are a fact of the report', () => {
		const facts = runFacts(probedAt(['2026-11-20T08:00:00.000Z', '2026-11-22T20:30:02.000Z', null]));
		expect(facts).toContainEqual([
			'Seen before',
			'1 of 2 rows, the oldest at 2026-11-20 08:00:00 UTC; only the others were checked again',
		]);
	});
});
