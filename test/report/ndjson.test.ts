import {describe, expect, it} from 'vitest';
import {renderEvent, renderNdjson} from '../../source/report/ndjson.ts';
import {summarize} from '../../source/verdict/types.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {tcpStage} from '../helpers/sample-evidence.ts';
import {sampleReport, sampleRun} from '../helpers/sample-run.ts';

const report = sampleReport({proxy: 'http://proxy:3128', rows: hostileRows});

describe('renderNdjson', () => {
	it('has one row of the JSON report on each line, whatever is in it', () => {
		const lines = renderNdjson(report).split('\n');
		expect(lines.pop()).toBe('');
		expect(lines.map(line => JSON.parse(line))).toEqual(
			report.results.map(row => ({...row, vantage: 'jumpbox', catalog: report.catalog})),
		);
	});

	it('shows no control character but the line feed', () => {
		expect(renderNdjson(report)).not.toMatch(
			/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
		);
	});

	it('is empty where there is no result', () => {
		expect(renderNdjson(sampleReport({rows: []}))).toBe('');
	});
});

describe('renderEvent', () => {
	const run = sampleRun({rows: [{host: 'a.example', cause: 'tcp.timeout'}]});
	const at = '2026-11-22T20:30:00.000Z';
	const [result] = run.results;

	it('writes a result in the shape of the report', () => {
		if (result === undefined) throw new Error('no result');
		const line = renderEvent({type: 'target-finished', at, target: 'a', result});
		expect(line).toMatch(/^\{"type":"target-finished",.*\}\n$/);
		expect(JSON.parse(line)).toEqual({
			type: 'target-finished',
			at,
			target: 'a',
			result: sampleReport({rows: [{host: 'a.example', cause: 'tcp.timeout'}]}).results[0],
		});
	});

	it('writes the other events as they are', () => {
		const events = [
			{type: 'run-started', at, id: 'x', targets: 1, endpoints: 1},
			{type: 'stage-finished', at, target: 'a', evidence: tcpStage(443)},
			{type: 'run-finished', at, complete: true, summary: summarize(run.results)},
		] as const;
		for (const event of events) expect(JSON.parse(renderEvent(event))).toEqual(event);
	});
});
