import {describeRuleHost, type RuleGroup} from '../allowlists/rule-hosts.ts';
import type {Steps} from '../chunks.ts';
import {countUntested, levelOf} from '../record/endpoints.ts';
import {practiceNotice, type Run} from '../record/run.ts';
import {countOf, shorten} from '../words.ts';
import {writeAllowTable} from './terminal/allow-lines.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {allowTables} from './view/allow-table.ts';
import {runFacts} from './view/facts.ts';
import {
	type CommandsPart,
	type FactsPart,
	type FindingView,
	type ListPart,
	ownProofTitle,
	type StepsPart,
	viewFindingInSteps,
} from './view/finding.ts';
import {introduction, ownerNames} from './view/readers.ts';
import {severityMarks} from './view/status-marks.ts';
import {describeCounts, describeOtherScopes, describeSamples, overallVerdict} from './view/summary.ts';

/** So many values of one kind are shown; the rest stands in the other formats. */
const valueLimit = 6;

/** Exact words up to this length stand on the line of their label. */
const shortWords = 40;

/**
 * A run for a terminal, all of it: the verdict at both ends, below the first what to allow, then the findings and what was
 * not tested. What is reachable is only counted.
 */
export function renderText(report: Run, options: RenderOptions): string {
	return [...textPieces(report, options)].join('');
}

/** The same in pieces, for a writer. */
export function* textPieces(report: Run, options: RenderOptions): Steps {
	const page = createPage(options);
	const practice = practiceNotice(report);
	page.paragraph(`${report.tool.name} ${report.tool.version}, run ${report.id}`, {style: 'bold'});
	if (practice !== null) page.paragraph(practice, {lead: page.lead(severityMarks.warning), style: 'bold'});
	writeVerdict(page, report);
	yield '';
	yield* writeAllow(page, report, options.columns);
	page.blank();
	page.paragraph(`${introduction.arc} ${introduction.report}`, {style: 'dim'});
	page.blank();
	for (const [label, value] of runFacts(report)) page.fact(label, value);
	yield '';
	for (const finding of report.findings) {
		if (finding.kind !== 'not-verified') yield* writeFinding(page, yield* viewFindingInSteps(report, finding));
	}
	for (const finding of report.findings) {
		if (finding.kind === 'not-verified') yield* writeUntested(page, yield* viewFindingInSteps(report, finding));
	}
	writeNextSteps(page, report);
	yield* writeSummary(page, report);
	yield* page.pieces();
}

/** A finding: why and what breaks, then what to do and how to prove it, then the traces and the list of its hosts. */
function* writeFinding(page: Page, view: FindingView): Steps {
	const {why, impact, checks, evidence, notes, traces, sources, severity} = view;
	writeHeading(page, view);
	page.paragraph(why.text, {indent: 2});
	writeList(page, impact, 'effect');
	yield* writeFix(page, view);
	writeCommands(page, checks);
	if (severity === 'info') return;
	writeList(page, evidence, 'observation');
	writeItems(page, notes?.items ?? [], 'note');
	writeFacts(page, traces);
	writeList(page, sources, 'document');
}

/** What has to be opened, host by host with the reason and the vendor's page: the part to hand over. */
function* writeAllow(page: Page, report: Run, columns: number): Steps {
	for (const table of yield* allowTables(report)) {
		const {owner, title, remedy} = table;
		const action = remedy === 'exempt' ? 'Exempt from TLS inspection' : 'Allow';
		page.blank();
		page.paragraph(owner === null ? title : `${action}, ${ownerNames[owner]} (${title})`, {style: 'bold'});
		yield* writeAllowTable(page, table, {indent: 2, columns});
	}
}

/** The fix, and under its first step the names that it speaks of, ready to select. */
function* writeFix(page: Page, {fix, hosts}: FindingView): Steps {
	if (fix === null) return;
	writeTitle(page, fix.title);
	for (const [index, {text}] of fix.steps.entries()) {
		page.paragraph(text, {indent: 2, lead: {text: fix.steps.length > 1 ? `${index + 1}. ` : ''}});
		if (index > 0) continue;
		for (const group of hosts?.groups ?? []) yield* writeGroup(page, group);
	}
}

/** What nobody could test: to be allowed all the same, and how it could be tested. */
function* writeUntested(page: Page, view: FindingView): Steps {
	const {why, hosts, fix} = view;
	writeHeading(page, view);
	page.paragraph(why.text, {indent: 2});
	if (hosts !== null) writeTitle(page, hosts.title);
	for (const group of hosts?.groups ?? []) yield* writeGroup(page, group);
	writeSteps(page, fix);
}

