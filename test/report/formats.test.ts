import {describe, expect, it} from 'vitest';
import {runFormatNames} from '../../source/report/format-names.ts';
import {planFormats, renderPlan, renderRun, runFormats} from '../../source/report/formats.ts';
import {parseRunReport} from '../../source/report/parse-run-report.ts';
import {toPlanReport} from '../../source/report/plan-report.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {samplePlan, sampleReport} from '../helpers/sample-run.ts';

const options = {columns: 80, colour: false, unicode: true};
const report = sampleReport({proxy: 'http://anna:secret@proxy:3128', rows: hostileRows});

describe('the formats of a run', () => {
	it.each(runFormats)('$id has an ending of its own and is found by its name', ({id, fileExtension, render}) => {
		expect(fileExtension).toMatch(/^[a-z.]+$/);
		expect(renderRun(id, report, options)).toBe(render(report, options));
	});

	it.each(runFormats)('$id ends with a line feed and never holds a password', ({render}) => {
		expect(render(report, options)).toMatch(/[^\n]\n$/);
		expect(render(report, options)).not.toContain('secret');
	});

	it.each(runFormats)('$id is the same from a saved run', ({id, render}) => {
		const saved = parseRunReport(renderRun('json', report, options), 'run.json');
		expect(render(saved, options)).toBe(render(report, options));
		expect(id).not.toBe('');
	});

	it('are the ones that the command line offers', () => {
		expect(runFormatNames.map(({id, endings: [ending]}) => [id, ending])).toEqual(
			runFormats.map(({id, fileExtension}) => [id, fileExtension]),
		);
	});

	it('have names and endings that differ', () => {
		expect(new Set(runFormats.map(({id}) => id)).size).toBe(runFormats.length);
		expect(new Set(runFormats.map(({fileExtension}) => fileExtension)).size).toBe(runFormats.length);
	});
});

describe('the formats of a plan', () => {
	it.each(planFormats)('$id is found by its name', ({id, render}) => {
		const plan = toPlanReport(samplePlan({rows: hostileRows}));
		expect(renderPlan(id, plan, options)).toBe(render(plan, options));
	});

	it('are among those of a run', () => {
		expect(runFormats.map(({id}) => id)).toEqual(expect.arrayContaining(planFormats.map(({id}) => id)));
	});
});

describe('JSON', () => {
	it('is two blanks deep and stable', () => {
		const json = renderRun('json', report, options);
		expect(json.startsWith('{\n  "schema": "arc-netcheck/run@1",\n  "tool": {\n')).toBe(true);
		expect(renderRun('json', JSON.parse(json), options)).toBe(json);
	});

	it('shows no control character but the line feed', () => {
		expect(renderRun('json', report, options)).not.toMatch(
			/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
		);
	});
});
