import {describe, expect, it} from 'vitest';
import {buildSurvey} from '../../../source/record/survey/build-survey.ts';
import {renderSurvey, type SurveyFormat} from '../../../source/report/survey/render-survey.ts';
import {type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

const plain = {columns: 100, colour: false, unicode: true};

/** What is written of places that see these rows, one list for each place. */
function write(format: SurveyFormat, ...places: readonly (readonly SampleRow[])[]): string {
	const runs = places.map((rows, index) => {
		const run = sampleReport({rows, vantage: 'node'});
		return {...run, vantage: {...run.vantage, name: `ssh:node-${index + 1}`, node: `node-${index + 1}`}};
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
	expect(text).toContain('2 vantage points see 2 different pictures; they differ in 1 row.');
	expect(text).not.toContain('The same from everywhere');
});
