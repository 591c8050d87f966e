import {type Endpoint, findingsByRow, toEndpoints} from '../record/endpoints.ts';
import type {Run, RunRow} from '../record/run.ts';
import {practiceNotice} from '../record/vantage.ts';
import {singleLine} from '../safe-text.ts';
import {joinWords, uniqueOf} from '../words.ts';
import {runFacts} from './view/facts.ts';
import {ownerTitles} from './view/readers.ts';

type Finding = Run['findings'][number];

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
function failureLines(endpoint: Endpoint, finding: Finding | undefined): string[] {
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

function testCase(endpoint: Endpoint, finding: Finding | undefined): string {
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

/**
 * A run as JUnit XML, for the test reports of CI systems: one test case for each endpoint. An error is a failure; what was
 * not tested, or needs no action, is skipped.
 */
export function renderJunit(report: Run): string {
	const {tool, results, durationMs, startedAt, vantage, settings} = report;
	const endpoints = toEndpoints(results);
	const findings = findingsByRow(report);
	const outcomes = endpoints.map(({row}) => outcomeOf(row));
	const counts = {
		tests: endpoints.length,
		failures: outcomes.filter(outcome => outcome === 'failed').length,
		errors: 0,
		skipped: outcomes.filter(outcome => outcome === 'skipped').length,
		time: seconds(durationMs),
	};
	const practice = practiceNotice(report);
	const facts = practice === null ? runFacts(report) : [['Practice', practice] as const, ...runFacts(report)];
	const properties = facts.map(([name, value]) => xmlElement('property', {name, value}));
	const suite = xmlElement(
		'testsuite',
		{
			name: [tool.name, settings.region, practice === null ? '' : 'practice'].filter(part => part !== '').join(' '),
			...counts,
			timestamp: startedAt.replace(/\.\d+/, ''),
			hostname: vantage.hostname,
		},
		[
			xmlElement('properties', {}, properties),
			...endpoints.map(endpoint => testCase(endpoint, findings.get(endpoint.row.id))),
		],
	);
	return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', {name: tool.name, ...counts}, [suite])}\n`;
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
