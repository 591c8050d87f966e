import fs from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, it} from 'vitest';
import {writeJsonSchemas} from '../../scripts/build/json-schemas.ts';
import {toPlanReport} from '../../source/record/plan-report.ts';
import {renderJson} from '../../source/report/json.ts';
import {causes} from '../../source/verdict/causes.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {type Sample, samplePlan, sampleReport} from '../helpers/sample-run.ts';

function readSchema(fileName: string): string {
	return fs.readFileSync(new URL(`../../schema/${fileName}`, import.meta.url), 'utf8');
}

/** What an independent validator has to say of a document, read from the published file. */
function problemsOf(fileName: string, text: string): unknown {
	const validate = new Ajv2020({allErrors: true, strict: true, allowUnionTypes: true}).compile(
		JSON.parse(readSchema(fileName)),
	);
	validate(JSON.parse(text));
	return validate.errors ?? [];
}

const samples: [string, Sample][] = [
	['nothing', {rows: []}],
	['every cause', {rows: causes.map(cause => ({host: 'a.example', cause}))}],
	[
		'every cause behind a proxy',
		{proxy: 'http://anna@proxy:3128', rows: causes.map(cause => ({host: 'a.example', cause}))},
	],
	[
		'a wildcard, UDP and what was not probed',
		{
			rows: [
				{pattern: '*.azurecr.io'},
				{pattern: 'ntp.example', port: 123, protocol: 'udp'},
				{host: 'a.example', status: 'skipped'},
			],
			complete: false,
		},
	],
	[
		'own resources, files and a name server',
		{
			rows: [{host: 'ok.example'}],
			settings: {
				resources: {acr: ['mine']},
				requirementsFile: 'own.json',
				caFile: 'ca.pem',
				publicRootsFile: 'roots.pem',
				dns: {address: '10.0.0.2', port: 53},
			},
		},
	],
	['hostile text', {rows: hostileRows}],
];

describe('the published schema files', () => {
	it.each(writeJsonSchemas())('$fileName is up to date (else: npm run schema)', ({fileName, text}) => {
		expect(readSchema(fileName)).toBe(text);
	});

	it.each(samples)('accept a run with %s', (_, sample) => {
		expect(problemsOf('run.schema.json', renderJson(sampleReport(sample)))).toEqual([]);
	});

	it.each(samples)('accept the plan of a run with %s', (_, sample) => {
		expect(problemsOf('plan.schema.json', renderJson(toPlanReport(samplePlan(sample))))).toEqual([]);
	});

	it('accept a host outside the catalog', () => {
		const report = sampleReport({rows: [{host: 'a.example'}]});
		const results = report.results.map(row => ({...row, requirement: null}));
		expect(problemsOf('run.schema.json', renderJson({...report, results}))).toEqual([]);
	});

	it.each([
		['no schema', {schema: undefined}],
		['an unknown status', {results: [{...sampleReport({rows: [{host: 'a.example'}]}).results[0], status: 'fine'}]}],
		['a port as text', {settings: {...sampleReport({rows: []}).settings, dns: {address: '10.0.0.2', port: '53'}}}],
	])('refuse %s', (_, change) => {
		expect(problemsOf('run.schema.json', JSON.stringify({...sampleReport({rows: []}), ...change}))).not.toEqual([]);
	});
});
