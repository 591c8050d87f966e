import {describe, expect, it} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import {diffSurveys} from '../../../source/record/diff/diff-surveys.ts';
import {buildSurvey, type Unseen} from '../../../source/record/survey/build-survey.ts';
import {worstRunOf} from '../../../source/record/survey/parse-survey.ts';
import {redactDiff} from '../../../source/redact/redact-report.ts';
import {changeTitles, describeChange} from '../../../source/report/diff/describe-diff.ts';
import {type SampleRow, sampleReport} from '../../helpers/sample-run.ts';

type Seen = {readonly [name: string]: readonly SampleRow[]};

const fine: readonly SampleRow[] = [{host: 'mcr.microsoft.com'}, {host: 'login.microsoftonline.com'}];
const shut: readonly SampleRow[] = [
	{host: 'mcr.microsoft.com', cause: 'tcp.timeout'},
	{host: 'login.microsoftonline.com'},
];

function surveyOf(seen: Seen, unseen: readonly string[] = []) {
	const runs = Object.entries(seen).map(([name, rows]) => {
		const run = sampleReport({rows, vantage: 'node'});
		const pool = `pool-${name.charAt(0)}`;
		return {...run, vantage: {...run.vantage, name: `ssh:${name}`, node: name, pool}};
	});
	const lost = unseen.map(
		(name): Unseen => ({
			vantage: {name: `ssh:${name}`, kind: 'node'},
			state: 'silent',
			reason: `${name} did not answer in time.`,
			fix: 'Is it up?',
		}),
	);
	const survey = buildSurvey(runs, lost);
	if (survey === null) throw new Error('no survey');
	return survey;
}

const monday = surveyOf({a1: fine, a2: fine, b1: fine, b2: fine, b3: fine});

describe('what changed from one survey to another', () => {
	it('is nothing where all see what they saw', () => {
		const {summary, changes, findings} = diffSurveys(monday, monday);
		expect(summary).toMatchObject({changed: false, worse: false});
		expect([...changes, ...findings]).toEqual([]);
	});

	it('is told once for those that changed alike, by the names of the places', () => {
		const diff = diffSurveys(monday, surveyOf({a1: fine, a2: fine, b1: shut, b2: shut, b3: shut}));
		expect(diff.summary).toMatchObject({changed: true, worse: true});
		expect(diff.changes.map(({endpoint, kinds, vantages}) => [endpoint, kinds, vantages])).toEqual([
			['mcr.microsoft.com:443', ['newly-blocked'], ['ssh:b1', 'ssh:b2', 'ssh:b3']],
		]);
		expect(diff.findings.map(({kind, title}) => [kind, title])).toEqual([
			['new', 'Pool pool-b does not get out as another pool does'],
		]);
		const [change] = diff.changes;
		expect(change && describeChange(change, 'newly-blocked')).toMatch(/\(from ssh:b1, ssh:b2, ssh:b3\)$/);
		expect(changeTitles['newly-blocked']).toBe('Newly blocked');
	});

	it('is that it works again, and that the finding is gone', () => {
		const diff = diffSurveys(surveyOf({a1: fine, b1: shut, b2: shut}), surveyOf({a1: fine, b1: fine, b2: fine}));
		expect(diff.summary).toMatchObject({changed: true, worse: false});
		expect(diff.changes.map(({kinds}) => kinds)).toEqual([['fixed']]);
		expect(diff.findings.map(({kind}) => kind)).toEqual(['gone']);
	});

	it('is a place that is no longer looked from, or is again', () => {
		const lost = surveyOf({a1: fine, a2: fine, b1: fine, b2: fine}, ['b3']);
		expect(diffSurveys(monday, lost)).toMatchObject({
			summary: {changed: true, worse: true},
			findings: [{kind: 'new', title: 'ssh:b3 was not looked from', why: 'b3 did not answer in time. Is it up?'}],
		});
		expect(diffSurveys(lost, monday)).toMatchObject({summary: {worse: false}, findings: [{kind: 'gone'}]});
		expect(diffSurveys(lost, lost).summary.changed).toBe(false);
	});

	it('names places that came or went among the settings', () => {
		const {settings} = diffSurveys(surveyOf({a1: fine}), surveyOf({a1: fine, a2: fine}));
		expect(settings).toEqual([{name: 'vantage points', old: 'ssh:a1', new: 'ssh:a1, ssh:a2'}]);
	});

	it('names no place once it is redacted', () => {
		const now = surveyOf({a1: fine, a2: fine, b1: shut, b2: shut, b3: shut});
		const redacted = redactDiff(diffSurveys(monday, now), [monday, now], catalog);
		expect(JSON.stringify(redacted)).not.toMatch(/ssh:b\d|pool-b /);
	});
});

it('a survey as one run has each row where it is worst, and its findings', () => {
	const run = worstRunOf(surveyOf({a1: fine, b1: shut, b2: shut}));
	expect(run?.results.map(({status}) => status)).toEqual(['blocked', 'reachable']);
	expect(run?.findings.flatMap(({targets}) => targets)).toEqual(['mcr.microsoft.com:443']);
	expect(run?.summary).toMatchObject({targets: 2, blocked: 1});
});

it('a survey as one run keeps what is odd about the settings, once', () => {
	const survey = surveyOf({a1: fine, b1: shut});
	const [about] = sampleReport({rows: shut}).findings;
	if (about === undefined) throw new Error('no finding');
	const lint = {
		...about,
		id: 'settings.no-proxy',
		kind: 'settings-lint',
		severity: 'warning',
		targets: [],
		rows: [],
	} as const;
	const runs = survey.runs.map(each => ({...each, findings: [...each.findings, lint]}));
	const found = worstRunOf({...survey, runs})?.findings.map(({kind, severity}) => `${kind} ${severity}`);
	expect(found).toHaveLength(2);
	expect(found?.at(-1)).toBe('settings-lint warning');
});
