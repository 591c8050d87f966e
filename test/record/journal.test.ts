import fs from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {UsageError} from '../../source/errors.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {isJournal, journalHead, journalToRun, parseJournal, unseenRows} from '../../source/record/journal.ts';
import {evidenceOf, toJudgedRun, toRunRow} from '../../source/record/judged-run.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import type {Run, RunRow} from '../../source/record/run.ts';
import {judgeRun} from '../../source/verdict/judge-run.ts';
import {sampleSettings} from '../helpers/sample-run.ts';

const sample = parseRun(fs.readFileSync('docs/samples/run.json', 'utf8'), 'run.json');
const {plan} = evidenceOf(sample);
const endedAt = Date.parse(sample.startedAt) + 4200;
const facts = {
	id: sample.id,
	startedAt: sample.startedAt,
	vantage: sample.vantage,
	process: {hostname: 'jump', pid: 1},
	targets: sample.results.length,
	endpoints: 30,
};

function journalOf(lines: readonly object[], head = journalHead(plan, facts)): string {
	return [head, ...lines].map(line => `${JSON.stringify(line)}\n`).join('');
}

const read = (text: string) => journalToRun(parseJournal(text, 'x.partial.ndjson'), endedAt, catalog);
const withoutNotes = ({results}: Run) => results.map(({status, cause, detail, id}) => ({status, cause, detail, id}));

describe('the journal of a run', () => {
	it('is told from a report by its beginning', () => {
		expect(isJournal(journalOf([]))).toBe(true);
		expect(isJournal(JSON.stringify(sample))).toBe(false);
	});

	it('lacks no row that the run did not get to, and holds the last line on each', () => {
		const seen = sample.results.slice(0, 9);
		const run = read(journalOf([...unseenRows(plan), ...seen]));
		expect(run.results.map(({id}) => id)).toEqual(sample.results.map(({id}) => id));
		expect(run).toMatchObject({complete: false, durationMs: 4200, settings: sample.settings});
		const unseen = run.results.slice(9).filter(({target}) => target !== null);
		expect(new Set(unseen.map(({status}) => status))).toEqual(new Set(['skipped']));
		expect(run.summary.targets).toBe(sample.summary.targets);
	});

	it('is as good as the report where it was cut off behind the last row', () => {
		const run = read(journalOf([...unseenRows(plan), ...sample.results]));
		expect(withoutNotes(run)).toEqual(withoutNotes(sample));
		expect(run.findings.map(({id}) => id)).toEqual(sample.findings.map(({id}) => id));
	});

	it('is judged as a whole, whatever its lines say for themselves', () => {
		const alone = sample.results.map(row => ({...row, cause: null, status: 'reachable', severity: 'ok'}) as RunRow);
		expect(withoutNotes(read(journalOf(alone)))).toEqual(withoutNotes(sample));
	});

	it('is read up to a line that was cut off, and past one that is damaged', () => {
		const [first, second, third] = sample.results.map(row => JSON.stringify(row));
		const text = `${journalOf([])}${first}\n{"id":\n\n[]\n${second}\n${third?.slice(0, 300)}`;
		expect(parseJournal(text, 'x').rows).toEqual(sample.results.slice(0, 2));
	});

	it.each(['{"schema":"arc-netcheck/journal@2","id":"2026', '{"schema":"arc-netcheck/journal@3"}\n'])(
		'is refused where its head is damaged or of a newer version: %s',
		text => {
			expect(() => parseJournal(text, 'x.partial.ndjson')).toThrow(UsageError);
			expect(() => parseJournal(text, 'x.partial.ndjson')).toThrow('x.partial.ndjson is no journal of a run');
		},
	);

	it('says of every row of a plan that it was not reached, or why it can not be tested', () => {
		const whole = buildPlan(sampleSettings(), catalog, []);
		const rows = [...unseenRows(whole)];
		// A row at a time, and no other way than a run that was stopped before anything was seen.
		expect(rows).toEqual(judgeRun(whole, new Map(), () => true).map(toRunRow));
		expect(new Set(rows.map(({status}) => status))).toEqual(new Set(['skipped', 'unverified']));
		expect(rows.filter(({target}) => target === null).map(({status}) => status)).not.toContain('skipped');
	});
});

describe('a journal of an earlier version', () => {
	/** Rows as they were in memory, one a line. */
	const lines = toJudgedRun(sample).results;
	const head = {
		...journalHead(plan, facts),
		schema: 'arc-netcheck/journal@1',
		endpoints: undefined,
		process: undefined,
	};

	it('is read like one of today', () => {
		expect(parseJournal(journalOf(lines, head), 'x').rows).toEqual(sample.results);
		expect(withoutNotes(read(journalOf(lines, head)))).toEqual(withoutNotes(sample));
	});

	it('counts the rows that it lacks as skipped', () => {
		const run = read(journalOf(lines.slice(0, 5), head));
		expect(run.results).toHaveLength(5);
		expect(run.summary).toMatchObject({targets: sample.results.length, skipped: sample.results.length - 5});
	});

	it('leaves out what is no row', () => {
		const [line] = lines;
		const broken = [{...line, verdict: {notes: []}}, {...line, planned: null}, {attempts: []}];
		expect(parseJournal(journalOf(broken, head), 'x').rows).toEqual([]);
	});
});