/** `Error, 12 endpoints, for the proxy team`. */
function writeHeading(page: Page, {title, severity, count, owner}: FindingView): void {
	const {word} = severityMarks[severity];
	page.blank();
	page.paragraph(title, {lead: page.lead(severityMarks[severity]), style: 'bold'});
	const counted = count === 0 ? '' : `, ${countOf(count, 'endpoint')}`;
	page.paragraph(`${word.charAt(0).toUpperCase()}${word.slice(1)}${counted}, for ${ownerNames[owner]}`, {
		indent: 2,
		style: 'dim',
	});
}

function writeTitle(page: Page, title: string): void {
	page.blank();
	page.paragraph(title, {indent: 2, style: 'bold'});
}

function writeItems(page: Page, items: readonly string[], unit: string): void {
	for (const item of shorten(items, valueLimit, unit)) page.paragraph(item, {indent: 2, lead: {text: '- '}});
}

function writeList(page: Page, part: ListPart | null, unit: string): void {
	if (part === null) return;
	writeTitle(page, part.title);
	writeItems(page, part.items, unit);
}

/** Steps under their title, numbered where there are several. */
export function writeSteps(page: Page, part: StepsPart | null): void {
	if (part === null) return;
	writeTitle(page, part.title);
	for (const [index, {text}] of part.steps.entries()) {
		page.paragraph(text, {indent: 2, lead: {text: part.steps.length > 1 ? `${index + 1}. ` : ''}});
	}
}

function writeCommands(page: Page, part: CommandsPart | null): void {
	if (part === null) return;
	writeTitle(page, part.title);
	for (const {command, now, fixed, isOwn} of part.commands) {
		if (isOwn) page.paragraph(ownProofTitle, {indent: 2});
		page.command(command, 4);
		if (now !== null) page.paragraph(now, {indent: 2, lead: {text: 'Now:        ', style: 'dim'}});
		if (fixed !== null) page.paragraph(fixed, {indent: 2, lead: {text: 'Once fixed: ', style: 'dim'}});
	}
}

function writeFacts(page: Page, part: FactsPart | null): void {
	if (part === null) return;
	writeTitle(page, part.title);
	for (const {label, values, unit, isCode} of part.facts) {
		const [only] = values;
		// Exact words stay on one line, however long, so that they can be searched for.
		if (values.length === 1 && only !== undefined && (!isCode || only.length < shortWords)) {
			page.paragraph(`${label}: ${only}`, {indent: 4, hang: 2});
			continue;
		}
		page.paragraph(`${label}:`, {indent: 4, hang: 2});
		for (const value of shorten(values, valueLimit, unit)) {
			if (values.includes(value)) page.line(value, 6);
			else page.paragraph(value, {indent: 6});
		}
	}
}

/** A group under its port, each host on a line of its own. */
function* writeGroup(page: Page, {title, hosts}: RuleGroup): Steps {
	page.paragraph(title, {indent: 5});
	for (const host of hosts) {
		const tested = describeRuleHost(host);
		const notes = [tested, host.rows.every(row => levelOf(row) === 'optional') ? 'optional' : null].filter(
			note => note !== null,
		);
		page.paragraph(notes.length === 0 ? host.name : `${host.name} (${notes.join('; ')})`, {indent: 7, hang: 2});
		yield '';
	}
}

/** What to do next, in short: the titles and the commands. What to know beside them stands in the Markdown report. */
function writeNextSteps(page: Page, {nextSteps}: Run): void {
	if (nextSteps.length === 0) return;
	page.blank();
	page.paragraph('Next', {style: 'bold'});
	for (const [index, {title, commands}] of nextSteps.entries()) {
		page.paragraph(title, {indent: 2, lead: {text: `${index + 1}. `}});
		for (const command of commands) page.command(command, 4);
	}
}

/** What was counted, what limits it, and the verdict as the last line. */
function* writeSummary(page: Page, report: Run): Steps {
	const untested = countUntested(report);
	yield '';
	page.blank();
	page.paragraph('Summary', {style: 'bold'});
	page.fact('Endpoints', describeCounts(report));
	yield '';
	if (untested.all > 0) {
		page.fact('Not tested', `${countOf(untested.all, 'endpoint')} (${untested.required || 'none'} required)`);
	}
	const limits = [
		['Sampled', describeSamples(report)],
		['Scope', describeOtherScopes(report)],
	] as const;
	for (const [label, sentence] of limits) if (sentence !== null) page.fact(label, sentence);
	page.blank();
	yield '';
	writeVerdict(page, report);
}

function writeVerdict(page: Page, report: Run): void {
	const {ok, sentence} = overallVerdict(report);
	const hasWarning = report.results.some(({severity}) => severity === 'warning');
	const mark = severityMarks[ok ? (hasWarning ? 'warning' : 'ok') : 'error'];
	page.paragraph(sentence, {lead: page.lead(mark), style: 'bold'});
}
