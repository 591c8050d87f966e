import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {errorTexts} from '../../source/diagnosis/impact.ts';
import {type SampleRow, sampleRun} from '../helpers/sample-run.ts';

const passing: SampleRow = {host: 'ok.example'};
const impactOf = (rows: readonly SampleRow[], features: readonly string[] = ['arc']) =>
	diagnose(sampleRun({rows: [passing, ...rows], settings: {features}}))[0]?.impact;

describe('what breaks', () => {
	it('is each impact once, the most needed first', () => {
		expect(
			impactOf([
				{host: 'a.example', cause: 'tcp.timeout', level: 'conditional', impact: 'Cluster connect fails.'},
				{host: 'b.example', cause: 'tcp.timeout', impact: 'The cluster goes offline.'},
				{host: 'c.example', cause: 'tcp.timeout', impact: 'The cluster goes offline.'},
				{host: 'd.example', cause: 'tcp.timeout', level: 'optional', impact: 'Nothing breaks, but support sees less.'},
			]),
		).toEqual(['The cluster goes offline.', 'Cluster connect fails.']);
	});

	it('says that nothing does where nothing does', () => {
		const rows: SampleRow[] = [
			{host: 'd.example', cause: 'tcp.timeout', level: 'optional', impact: 'Nothing breaks, but support sees less.'},
		];
		expect(impactOf(rows)).toEqual(['Nothing breaks, but support sees less.']);
	});

	it('is nothing where no action is needed', () => {
		expect(impactOf([{host: 'old.example', cause: 'tcp.timeout', level: 'legacy'}])).toEqual([]);
	});

	it.each<[string, SampleRow, string[], RegExp | null]>([
		['an ML host', {features: ['aml-extension']}, ['aml-extension'], /E45003 BAD_NETWORK_CONNECTIVITY/],
		['an ML host without the feature', {features: ['aml-extension', 'arc']}, ['arc'], null],
		['an optional ML host', {features: ['aml-extension'], level: 'optional'}, ['aml-extension'], null],
		['a host of onboarding', {features: ['arc-onboarding']}, ['arc-onboarding'], /issue with outbound network/],
	])('of %s', (_what, row, features, text) => {
		const [first = ''] = impactOf([{host: 'a.example', cause: 'tcp.timeout', ...row}], features) ?? [];
		if (text === null) expect(first).toBe('The agents stop.');
		else expect(first).toMatch(text);
	});

	it('begins with the error text of an inspected row', () => {
		const rows: SampleRow[] = [{host: 'a.example', cause: 'tls.intercepted', status: 'intercepted'}];
		expect(impactOf(rows)?.[0]).toContain('x509: certificate signed by unknown authority');
	});
});

describe('the table of error texts', () => {
	it.each(errorTexts)(
		'"$sentence" belongs to something in the catalog, and has a source',
		({requirements, feature, source}) => {
			for (const start of requirements ?? []) {
				expect(catalog.requirements.some(({id}) => id.startsWith(start))).toBe(true);
			}
			if (feature !== undefined) expect(catalog.features.some(({id}) => id === feature)).toBe(true);
			expect(source).not.toBe('');
		},
	);
});
