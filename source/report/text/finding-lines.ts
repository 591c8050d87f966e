import {countOf} from '../../diagnosis/words.ts';
import type {RunReport} from '../run-report.ts';
import type {Page} from '../terminal/page.ts';
import {endpointsOf} from '../view/endpoints.ts';
import {ownerNames} from '../view/owner-names.ts';
import {severityMarks} from '../view/status-marks.ts';
import {writeEndpoints} from './endpoint-lines.ts';

type ReportFinding = RunReport['findings'][number];

/** `Error, 12 endpoints, for the proxy team`. */
export function writeHeading(page: Page, {title, severity, targets, owner}: ReportFinding): void {
	const {word} = severityMarks[severity];
	page.blank();
	page.paragraph(title, {lead: page.lead(severityMarks[severity]), style: 'bold'});
	const counted = countOf(targets.length, 'endpoint');
	page.paragraph(`${word.charAt(0).toUpperCase()}${word.slice(1)}, ${counted}, for ${ownerNames[owner]}`, {
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

/** A finding: why, its endpoints, the fix, and the commands that prove it. */
export function writeFinding(page: Page, report: RunReport, finding: ReportFinding): void {
	writeHeading(page, finding);
	page.paragraph(finding.why, {indent: 2});
	writeEndpoints(page, endpointsOf(report, finding), finding.severity === 'info');
	writeSteps(page, 'Fix', finding.fix);
	writeCommands(page, finding.verify);
}
