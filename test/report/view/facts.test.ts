import {describe, expect, it} from 'vitest';
import type {Run} from '../../../source/record/run.ts';
import {renderRun} from '../../../source/report/formats.ts';
import {catalogAgeWarning, earlierRows, runFacts} from '../../../source/report/view/facts.ts';
import {sampleReport} from '../../helpers/sample-run.ts';

describe('catalogAgeWarning', () => {
	it.each([
		['2026-06-18', '2026-06-18T00:00:00.000Z', false],
		['2026-06-18', '2026-12-18T00:00:00.000Z', false],
		['2026-06-18', '2026-12-18T00:00:00.001Z', true],
		['2026-06-18', '2026-12-18T00:30:00.000+02:00', false],
		['2026-08-31', '2027-02-28T00:00:00.000Z', false],
		['2026-08-31', '2027-02-28T12:00:00.000Z', true],
		['2026-06-18', '2030-01-01T00:00:00.000Z', true],
		['2026-06-18', '2020-01-01T00:00:00.000Z', false],
		['next year', '2030-01-01T00:00:00.000Z', false],
		['2026-06-18', 'once', false],
	])('a catalog of %s in a run of %s: %s', (version, startedAt, isOld) => {
		expect(catalogAgeWarning(version, startedAt) !== null).toBe(isOld);
	});

	it.each(['text', 'markdown', 'html', 'junit', 'change-request'] as const)('stands in %s', format => {
		const report = sampleReport({proxy: 'http://proxy:3128', rows: [{host: 'a.example', cause: 'proxy.host-denied'}]});
		const write = (startedAt: string) =>
			renderRun(format, {...report, startedAt}, {columns: 2000, colour: false, unicode: true}).replaceAll('\n', ' ');
		expect(write('2027-01-01T00:00:00.000Z')).toMatch(/more than six\s+months old/);
		expect(write('2026-11-01T00:00:00.000Z')).not.toMatch(/six\s+months old/);
	});
});

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
