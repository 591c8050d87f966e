import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {isDeepStrictEqual} from 'node:util';
import {beforeAll, describe, expect, it, onTestFinished, vi} from 'vitest';
import {catalog} from '../source/catalog/catalog.ts';
import {atOnce, chunksInTurns, inTurns, joinPieces, type Steps} from '../source/chunks.ts';
import {diagnose, diagnoseInSteps} from '../source/diagnosis/diagnose.ts';
import type {Observation} from '../source/evidence/types.ts';
import {countEndpoints} from '../source/record/endpoints.ts';
import {unseenRows} from '../source/record/journal.ts';
import {toRun, toRunInSteps} from '../source/record/judged-run.ts';
import {parseRun, parseRunInSteps} from '../source/record/parse-run.ts';
import type {Run} from '../source/record/run.ts';
import {connectCommand} from '../source/report/answer.ts';
import {runFormatNames} from '../source/report/format-names.ts';
import {runPieces} from '../source/report/formats.ts';
import {renderJson} from '../source/report/json.ts';
import {earlierRows} from '../source/report/view/facts.ts';
import {overallVerdict} from '../source/report/view/summary.ts';
import {StoppedRun} from '../source/session/check.ts';
import {exportReports} from '../source/session/export/export-reports.ts';
import {keepRun} from '../source/session/runs/keep-run.ts';
import type {Cause} from '../source/verdict/causes.ts';
import {judgeRun, judgeRunInSteps} from '../source/verdict/judge-run.ts';
import {findLimits} from '../source/verdict/limits.ts';
import {groupDetail} from '../source/wizard/screens/results/finding-detail.ts';
import {changesOf} from '../source/wizard/state/changes.ts';
import {actionForFailure} from '../source/wizard/state/check.ts';
import {prepareResults} from '../source/wizard/state/results/result-groups.ts';
import {createResults} from '../source/wizard/state/results/results-state.ts';
import {sampleRun} from './helpers/sample-run.ts';

/** What grows with the rows grows alike for ten thousand. */
const count = 1000;
const options = {columns: 80, colour: false, unicode: true};
const causes = ['proxy.host-denied', 'tls.intercepted', 'tcp.timeout', null] as const;

const judged = sampleRun({
	rows: Array.from({length: count}, (_, index) => ({
		host: `host-${index}.team-${index % 97}.example`,
		cause: causes[index % causes.length] ?? null,
		purpose: `Row ${index}: the server of team ${index % 97}.`,
	})),
});
const plan = {
	settings: judged.settings,
	catalogVersion: judged.catalogVersion,
	targets: judged.results.map(({planned}) => planned),
};
const seen: ReadonlyMap<string, Observation> = new Map(
	judged.results.map(({planned, attempts, controls}) => [planned.id, {attempts, controls}]),
);

/** Compares what is large: to do it by `toEqual` costs more than all else here. */
function expectSame(one: unknown, other: unknown): void {
	if (!isDeepStrictEqual(one, other)) expect(one).toStrictEqual(other);
	expect(isDeepStrictEqual(one, other)).toBe(true);
}

let report: Run;
beforeAll(() => {
	report = toRun(judged, diagnose(judged));
});

/** The report, and how often a field of its rows has been looked at since this was asked before. */
function countedReport(): {readonly counted: Run; readonly reads: () => number} {
	let reads = 0;
	const results = report.results.map(
		row =>
			new Proxy(row, {
				get(target, field) {
					reads += 1;
					return Reflect.get(target, field);
				},
			}),
	);
	return {
		counted: {...report, results},
		reads() {
			const before = reads;
			reads = 0;
			return before;
		},
	};
}

/** How often a step looks at a row of the report, at most: what of each it looks at is no more than a few fields. */
function mostReadsInAStep(work: (counted: Run) => Steps<unknown>): number {
	const {counted, reads} = countedReport();
	const steps = work(counted);
	let most = 0;
	for (;;) {
		const {done} = steps.next();
		most = Math.max(most, reads());
		if (done) return most;
	}
}

/** Does work, and counts its steps. */
function countSteps<Result>(work: Steps<Result>): {readonly steps: number; readonly result: Result} {
	for (let steps = 0; ; steps++) {
		const {done, value} = work.next();
		if (done) return {steps, result: value};
	}
}

