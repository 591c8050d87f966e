import {countOf} from '../../diagnosis/words.ts';
import type {RunReport} from '../run-report.ts';
import type {Page} from '../terminal/page.ts';
import {type Endpoint, endpointsOf} from '../view/endpoints.ts';
import {ownerNames} from '../view/owner-names.ts';
import {severityMarks} from '../view/status-marks.ts';
import {detailedLimit, writeEndpoints} from './endpoint-lines.ts';

type ReportFinding = RunReport['findings'][number];

/** `Error, 12 endpoints, for the proxy team`. */
export function writeHeading(page: Page, {title, severity, targets, owner}: ReportFinding): void {
	const {word} = severityMarks[severity];
	page.blank();
	page.paragraph(title, {lead: page.lead(severityMarks[severity]), style: 'bold'});
	const counted = targets.length === 0 ? '' : `, ${countOf(targets.length, 'endpoint')}`;
	page.paragraph(`${word.charAt(0).toUpperCase()}${word.slice(1)}${counted}, for ${ownerNames[owner]}`, {
		indent: 2,
		style: 'dim',
	});
}

export function writeSteps(page: Page, title: string, steps: readonly string[]): void {
	if (steps.length === 0) return;
	page.blank();
	page.paragraph(title, {indent: 2, style: 'bold'});
	const isNumbered = steps.length > 1;
	for (const [index, step] of steps.entries()) {
		page.paragraph(step, {indent: 2, lead: {text: isNumbered ? `${index + 1}. ` : ''}});
	}
}

function writeCommands(page: Page, commands: readonly string[]): void {
	if (commands.length === 0) return;
	page.blank();
	page.paragraph('Check before and after', {indent: 2, style: 'bold'});
	for (const command of commands) page.command(command, 4);
}

/** So much of what breaks is shown; the rest stands in the other formats. */
const impactLimit = 5;

/** What breaks, but for what stands beside an endpoint already. */
function writeImpact(page: Page, endpoints: readonly Endpoint[], {impact}: ReportFinding): void {
	const isBeside = endpoints.length <= detailedLimit;
	const said = new Set(isBeside ? endpoints.flatMap(({rows}) => rows.map(row => row.requirement?.impact)) : []);
	const unsaid = impact.filter(sentence => !said.has(sentence));
	const rest = unsaid.length - impactLimit;
	const shown = rest > 0 ? [...unsaid.slice(0, impactLimit), `And ${rest} more.`] : unsaid;
	if (shown.length === 0) return;
	page.blank();
	page.paragraph('What breaks', {indent: 2, style: 'bold'});
	for (const sentence of shown) page.paragraph(sentence, {indent: 2});
}

/** A finding: why, its endpoints, what breaks, the fix, and the commands that prove it. */
export function writeFinding(page: Page, report: RunReport, finding: ReportFinding): void {
	writeHeading(page, finding);
	page.paragraph(finding.why, {indent: 2});
	const endpoints = endpointsOf(report, finding);
	writeEndpoints(page, endpoints, finding.severity === 'info');
	writeImpact(page, endpoints, finding);
	writeSteps(page, 'Fix', finding.fix);
	writeCommands(page, finding.verify);
}
