import {describe, expect, it} from 'vitest';
import {findDialect} from '../../source/allowlists/dialects.ts';
import {renderRules} from '../../source/allowlists/render-rules.ts';
import {toRuleEntries} from '../../source/allowlists/rule-entries.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import type {Run} from '../../source/record/run.ts';
import {redactReport} from '../../source/redact/redact-report.ts';
import {type RunFormat, runFormatNames} from '../../source/report/format-names.ts';
import {renderRun} from '../../source/report/formats.ts';
import {proposeFileName} from '../../source/session/export/paths.ts';
import {parseOpenMetrics} from '../helpers/openmetrics.ts';
import {type Sample, sampleReport} from '../helpers/sample-run.ts';

const options = {columns: 500, colour: false, unicode: true};
const sample: Sample = {
	proxy: 'http://proxy:3128',
	rows: [{host: 'ok.example'}, {host: 'denied.example', cause: 'proxy.host-denied'}, {pattern: '*.azurecr.io'}],
};
const practice = sampleReport({...sample, vantage: 'practice'});
const real = sampleReport(sample);
/** What a format says, without the style sheet of a page. */
const write = (format: RunFormat, report: Run) =>
	renderRun(format, report, options).replace(/<style>[\s\S]*<\/style>/, '');

const notice = 'Practice run: it was made in the practice network of arc-netcheck demo.';

describe('a run in the practice network', () => {
	it.each(['text', 'markdown', 'html', 'change-request', 'junit'] as const)('says so for a reader of %s', format => {
		expect(write(format, practice)).toContain(notice);
		expect(write(format, real)).not.toMatch(/practice/i);
	});

	it.each(runFormatNames)('is marked in $id, and a real run is not', ({id}) => {
		expect(write(id, practice)).toMatch(/practice/i);
		expect(write(id, real)).not.toMatch(/practice/i);
	});

	it('says so before anything that could be acted on', () => {
		for (const format of ['text', 'markdown', 'change-request'] as const) {
			const text = write(format, practice);
			expect(text.indexOf(notice)).toBeLessThan(text.indexOf('denied.example'));
		}
	});

	it('says so in a change request with nothing to change', () => {
		const healthy = sampleReport({rows: [{host: 'ok.example'}], vantage: 'practice'});
		expect(renderRun('change-request', healthy, options)).toContain(notice);
	});

	it('is a field of each row where a format has rows only', () => {
		expect(renderRun('csv', practice, options).split('\r\n').slice(1, -1)).toEqual(
			expect.arrayContaining([expect.stringMatching(/,practice,/)]),
		);
		const lines = renderRun('ndjson', practice, options).trimEnd().split('\n');
		expect(lines.map(line => JSON.parse(line).vantage)).toEqual(lines.map(() => 'practice'));
	});

	it('labels every series', () => {
		const families = parseOpenMetrics(renderRun('openmetrics', practice, options));
		for (const {samples} of families) {
			for (const {labels} of samples) expect(labels.vantage).toBe('practice');
		}
	});

	it('stays marked when it is read again and redacted', () => {
		const again = parseRun(renderRun('json', practice, options), 'run.json');
		expect(renderRun('markdown', redactReport(again, catalog).report, options)).toContain(notice);
	});

	it('says so above rules made from it', () => {
		const ruleSet = toRuleEntries(practice, catalog, {level: 'optional', onlyMissing: true});
		const {text} = renderRules(findDialect('squid'), ruleSet, {sources: []}, {report: practice, onlyMissing: true});
		expect(text.replaceAll(/\n#\s*/g, ' ')).toContain(notice);
	});

	it('has demo in the names of its files', () => {
		expect(proposeFileName(practice)).toBe('arc-netcheck-demo-eastus-2026-11-22');
		expect(proposeFileName(real)).toBe('arc-netcheck-eastus-2026-11-22');
		expect(proposeFileName({...real, settings: {...real.settings, region: ''}})).toBe('arc-netcheck-2026-11-22');
	});
});
