import {type Endpoint, endpointsBehind} from '../../record/endpoints.ts';
import type {Run} from '../../record/run.ts';
import {countOf} from '../../words.ts';
import type {Page} from '../terminal/page.ts';
import {evidenceExamples} from '../view/evidence.ts';
import {ownerNames} from '../view/owner-names.ts';
import {partTitles} from '../view/part-titles.ts';
import {sourcesOf} from '../view/sources.ts';
import {severityMarks} from '../view/status-marks.ts';
import {traceFactsOf} from '../view/traces.ts';
import {verifyItemsOf} from '../view/verify-items.ts';
import {writeHosts} from './host-lines.ts';

type ReportFinding = Run['findings'][number];

/** So many values of one kind are shown; the rest stands in the other formats. */
const valueLimit = 6;

/** Words up to this length stand on the line of their label. */
const shortWords = 40;

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

function writePart(page: Page, title: string): void {
	page.blank();
	page.paragraph(title, {indent: 2, style: 'bold'});
}

export function writeSteps(page: Page, title: string, steps: readonly string[]): void {
	if (steps.length === 0) return;
	writePart(page, title);
	const isNumbered = steps.length > 1;
	for (const [index, step] of steps.entries()) {
		page.paragraph(step, {indent: 2, lead: {text: isNumbered ? `${index + 1}. ` : ''}});
	}
}

/** The first of some texts, and how many there are beyond them. */
function shorten(texts: readonly string[]): string[] {
	const rest = texts.length - valueLimit;
	return rest > 1 ? [...texts.slice(0, valueLimit), `and ${rest} more`] : [...texts];
}

function writeImpact(page: Page, {impact}: ReportFinding): void {
	if (impact.length === 0) return;
	writePart(page, partTitles.impact);
	for (const sentence of shorten(impact)) page.paragraph(sentence, {indent: 2, lead: {text: '- '}});
}

function writeCommands(page: Page, finding: ReportFinding): void {
	if (finding.verify.length === 0) return;
	writePart(page, partTitles.checks);
	for (const {command, now, fixed, isOwn} of verifyItemsOf(finding)) {
		if (isOwn) page.paragraph('With this program, all of them at once:', {indent: 2});
		page.command(command, 4);
		if (now !== null) page.paragraph(now, {indent: 2, lead: {text: 'Now:        ', style: 'dim'}});
		if (fixed !== null) page.paragraph(fixed, {indent: 2, lead: {text: 'Once fixed: ', style: 'dim'}});
	}
}

function writeTraces(page: Page, report: Run, finding: ReportFinding): void {
	const facts = traceFactsOf(report, finding);
	if (facts.length === 0) return;
	writePart(page, partTitles.traces);
	for (const {label, values, isCode} of facts) {
		const [only] = values;
		// Exact words stay on one line, however long, so that they can be searched for.
		if (values.length === 1 && only !== undefined && (!isCode || only.length < shortWords)) {
			page.paragraph(`${label}: ${only}`, {indent: 4, hang: 2});
			continue;
		}
		page.paragraph(`${label}:`, {indent: 4, hang: 2});
		for (const value of shorten(values)) page.line(value, 6);
	}
}

/** What was seen, each kind by one example, and what was noted beside it. */
function writeEvidence(page: Page, report: Run, finding: ReportFinding): void {
	const endpoints = endpointsBehind(report, finding);
	const examples = evidenceExamples(endpoints).map(({detail, count}) =>
		count === 1 ? detail : `${detail} The same for ${countOf(count - 1, 'more endpoint')}.`,
	);
	const notes = [...new Set(endpoints.flatMap(({rows}) => rows.flatMap(row => row.notes)))];
	if (examples.length === 0) return;
	writePart(page, partTitles.evidence);
	for (const text of [...shorten(examples), ...shorten(notes)]) page.paragraph(text, {indent: 2, lead: {text: '- '}});
}

/** Who says that the hosts are needed. */
function writeDocuments(page: Page, endpoints: readonly Endpoint[]): void {
	const documents = sourcesOf(endpoints.flatMap(({rows}) => rows));
	if (documents.length === 0) return;
	writePart(page, partTitles.sources);
	for (const text of shorten(documents)) page.paragraph(text, {indent: 2, lead: {text: '- '}});
}

/** A finding: why and what breaks, then what to do and how to prove it, then the traces and the list of its hosts. */
export function writeFinding(page: Page, report: Run, finding: ReportFinding): void {
	const endpoints = endpointsBehind(report, finding);
	writeHeading(page, finding);
	page.paragraph(finding.why, {indent: 2});
	writeImpact(page, finding);
	writeSteps(page, partTitles.fix, finding.fix);
	writeCommands(page, finding);
	if (finding.severity === 'info') {
		writeHosts(page, report, finding, {isBrief: true});
		return;
	}
	writeHosts(page, report, finding, {isBrief: endpoints.length > valueLimit * 2});
	writeEvidence(page, report, finding);
	writeTraces(page, report, finding);
	writeDocuments(page, endpoints);
}
