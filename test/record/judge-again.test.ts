import fs from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {renderRun} from '../../source/report/formats.ts';

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
