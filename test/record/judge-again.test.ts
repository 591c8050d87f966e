import fs from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {judgeAgain, mergeRuns} from '../../source/record/judge-again.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {renderRun} from '../../source/report/formats.ts';
import {type SampleRow, sampleRun} from '../helpers/sample-run.ts';

const read = (file: string) => parseRun(fs.readFileSync(file, 'utf8'), file);
const verdictsOf = ({results}: ReturnType<typeof read>) =>
	results.map(({id, status, severity, cause, confidence, identity, detail}) => ({
		id,
		status,
		severity,
		cause,
		confidence,
		identity,
		detail,
	}));

describe('a run judged again', () => {
	it('is the run that it was', () => {
		const run = read('docs/samples/run.json');
		expect(judgeAgain(run, catalog)).toEqual(run);
	});

	it('keeps what was said about the settings, whose environment is gone', () => {
		const run = read('docs/samples/run.json');
		const finding = {...run.findings[0], id: 'settings', title: 'Settings to change', targets: [], rows: []};
		const given = {...run, findings: [...run.findings, finding as (typeof run.findings)[number]]};
		expect(judgeAgain(given, catalog).findings.map(({id}) => id)).toContain('settings');
	});
});

describe('a run of an earlier version', () => {
	const file = 'test/golden/older/run-2026-11.json';

	it('is read, and every row has its id', () => {
		const {results} = read(file);
		expect(new Set(results.map(({id}) => id)).size).toBe(results.length);
	});

	it('is judged as it was then', () => {
		const run = read(file);
		expect(verdictsOf(judgeAgain(run, catalog))).toEqual(verdictsOf(run));
	});

	it.each(['text', 'html', 'markdown', 'csv', 'change-request', 'json'] as const)('is written as %s', format => {
		const options = {columns: 80, colour: false, unicode: true};
		expect(renderRun(format, read(file), options)).toMatch(/denied/i);
	});
});

const good = {host: 'good.example'} as const;
const denied = {host: 'denied.example', cause: 'proxy.host-denied'} as const;
const lost = {host: 'lost.example', cause: 'dns.nxdomain'} as const;

function merged(before: readonly SampleRow[], after: readonly SampleRow[]) {
	const whole = sampleRun({rows: before});
	const later = {...sampleRun({rows: after}), id: 'later', startedAt: '2030-01-01T00:00:00.000Z'};
	return {run: mergeRuns(whole, later), whole};
}
const drawn = ({results}: ReturnType<typeof merged>['run']) =>
	results.map(({planned, verdict}) => `${planned.target?.host} ${verdict.status}`);

it.each<[string, readonly SampleRow[], readonly SampleRow[], readonly string[]]>([
	[
		'puts new results in the place of the old ones',
		[good, denied, lost],
		[{host: 'denied.example'}],
		['good.example reachable', 'denied.example reachable', 'lost.example blocked'],
	],
	[
		'keeps what was known of rows whose turn never came',
		[good, denied],
		[{host: 'denied.example', status: 'skipped'}],
		['good.example reachable', 'denied.example blocked'],
	],
	[
		'takes a first result for a row that was skipped before',
		[{host: 'a.example', status: 'skipped'}],
		[{host: 'a.example'}],
		['a.example reachable'],
	],
	['puts rows that are new at the end', [good], [lost], ['good.example reachable', 'lost.example blocked']],
])('%s', (_name, before, after, expected) => {
	expect(drawn(merged(before, after).run)).toEqual(expected);
});

it('counts anew, and is made when the later one was', () => {
	const {run, whole} = merged([good, denied, lost], [{host: 'denied.example'}]);
	expect(run.summary).toMatchObject({targets: 3, reachable: 2, blocked: 1});
	expect(run).toMatchObject({id: 'later', startedAt: '2030-01-01T00:00:00.000Z', complete: true});
	expect(run.settings).toBe(whole.settings);
});

it('is complete once every row had its turn', () => {
	const skipped = {host: 'a.example', status: 'skipped'} as const;
	expect(merged([good, skipped], [{host: 'good.example'}]).run.complete).toBe(false);
	expect(merged([good, skipped], [{host: 'a.example'}]).run.complete).toBe(true);
});