/** What comes of reading: a run, or a refusal that names the place by its path; one by line and column is only that. */
function outcomeOf(read: () => Run): Run | string {
	try {
		return read();
	} catch (error) {
		const {message} = error as Error;
		return /JSON/.test(message) ? 'no JSON' : message;
	}
}

describe('thousands of rows', () => {
	it('are judged a row a step, and no other way than at once', () => {
		const steps = [...judgeRunInSteps(plan, seen, () => false)];
		expect(steps.length).toBeGreaterThanOrEqual(count);
		expectSame(
			atOnce(judgeRunInSteps(plan, seen, () => false)),
			judgeRun(plan, seen, () => false),
		);
	});

	it('are diagnosed a rule and a finding a step, and put into the record a row a step', () => {
		expectSame(atOnce(diagnoseInSteps(judged, [])), diagnose(judged, []));
		expect([...diagnoseInSteps(judged, [])].length).toBeGreaterThan(report.findings.length);
		// A row is a step where limits are looked for, and one where its cause is; a cause is one for what was seen, one for its group and three for its finding.
		const stepsOf = (cause: Cause) => {
			const results = judged.results.filter(({verdict}) => verdict.cause === null || verdict.cause === cause);
			const caused = results.filter(({verdict}) => verdict.cause === cause);
			return [...diagnoseInSteps({...judged, results}, [])].length - results.length - caused.length;
		};
		const without = stepsOf('dns.nxdomain');
		expect(stepsOf('tcp.timeout') - without).toBe(5);
		expect(findLimits(judged.results)).toBe(findLimits(judged.results));
		expect([...toRunInSteps(judged, report.findings)].length).toBeGreaterThan(count);
	});

	it.each(runFormatNames)(
		'are written as $id in steps, none of which looks at each row more than a few times',
		({id}) => {
			// Several looks at all rows count what a reader sees first; to make all of the text in one step took hundreds a row.
			expect(mostReadsInAStep(counted => runPieces(id, counted, options))).toBeLessThan(40 * count);
			expect([...runPieces(id, report, options)].length).toBeGreaterThan(count / 2);
		},
	);

	it('begin the journal of a run as lines that are ready when it begins', async () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-many-'));
		onTestFinished(() => fs.rmSync(folder, {recursive: true, force: true}));
		const steps = keepRun(plan, folder, {runsKept: 5, vantage: report.vantage, previous: null});
		const {steps: made, result: keeper} = countSteps(steps);
		expect(made).toBeGreaterThanOrEqual(count);
		const stringify = vi.spyOn(JSON, 'stringify');
		onTestFinished(() => stringify.mockRestore());
		keeper.onEvent({type: 'run-started', at: report.startedAt, id: report.id, targets: count, endpoints: count});
		// The head alone.
		expect(stringify).toHaveBeenCalledTimes(1);
		const journal = fs.readFileSync(path.join(folder, `${report.id}.partial.ndjson`), 'utf8');
		const [head, ...rows] = journal.trimEnd().split('\n');
		expect(JSON.parse(head ?? '')).toMatchObject({id: report.id, targets: count});
		expectSame(
			rows,
			[...unseenRows(plan)].map(row => JSON.stringify(row)),
		);
	});

	it('are put together for the screens once, and not with each frame', () => {
		const {counted, reads} = countedReport();
		const look = () => [
			countEndpoints(counted.results),
			overallVerdict(counted),
			connectCommand(counted),
			earlierRows(counted),
			changesOf({run: counted, isFresh: true, baseline: report, profile: null}),
		];
		const first = look();
		expect(reads()).toBeGreaterThan(count);
		expectSame(look(), first);
		expect(reads()).toBe(0);
	});

	it('are put together in steps before the first frame that shows them', () => {
		const {counted, reads} = countedReport();
		expect(countSteps(prepareResults(counted)).steps).toBeGreaterThan(2);
		expect(reads()).toBeGreaterThan(count);
		expectSame(createResults(counted), createResults({...counted}));
		reads();
		createResults(counted);
		expect(reads()).toBe(0);
	});

	it('behind a finding are told without what was seen of each', () => {
		const {counted, reads} = countedReport();
		const page = {width: 78, isUnicode: true, ownCommand: 'arc-netcheck'};
		const [group] = createResults(counted).groups;
		reads();
		const lines = group ? groupDetail(group, counted, page) : [];
		expect(lines.length).toBeGreaterThan(count / 4);
		// Of every row its id, and of those behind the finding where each leads and what a rule has to name.
		expect(reads()).toBeLessThan(5 * count);
	});

	it('are read a row a step, and no other way than as one text', () => {
		const {steps, result} = countSteps(parseRunInSteps(renderJson(report), 'run.json'));
		expect(steps).toBeGreaterThan(3 * count);
		expectSame(result, parseRun(JSON.stringify(report), 'run.json'));
		for (const spoil of [
			(text: string) => text.replace('"host": "host-7.', '"host": "host-7.\n'),
			(text: string) => text.replace('"severity": "error"', '"severity": "grave"'),
			(text: string) => text.replace('"results": [\n    {', '"results": [\n    {}\n  ],\n  "results": [\n    {'),
			(text: string) => text.replace('\n    },\n    {', '\n    }\n    {'),
			(text: string) => `${text}]`,
		]) {
			const text = spoil(renderJson(report));
			const whole = () => {
				const parsed: unknown = JSON.parse(text);
				return parseRun(JSON.stringify(parsed), 'run.json');
			};
			expect(outcomeOf(() => parseRun(text, 'run.json'))).toEqual(outcomeOf(whole));
		}
	});

	it('are written to files in small pieces', async () => {
		const home = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-many-'));
		onTestFinished(() => fs.rmSync(home, {recursive: true, force: true}));
		const write = vi.spyOn(fs, 'writeFileSync');
		onTestFinished(() => write.mockRestore());
		const request = {outputs: ['html', 'json'], isRedacted: false, rulesScope: 'all', sources: []} as const;
		for (const folder of ['new', '.']) {
			write.mockClear();
			const written = await exportReports(
				report,
				{...request, path: path.join(home, folder), replaceable: new Map()},
				{catalog, options, places: {current: home, home}},
			);
			if (written.kind !== 'written') throw new Error('Something was there.');
			expect(written.files.map(({bytes}) => bytes)).toEqual(written.files.map(({file}) => fs.statSync(file).size));
			const lengths = write.mock.calls.map(([, text]) => String(text).length);
			expect(lengths.length).toBeGreaterThan(8);
			expect(Math.max(...lengths)).toBeLessThan(512 * 1024);
		}
	});

	it('leave room for keys and signals, also while a report is written', async () => {
		let heard = 0;
		let isListening = true;
		const listen = () => {
			heard += 1;
			if (isListening) setImmediate(listen);
		};
		setImmediate(listen);
		let text = '';
		for await (const chunk of chunksInTurns(runPieces('html', report, options))) text += chunk;
		isListening = false;
		expect(heard).toBeGreaterThan(1);
		expect(text).toBe([...joinPieces(runPieces('html', report, options))].join(''));
	});
});

