import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it, vi} from 'vitest';
import {describeWorstFault} from '../../../source/record/endpoints.ts';
import {overallVerdict} from '../../../source/report/view/summary.ts';
import {describeOutcome, outlineEndpoints, outlineRun} from '../../../source/session/runs/outline-run.ts';
import {sampleReport} from '../../helpers/sample-run.ts';

const report = sampleReport({
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
const {results} = report;

it('counts hosts and ports by their worst row, not rows', () => {
	expect(outlineEndpoints(results)).toEqual({
		...{total: 5, probed: 4, failing: 1, warnings: 1},
		faults: {tested: 3, blocked: 2, optional: 1, idle: 0, intercepted: 0, unstable: 0},
	});
});

it('counts rows without an end of one endpoint', () => {
	const many = Array.from({length: 200_000}, (_, index) => results[index % 2 === 0 ? 0 : 1]).flatMap(row => row ?? []);
	expect(outlineEndpoints(many)).toMatchObject({total: 1, failing: 1});
});

describe('what stands where a run is kept', () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-outline-'));
	afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));
	const largest = 256_000_000;
	const makers: readonly (readonly [string, (file: string) => void])[] = [
		['a file that no reader could hold', file => fs.truncateSync(file, 3_000_000_000)],
		['a file larger than any run', file => fs.truncateSync(file, largest + 1)],
		['a run with as much behind it', file => fs.truncateSync(file, 2 * largest)],
		['nothing', file => fs.truncateSync(file, 0)],
		['brackets without an end', file => fs.writeFileSync(file, '['.repeat(300_000))],
		['a folder', file => [fs.rmSync(file), fs.mkdirSync(file)]],
	];

	it.each(makers)('is damaged, and not read for long: %s', (name, make) => {
		const file = path.join(folder, `${name.replaceAll(' ', '-')}.json`);
		fs.writeFileSync(file, JSON.stringify(report));
		make(file);
		const read = vi.spyOn(fs, 'readFileSync');
		const kept = {profile: null, id: '20261122T203000Z-00000a', file, kind: 'finished', writtenAt: 0} as const;
		expect(outlineRun(kept)?.state).toBe('damaged');
		const isHuge = fs.statSync(file).size > largest;
		expect(read.mock.calls.length).toBe(isHuge || fs.statSync(file).isDirectory() ? 0 : 1);
		read.mockRestore();
	});

	it('is read once as long as it stays as it is', () => {
		const file = path.join(folder, 'once.json');
		const kept = {profile: null, id: '20261122T203000Z-00000b', file, kind: 'finished', writtenAt: 0} as const;
		fs.writeFileSync(file, JSON.stringify(report));
		const read = vi.spyOn(fs, 'readFileSync');
		expect(outlineRun(kept)).toMatchObject({state: 'failing'});
		expect(outlineRun(kept)).toMatchObject({state: 'failing'});
		expect(read).toHaveBeenCalledTimes(1);
		read.mockRestore();
		fs.writeFileSync(file, 'something else');
		expect(outlineRun(kept)).toMatchObject({state: 'damaged'});
		fs.rmSync(file);
		expect(outlineRun(kept)).toBeNull();
	});
});

it('counts what a run that was cut off did not get to', () => {
	expect(outlineEndpoints(results.slice(0, 3), 40)).toEqual({
		...{total: 40, probed: 2, failing: 1, warnings: 1},
		faults: {tested: 2, blocked: 2, optional: 1, idle: 0, intercepted: 0, unstable: 0},
	});
});

const faults = {tested: 37, blocked: 4, optional: 1, idle: 0, intercepted: 2, unstable: 1};

it('has the numbers of the answer on the screen', () => {
	expect(overallVerdict(report).headline).toContain('2 of 3 endpoints are blocked (1 optional)');
	expect(describeWorstFault(outlineEndpoints(results).faults, {aside: true})).toBe('2 of 3 blocked (1 optional)');
});

it.each([
	[{}, '4 of 37 blocked'],
	[{blocked: 0}, '2 of 37 inspected'],
	[{blocked: 0, intercepted: 0}, '1 of 37 unstable'],
])('with %j it names the worst: %s', (counts, words) => {
	expect(describeWorstFault({...faults, ...counts})).toBe(words);
});

it.each([
	['ok', {warnings: 0}, 'ok'],
	['ok', {warnings: 1}, 'ok, 1 warning'],
	['failing', {}, 'FAILING, 4 of 37 blocked (1 optional)'],
	['undecided', {}, 'undecided, none of 38 endpoints could be tested'],
	['stopped', {}, 'stopped, 30 of 38 endpoints probed'],
	['running', {total: 1, probed: 0}, 'running, 0 of 1 endpoint probed'],
] as const)('a run that is %s, with %j, reads: %s', (state, counts, words) => {
	const endpoints = {total: 38, probed: 30, failing: 3, warnings: 2, faults, ...counts};
	expect(describeOutcome({state, endpoints})).toBe(words);
});

it('a run that can not be read has no numbers', () => {
	expect(describeOutcome({state: 'damaged', endpoints: null})).toBe('damaged');
});
