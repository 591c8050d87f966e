import {describe, expect, it} from 'vitest';
import {joinPieces} from '../../source/chunks.ts';
import {toRun} from '../../source/record/judged-run.ts';
import {jsonPieces, renderJson} from '../../source/report/json.ts';
import {ndjsonPieces, renderNdjson} from '../../source/report/ndjson.ts';
import {hostsOf, sampleRun} from '../helpers/sample-run.ts';

const report = toRun(sampleRun({rows: hostsOf(3).map(host => ({host}))}), []);

describe('renderJson', () => {
	it('is what JSON itself would make of the report', () => {
		expect(renderJson(report)).toBe(`${JSON.stringify(report, null, 2)}\n`);
	});

	it('is so too for an empty list', () => {
		const empty = {...report, results: []};
		expect(renderJson(empty)).toBe(`${JSON.stringify(empty, null, 2)}\n`);
	});

	it('escapes what a terminal would act on', () => {
		const hostile = {...report, id: 'a\u009bb\u202ec'};
		expect(renderJson(hostile)).toContain('"id": "a\\u009bb\\u202ec"');
	});
});

describe('pieces', () => {
	it.each([
		['JSON', jsonPieces(report), renderJson(report)],
		['NDJSON', ndjsonPieces(report), renderNdjson(report)],
	])('of %s are the whole', (_name, pieces, whole) => {
		expect([...joinPieces(pieces)].join('')).toBe(whole);
	});

	it('come in chunks that are worth a write', () => {
		const pieces = Array.from({length: 10_000}, () => 'x'.repeat(100));
		// Empty ones stand for steps, and nobody writes them.
		const chunks = [...joinPieces(pieces)].filter(chunk => chunk !== '');
		expect(chunks.join('')).toHaveLength(1_000_000);
		expect(chunks.length).toBeLessThan(5);
	});
});
