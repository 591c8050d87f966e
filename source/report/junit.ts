import {atOnce, eachInSteps, type Steps} from '../chunks.ts';
import {type Endpoint, findingsByRow, toEndpoints} from '../record/endpoints.ts';
import {practiceNotice, type Run, type RunRow} from '../record/run.ts';
import {runAt} from '../record/survey/parse-survey.ts';
import type {Survey} from '../record/survey/survey.ts';
import {singleLine} from '../safe-text.ts';
import {joinWords, uniqueOf} from '../words.ts';
import {describeClass, nameOfPoint} from './survey/matrix.ts';
import {runFacts} from './view/facts.ts';
import {ownerTitles} from './view/readers.ts';

/** What is told of a finding, of a run or of a difference between vantage points. */
type Explained = Pick<Run['findings'][number], 'owner' | 'title' | 'fix'>;

/** How a row comes out. JUnit knows no warning: such a row passes, as the exit code does, and says so in its output. */
function outcomeOf({severity, status}: RunRow): 'failed' | 'skipped' | 'passed' {
	if (severity === 'error') return 'failed';
	return severity === 'info' || status === 'unverified' || status === 'skipped' ? 'skipped' : 'passed';
}

function seconds(ms: number): string {
	return (ms / 1000).toFixed(3);
}

function timeOf({attempts}: RunRow): number {
	return attempts.flatMap(({stages}) => stages).reduce((sum, {ms}) => sum + ms, 0);
}

/** What a reader finds under a failed case: what was seen, what breaks, who can put it right, and how. */
function failureLines(endpoint: Endpoint, finding: Explained | undefined): string[] {
	const {row, rows} = endpoint;
	const lines = [
		row.detail,
		...uniqueOf(rows.flatMap(({requirement}) => requirement?.impact || [])).map(text => `Without it: ${text}`),
	];
	const patterns = uniqueOf(
		rows.flatMap(({target, requirement}) => (target?.sampled ? (requirement?.pattern ?? []) : [])),
	);
	if (patterns.length > 0) lines.push(`A rule has to name ${joinWords(patterns)}.`);
	if (finding) {
		lines.push(`${ownerTitles[finding.owner]}: ${finding.title}`);
		lines.push(...finding.fix.map((step, index) => `${index + 1}. ${step}`));
	}
	return lines.map(xmlText);
}

function testCase(endpoint: Endpoint, finding: Explained | undefined): string {
	const {row, level, name} = endpoint;
	const attributes = {classname: `arc-netcheck.${level}`, name, time: seconds(timeOf(row))};
	switch (outcomeOf(row)) {
		case 'failed': {
			const failure = xmlElement(
				'failure',
				{message: row.detail, type: row.cause ?? row.status},
				failureLines(endpoint, finding),
			);
			return xmlElement('testcase', attributes, [failure]);
		}
		case 'skipped':
			return xmlElement('testcase', attributes, [xmlElement('skipped', {message: `${row.status}: ${row.detail}`})]);
		default: {
			const warning = row.severity === 'warning' ? `warning: ${row.status}, ${row.cause ?? ''}. ${row.detail}` : null;
			const output = warning === null ? [] : [xmlElement('system-out', {}, [xmlText(warning)])];
			return xmlElement('testcase', attributes, output);
		}
	}
}

type Counts = {readonly tests: number; readonly failures: number; readonly errors: number; readonly skipped: number};
type Suite = {readonly counts: Counts; readonly ms: number; readonly markup: string};

