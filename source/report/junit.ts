import {xmlElement, xmlText} from './junit/xml.ts';
import type {RunReport, RunReportRow} from './run-report.ts';
import {endpointNameOf, endpointsOf, levelOf} from './view/endpoints.ts';
import {ownerTitles} from './view/owner-names.ts';
import {runFacts} from './view/settings-facts.ts';

/** How a row comes out. JUnit knows no warning: such a row passes, as the exit code does, and says so in its output. */
function outcomeOf({severity, status}: RunReportRow): 'failed' | 'skipped' | 'passed' {
	if (severity === 'error') return 'failed';
	return severity === 'info' || status === 'unverified' || status === 'skipped' ? 'skipped' : 'passed';
}

function seconds(ms: number): string {
	return (ms / 1000).toFixed(3);
}

function timeOf({attempts}: RunReportRow): number {
	return attempts.flatMap(({stages}) => stages).reduce((sum, {ms}) => sum + ms, 0);
}

/** What a reader finds under a failed case: what was seen, what breaks, who can put it right, and how. */
function failureLines(report: RunReport, row: RunReportRow): string[] {
	const finding = report.findings.find(one => endpointsOf(report, one).some(({rows}) => rows.includes(row)));
	const lines = [row.detail, row.requirement === null ? '' : `Without it: ${row.requirement.impact}`];
	if (finding) {
		lines.push(`${ownerTitles[finding.owner]}: ${finding.title}`);
		lines.push(...finding.fix.map((step, index) => `${index + 1}. ${step}`));
	}
	return lines.filter(line => line !== '').map(xmlText);
}

function testCase(report: RunReport, row: RunReportRow): string {
	const id = row.requirement?.id ?? 'not in the catalog';
	const attributes = {
		classname: `arc-netcheck.${levelOf(row)}`,
		name: `${endpointNameOf(row)} (${id})`,
		time: seconds(timeOf(row)),
	};
	switch (outcomeOf(row)) {
		case 'failed': {
			const failure = xmlElement(
				'failure',
				{message: row.detail, type: row.cause ?? row.status},
				failureLines(report, row),
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
 * A run as JUnit XML, for the test reports of CI systems: one test case for each result. An error is a failure; what was
 * not tested, or needs no action, is skipped.
 */
export function renderJunit(report: RunReport): string {
	const {tool, results, durationMs, startedAt, vantage, settings} = report;
	const outcomes = results.map(outcomeOf);
	const counts = {
		tests: results.length,
		failures: outcomes.filter(outcome => outcome === 'failed').length,
		errors: 0,
		skipped: outcomes.filter(outcome => outcome === 'skipped').length,
		time: seconds(durationMs),
	};
	const properties = runFacts(report).map(([name, value]) => xmlElement('property', {name, value}));
	const suite = xmlElement(
		'testsuite',
		{
			name: [tool.name, settings.region].filter(part => part !== '').join(' '),
			...counts,
			timestamp: startedAt.replace(/\.\d+/, ''),
			hostname: vantage.hostname,
		},
		[xmlElement('properties', {}, properties), ...results.map(row => testCase(report, row))],
	);
	return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', {name: tool.name, ...counts}, [suite])}\n`;
}
