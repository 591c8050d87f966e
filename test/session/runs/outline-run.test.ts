import {expect, it} from 'vitest';
import {describeOutcome, outlineEndpoints} from '../../../source/session/runs/outline-run.ts';
import {sampleReport} from '../../helpers/sample-run.ts';

const {results} = sampleReport({
	rows: [
		{host: 'a.example', cause: 'tcp.timeout'},
		// The same host and port by another line of the documents, and only a warning there.
		{host: 'a.example', level: 'optional', cause: 'tcp.timeout'},
		{host: 'b.example', level: 'optional', cause: 'tcp.timeout'},
		{host: 'c.example'},
		{host: 'd.example', status: 'skipped'},
		{pattern: '*.e.example'},
	],
});

it('counts hosts and ports by their worst row, not rows', () => {
	expect(outlineEndpoints(results)).toEqual({total: 5, probed: 4, failing: 1, warnings: 1});
});

it('counts what a run that was cut off did not get to', () => {
	expect(outlineEndpoints(results.slice(0, 3), 40)).toEqual({total: 40, probed: 2, failing: 1, warnings: 1});
});

it.each([
	['ok', {warnings: 0}, 'ok'],
	['ok', {warnings: 1}, 'ok, 1 warning'],
	['failing', {}, 'FAILING, 3 of 38 endpoints'],
	['undecided', {}, 'undecided, none of 38 endpoints could be tested'],
	['stopped', {}, 'stopped, 30 of 38 endpoints probed'],
	['running', {total: 1, probed: 0}, 'running, 0 of 1 endpoint probed'],
] as const)('a run that is %s, with %j, reads: %s', (state, counts, words) => {
	const endpoints = {total: 38, probed: 30, failing: 3, warnings: 2, ...counts};
	expect(describeOutcome({state, endpoints})).toBe(words);
});

it('a run that can not be read has no numbers', () => {
	expect(describeOutcome({state: 'damaged', endpoints: null})).toBe('damaged');
});