/** A run as one suite: one test case for each endpoint, a step each. */
function* suiteOf(report: Run, name: string, findings: ReadonlyMap<string, Explained>): Steps<Suite> {
	const {results, durationMs, startedAt, vantage} = report;
	const endpoints = toEndpoints(results);
	yield '';
	const outcomes = endpoints.map(({row}) => outcomeOf(row));
	const counts = {
		tests: endpoints.length,
		failures: outcomes.filter(outcome => outcome === 'failed').length,
		errors: 0,
		skipped: outcomes.filter(outcome => outcome === 'skipped').length,
	};
	const practice = practiceNotice(report);
	const facts = practice === null ? runFacts(report) : [['Practice', practice] as const, ...runFacts(report)];
	const cases = yield* eachInSteps(endpoints, endpoint => testCase(endpoint, findings.get(endpoint.row.id)));
	const markup = xmlElement(
		'testsuite',
		{
			name,
			...counts,
			time: seconds(durationMs),
			timestamp: startedAt.replace(/\.\d+/, ''),
			hostname: vantage.hostname,
		},
		[
			xmlElement(
				'properties',
				{},
				facts.map(([key, value]) => xmlElement('property', {name: key, value})),
			),
			...cases,
		],
	);
	return {counts, ms: durationMs, markup};
}

function writeSuites(name: string, suites: readonly Suite[]): string {
	const sum = (key: keyof Counts) => suites.reduce((total, {counts}) => total + counts[key], 0);
	const counts = {tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped')};
	// Those of a survey were made side by side.
	const time = seconds(Math.max(0, ...suites.map(({ms}) => ms)));
	const markup = suites.map(suite => suite.markup);
	return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', {name, ...counts, time}, markup)}\n`;
}

/**
 * A run as JUnit XML, for the test reports of CI systems: one test case for each endpoint. An error is a failure; what was
 * not tested, or needs no action, is skipped.
 */
export function renderJunit(report: Run): string {
	return [...junitPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* junitPieces(report: Run): Steps {
	const {tool, settings} = report;
	const practice = practiceNotice(report) === null ? '' : 'practice';
	const name = [tool.name, settings.region, practice].filter(part => part !== '').join(' ');
	yield writeSuites(tool.name, [yield* suiteOf(report, name, findingsByRow(report))]);
}

/** A survey as JUnit XML: a suite for each class of vantage points, and one of the places that could not be looked from, each skipped. */
export function renderSurveyJunit(survey: Survey): string {
	const {tool, classes, settings} = survey;
	const suites = classes.flatMap(({id, members}, index) => {
		const point = survey.vantages.find(({id: own}) => own === members[0]);
		const seen = point && runAt(survey, point);
		if (!seen) return [];
		const differences = survey.findings
			.filter(({vantages}) => vantages.some(place => members.includes(place)))
			.flatMap(finding => finding.rows.map(row => [row, finding] as const));
		const findings = new Map<string, Explained>([...findingsByRow(seen.run), ...differences]);
		const name = [tool.name, settings.region, id, describeClass(survey, index)].filter(part => part !== '').join(' ');
		return [atOnce(suiteOf(seen.run, name, findings))];
	});
	const unseen = survey.vantages.filter(({state}) => state !== null);
	if (unseen.length === 0) return writeSuites(tool.name, suites);
	const counts = {tests: unseen.length, failures: 0, errors: 0, skipped: unseen.length};
	const cases = unseen.map(point =>
		xmlElement('testcase', {classname: 'arc-netcheck.vantage', name: nameOfPoint(point), time: seconds(0)}, [
			xmlElement('skipped', {message: `${point.state}: ${point.reason} ${point.fix}`}),
		]),
	);
	const name = `${tool.name} vantage points not looked from`;
	const markup = xmlElement('testsuite', {name, ...counts, time: seconds(0)}, cases);
	return writeSuites(tool.name, [...suites, {counts, ms: 0, markup}]);
}

const entities: {readonly [character: string]: string} = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};

/** One line of text for XML 1.0, in an element or an attribute. Half surrogates and U+FFFE, U+FFFF may not stand there at all. */
export function xmlText(text: string): string {
	return singleLine(text)
		.toWellFormed()
		.replace(/[\uFFFE\uFFFF]/g, '')
		.replace(/[&<>"']/g, character => entities[character] ?? '');
}

/** An element; `children` are XML already, a text for a line of its own, one below the other. */
function xmlElement(
	name: string,
	attributes: {readonly [name: string]: string | number},
	children: readonly string[] = [],
): string {
	const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${xmlText(String(value))}"`)];
	if (children.length === 0) return `<${start.join(' ')}/>`;
	return `<${start.join(' ')}>\n${children.join('\n')}\n</${name}>`;
}
