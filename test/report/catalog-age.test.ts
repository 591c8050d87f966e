import {describe, expect, it} from 'vitest';
import {renderRun} from '../../source/report/formats.ts';
import {catalogAgeWarning} from '../../source/report/view/facts.ts';
import {sampleReport} from '../helpers/sample-run.ts';

describe('catalogAgeWarning', () => {
	it.each([
		['2026-06-18', '2026-06-18T00:00:00.000Z', false],
		['2026-06-18', '2026-12-18T00:00:00.000Z', false],
		['2026-06-18', '2026-12-18T00:00:00.001Z', true],
		['2026-06-18', '2026-12-18T00:30:00.000+02:00', false],
		['2026-08-31', '2027-02-28T00:00:00.000Z', false],
		['2026-08-31', '2027-02-28T12:00:00.000Z', true],
		['2026-06-18', '2030-01-01T00:00:00.000Z', true],
		['2026-06-18', '2020-01-01T00:00:00.000Z', false],
		['next year', '2030-01-01T00:00:00.000Z', false],
		['2026-06-18', 'once', false],
	])('a catalog of %s in a run of %s: %s', (version, startedAt, isOld) => {
		expect(catalogAgeWarning(version, startedAt) !== null).toBe(isOld);
	});

	it.each(['text', 'markdown', 'html', 'junit', 'change-request'] as const)('stands in %s', format => {
		const report = sampleReport({proxy: 'http://proxy:3128', rows: [{host: 'a.example', cause: 'proxy.host-denied'}]});
		const write = (startedAt: string) =>
			renderRun(format, {...report, startedAt}, {columns: 2000, colour: false, unicode: true}).replaceAll('\n', ' ');
		expect(write('2027-01-01T00:00:00.000Z')).toMatch(/more than six\s+months old/);
		expect(write('2026-11-01T00:00:00.000Z')).not.toMatch(/six\s+months old/);
	});
});
