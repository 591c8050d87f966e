import {countUntested} from '../../record/counts.ts';
import type {Run} from '../../record/run.ts';
import {countOf} from '../../words.ts';
import type {Page} from '../terminal/page.ts';
import {severityMarks} from '../view/status-marks.ts';
import {describeCounts, describeNeeded, describeOtherScopes, describeSamples, overallVerdict} from '../view/summary.ts';

/** What was counted, what limits it, and the verdict as the last line. */
export function writeSummary(page: Page, report: Run): void {
	const untested = countUntested(report);
	page.blank();
	page.paragraph('Summary', {style: 'bold'});
	page.fact('Endpoints', describeCounts(report));
	if (untested.all > 0) {
		page.fact('Unverified', `${countOf(untested.all, 'endpoint')} (${untested.mandatory || 'none'} mandatory)`);
	}
	const verdict = overallVerdict(report);
	const needed = describeNeeded(verdict);
	if (needed !== null) page.fact('Needed', needed);
	const samples = describeSamples(report);
	if (samples !== null) page.fact('Sampled', samples);
	const otherScopes = describeOtherScopes(report);
	if (otherScopes !== null) page.fact('Scope', otherScopes);
	page.blank();
	const {ok, sentence} = verdict;
	const hasWarning = report.results.some(({severity}) => severity === 'warning');
	const mark = severityMarks[ok ? (hasWarning ? 'warning' : 'ok') : 'error'];
	page.paragraph(sentence, {lead: page.lead(mark), style: 'bold'});
}