describe('work in turns', () => {
	/** Steps that take so long that each has a turn of its own. */
	function* slow(steps: number, ended: () => void): Steps<string> {
		try {
			for (let step = 0; step < steps; step++) {
				const from = process.hrtime.bigint();
				while (process.hrtime.bigint() - from < 25_000_000n);
				yield '';
			}
			return 'done';
		} finally {
			ended();
		}
	}

	it('comes to the same as at once', async () => {
		await expect(inTurns(slow(3, () => {}))).resolves.toBe('done');
	});

	it('goes on only when what was heard in between has been drawn', async () => {
		const seen: string[] = [];
		function* work(): Steps {
			for (const step of ['first', 'second']) {
				seen.push(step);
				// As a key does: it comes between two steps, and its frame is drawn in a round of its own.
				if (step === 'first') setTimeout(() => setImmediate(() => seen.push('drawn')), 1);
				yield* slow(1, () => {});
			}
		}
		await inTurns(work());
		expect(seen).toEqual(['first', 'drawn', 'second']);
	});

	it('is given up where nobody waits for it any more, and puts away what it has begun', async () => {
		let hasEnded = false;
		let asked = 0;
		const work = inTurns(
			slow(100, () => {
				hasEnded = true;
			}),
			() => {
				asked += 1;
				if (asked === 2) throw new Error('enough');
			},
		);
		await expect(work).rejects.toThrow('enough');
		expect(hasEnded).toBe(true);
		expect(asked).toBe(2);
	});
});

it('are left in their journal where the wizard is told to leave, which is no fault of it', () => {
	const action = actionForFailure(new StoppedRun('20260101T000000Z-000001', {problem: null}));
	expect(action).toMatchObject({
		type: 'probing-failed',
		problem: expect.stringContaining('report 20260101T000000Z-000001'),
	});
});
