import fs from 'node:fs';
import {describe, expect, it} from 'vitest';
import {parseRun} from '../../source/record/parse-run.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderRun} from '../../source/report/formats.ts';

const folder = new URL('../../docs/samples/', import.meta.url);
const read = (name: string) => fs.readFileSync(new URL(name, folder), 'utf8');
const options = {columns: 100, colour: false, unicode: true};

describe('the samples in docs/samples', () => {
	const report = parseRun(read('run.json'), 'run.json');

	it.each(runFormatNames)('run.$endings.0 is what $id writes (else: npm run samples)', ({id, endings: [ending]}) => {
		expect(read(`run.${ending}`)).toBe(renderRun(id, report, options));
	});

	it('are all listed', () => {
		const listed = [...read('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, name]) => name);
		expect(
			fs
				.readdirSync(folder)
				.filter(name => name !== 'README.md')
				.toSorted(),
		).toEqual(listed.toSorted());
	});

	it('tell nothing of the machine that made them', () => {
		expect(report.vantage.hostname).toBe('jump-1.northwind.example');
		expect(read('run-redacted.md')).not.toMatch(/northwind|10\.20\./i);
	});
});
