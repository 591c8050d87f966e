import {describe, expect, it} from 'vitest';
import {parseRun} from '../../source/record/parse-run.ts';
import {toPlanReport} from '../../source/record/plan-report.ts';
import {runFormatNames, shortFormatNames} from '../../source/report/format-names.ts';
import {renderPlan, renderRun, runPieces} from '../../source/report/formats.ts';
import {mostWork, workOf} from '../fuzz/helpers/fuzz.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {samplePlan, sampleReport} from '../helpers/sample-run.ts';

const options = {columns: 80, colour: false, unicode: true};
const report = sampleReport({proxy: 'http://anna:secret@proxy:3128', rows: hostileRows});

describe('the formats of a run', () => {
	it.each(runFormatNames)('$id ends with a line feed and never holds a password', ({id}) => {
		expect(renderRun(id, report, options)).toMatch(/[^\n]\n$/);
		expect(renderRun(id, report, options)).not.toContain('secret');
	});

	it.each(runFormatNames)('$id is the same from a saved run', ({id}) => {
		const saved = parseRun(renderRun('json', report, options), 'run.json');
		expect(renderRun(id, saved, options)).toBe(renderRun(id, report, options));
	});

	it.each(runFormatNames)('$id names the version of the catalog, and the checksum of one from a file', ({id}) => {
		const checksum = '0123456789abcdef'.repeat(4);
		const fromFile = renderRun(id, {...report, catalog: {version: '2026-09-30', checksum}}, options);
		expect(fromFile).toContain('2026-09-30');
		expect(fromFile).toContain('0123456789abcdef');
		expect(renderRun(id, {...report, catalog: {version: '2026-09-30'}}, options)).toContain('2026-09-30');
	});

	it.each(['text', 'markdown', 'html', 'junit'] as const)('%s names the design', id => {
		const settings = {...report.settings, features: ['arc-gateway'], privateServices: ['acr'] as const};
		const written = renderRun(id, {...report, settings}, {...options, columns: 200});
		expect(written).toContain('Arc gateway; Private Link for acr');
		expect(renderRun(id, report, {...options, columns: 200})).not.toContain('Private Link for');
	});

	it.each(runFormatNames)('$id is the same in pieces', ({id}) => {
		expect([...runPieces(id, report, options)].join('')).toBe(renderRun(id, report, options));
	});

	it('take well under a second of work for thousands of rows that are all different', () => {
		const many = sampleReport({
			rows: Array.from({length: 2000}, (_, index) => ({
				host: `host-${index}.team-${index % 97}.example`,
				cause: (['proxy.host-denied', 'tls.intercepted', 'tcp.timeout', null] as const)[index % 4] ?? null,
				purpose: `Row ${index}: the server | of team_${index % 97} fetches <packages> & more.`,
			})),
		});
		for (const id of ['markdown', 'html'] as const) {
			expect(
				workOf(() => renderRun(id, many, options)),
				id,
			).toBeLessThan(mostWork);
		}
	});

	it('have names, endings and texts that differ', () => {
		const endings = runFormatNames.flatMap(name => name.endings);
		expect(new Set(runFormatNames.map(({id}) => id)).size).toBe(runFormatNames.length);
		expect(new Set<string>(endings).size).toBe(endings.length);
		expect(new Set(runFormatNames.map(({id}) => renderRun(id, report, options))).size).toBe(runFormatNames.length);
	});
});

describe('the formats of a plan', () => {
	it.each(shortFormatNames)('$id ends with a line feed and never holds a password', ({id}) => {
		const plan = toPlanReport(samplePlan({proxy: 'http://anna:secret@proxy:3128', rows: hostileRows}));
		expect(renderPlan(id, plan, options)).toMatch(/[^\n]\n$/);
		expect(renderPlan(id, plan, options)).not.toContain('secret');
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
