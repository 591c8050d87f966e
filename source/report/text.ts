import type {Run} from '../record/run.ts';
import {practiceNotice} from '../record/vantage.ts';
import {createPage, type RenderOptions} from './terminal/page.ts';
import {writeFinding} from './text/finding-lines.ts';
import {writeNextSteps} from './text/next-step-lines.ts';
import {writeSummary} from './text/summary-lines.ts';
import {writeUntested} from './text/untested-lines.ts';
import {introduction} from './view/introduction.ts';
import {runFacts} from './view/settings-facts.ts';
import {severityMarks} from './view/status-marks.ts';

/**
 * A run for a terminal. What comes last stays in view, so the verdict does; before it what was not tested, and before
 * that the findings, each with its endpoints. What is reachable is only counted.
 */
export function renderText(report: Run, options: RenderOptions): string {
	const page = createPage(options);
	const practice = practiceNotice(report);
	page.paragraph(`${report.tool.name} ${report.tool.version}, run ${report.id}`, {style: 'bold'});
	if (practice !== null) page.paragraph(practice, {lead: page.lead(severityMarks.warning), style: 'bold'});
	page.paragraph(`${introduction.arc} ${introduction.report}`, {style: 'dim'});
	page.blank();
	for (const [label, value] of runFacts(report)) page.fact(label, value);
	for (const finding of report.findings) {
		if (finding.kind !== 'not-verified') writeFinding(page, report, finding);
	}
	for (const finding of report.findings) {
		if (finding.kind === 'not-verified') writeUntested(page, report, finding);
	}
	writeNextSteps(page, report);
	writeSummary(page, report);
	return page.toString();
}
