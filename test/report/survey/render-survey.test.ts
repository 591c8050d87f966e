import {describe, expect, it} from 'vitest';
import {buildSurvey} from '../../../source/record/survey/build-survey.ts';
import type {RunFormat} from '../../../source/report/format-names.ts';
import {renderSurvey} from '../../../source/report/survey/render-survey.ts';
import {parseOpenMetrics} from '../../helpers/openmetrics.ts';
import {type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

const plain = {columns: 100, colour: false, unicode: true};

/** What is written of places that see these rows, one list for each place. */
function write(format: RunFormat, ...places: readonly (readonly SampleRow[])[]): string {
	const runs = places.map((rows, index) => {
		const run = sampleReport({rows, vantage: 'node'});
		const pool = index === 0 ? 'pool-1' : 'pool-0';
		return {...run, vantage: {...run.vantage, name: `ssh:node-${index + 1}`, node: `node-${index + 1}`, pool}};
	});
	const survey = buildSurvey(runs);
	if (survey === null) throw new Error('no survey');
	return renderSurvey(format, survey, plain);
}

const fine = {host: 'mcr.microsoft.com'};
const blocked = {host: 'login.microsoftonline.com', cause: 'tcp.timeout'} as const;
const optional = {...blocked, level: 'optional'} as const;

describe('a survey in which nothing differs', () => {
	it.each([
		['✓', [fine], ''],
		['✗', [fine, blocked], ' At fault from everywhere: 1 endpoint.'],
		['!', [fine, optional], ' At fault from everywhere: 1 endpoint.'],
	])('is marked %s by the worst that it saw', (mark, rows, more) => {
		const text = write('text', rows, rows, rows);
		expect(text.trimEnd().split('\n').at(-1)).toBe(`${mark} All 3 vantage points see the same.${more}`);
	});

	it('compares nothing with a single place', () => {
		expect(write('text', [fine, blocked]).trimEnd().split('\n').at(-1)).toBe(
			'✗ One place alone could be looked from, so nothing is compared. At fault there: 1 endpoint.',
		);
	});

	it('names what is blocked from everywhere', () => {
		const rows = [fine, blocked];
		expect(write('text', rows, rows)).toContain('✗ login.microsoftonline.com:443: blocked, tcp.timeout');
		expect(write('markdown', rows, rows)).toContain('- login.microsoftonline.com:443: blocked, tcp.timeout');
		expect(write('html', rows, rows)).toContain('data-target="login.microsoftonline.com:443" data-telling="true"');
	});
});

it('tells what differs from what is at fault alike', () => {
	const text = write('text', [fine, blocked], [{...fine, cause: 'tcp.timeout'}, blocked]);
	expect(text).toContain('✗ login.microsoftonline.com:443: blocked, tcp.timeout');
	expect(text).toContain('2 vantage points see 2 different pictures; they differ in 1 endpoint.');
	expect(text).not.toContain('The same from everywhere');
});

it('names the cause where two fail alike for other reasons', () => {
	const refused = {...blocked, cause: 'tcp.refused' as const};
	const text = write('text', [fine, blocked], [fine, refused]);
	expect(text).toContain('c1: tcp.timeout in 1 endpoint\nc2: tcp.refused in 1 endpoint');
	expect(text).toContain('they differ in 1 endpoint');
});

describe('places of which not all is known', () => {
	const run = (name: string, rows: readonly SampleRow[], canary = false) => {
		const made = sampleReport({rows, vantage: 'node'});
		return {...made, vantage: {...made.vantage, name, node: name, ...(canary && {canary})}};
	};
	const survey = buildSurvey([
		run('n-1', [fine, blocked]),
		run('n-2', [fine, blocked]),
		run('n-3', [fine, blocked]),
		run('n-4', [blocked], true),
	]);

	it.each<[RunFormat, RegExp]>([
		[
			'text',
			/Sampled with a few endpoints: n-4; the rest is taken to be like n-1\..*\n.*No evidence is kept of n-3: it is like\s+n-1\./,
		],
		['markdown', /\| n-3 \| node \| full, like n-1 \|\n.*\| n-4 \| node \| full, a few endpoints, else like n-1 \|/],
		['html', /<td>n-4<\/td><td>node<\/td><td>full, a few endpoints, else like n-1<\/td>/],
		['csv', /,n-4,.*,n-1\r\n/],
		['ndjson', /"place":"n-4".*"like":"n-1"/],
	])('are named in %s, with the one that stands for them', (format, words) => {
		if (survey === null) throw new Error('no survey');
		expect(renderSurvey(format, survey, plain)).toMatch(words);
	});
});

it('is one request for each team: what is blocked anywhere, and what only the differences show', () => {
	const request = write('change-request', [fine, blocked], [{...fine, cause: 'tcp.timeout'}, blocked], [fine, blocked]);
	expect(request).toMatch(/^Change request: network access[\s\S]* from 3 vantage\s+points\./);
	expect(request).toMatch(
		/To: Network team \(1 request\)\n.*\n\nTo: Network team \(1 difference between vantage points\)\n/s,
	);
});

describe('a survey for machines', () => {
	const places = [
		[fine, blocked],
		[fine, {...blocked, cause: null}],
		[fine, blocked],
	] as const;

	it('is a suite for each class, and of those that were not looked from', () => {
		const written = write('junit', ...places);
		const suites = [...written.matchAll(/<testsuite name="([^"]*)" tests="2" failures="(\d)"/g)].map(
			([, name, failures]) => [name, failures],
		);
		expect(suites).toEqual([
			['arc-netcheck eastus c1 ssh:node-1, ssh:node-3', '1'],
			['arc-netcheck eastus c2 ssh:node-2', '0'],
		]);
		expect(written).toMatch(/<testsuites name="arc-netcheck" tests="4" failures="1" errors="0" skipped="0"/);
	});

	it('is one series for each class and pool', () => {
		const families = parseOpenMetrics(write('openmetrics', ...places));
		const of = (name: string) => families.find(family => family.name === name)?.samples ?? [];
		const severities = of('arc_netcheck_endpoint_severity').map(({labels, value}) => [
			labels.vantage_class,
			labels.pool,
			labels.host,
			value,
		]);
		expect(severities).toEqual([
			['c1', 'pool-1', 'mcr.microsoft.com', 0],
			['c1', 'pool-1', 'login.microsoftonline.com', 3],
			['c1', 'pool-0', 'mcr.microsoft.com', 0],
			['c1', 'pool-0', 'login.microsoftonline.com', 3],
			['c2', 'pool-0', 'mcr.microsoft.com', 0],
			['c2', 'pool-0', 'login.microsoftonline.com', 0],
		]);
		expect(of('arc_netcheck_vantage_points').map(({value}) => value)).toEqual([1, 1, 1]);
	});

	it('is a row for each cell of each place', () => {
		const lines = write('csv', ...places)
			.trim()
			.split('\r\n');
		expect(lines).toHaveLength(1 + 3 * 2);
		expect(lines.filter(line => line.includes(',blocked,'))).toHaveLength(2);
	});

	it('leaves out of Markdown what all see alike and well', () => {
		expect(write('markdown', ...places)).not.toContain('mcr.microsoft.com');
	});
});
