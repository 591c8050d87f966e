import type {Run} from '../record/run.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {writeSteps} from './text.ts';
import {type EndpointView, type StageView, viewEndpoint} from './view/endpoint.ts';
import {ownerNames} from './view/readers.ts';
import {statusMarks} from './view/status-marks.ts';

/**
 * Each host of a run in depth, for a terminal: every stage with its time, the certificate chain, the cause and how sure
 * it is, the fix, and the same check as a curl line.
 */
export function renderExplanation(run: Run, options: RenderOptions): string {
	const page = createPage(options);
	for (const [index, row] of run.results.entries()) {
		if (index > 0) page.blank();
		const view = viewEndpoint(run, row);
		page.paragraph(`${view.name}: ${view.verdict}`, {lead: page.lead(statusMarks[row.status]), style: 'bold'});
		writeEndpoint(page, view);
		if (row.status !== 'reachable') writeFix(page, view);
		if (view.curlLine === null) continue;
		writeTitle(page, 'The same check with curl');
		page.command(view.curlLine, 4);
	}
	return page.toString();
}

function writeEndpoint(page: Page, view: EndpointView): void {
	const {detail, needs, way, identity, planNote, notes, tries, controls} = view;
	page.paragraph(detail, {indent: 2});
	page.blank();
	if (needs.length === 0) page.fact('Listed as', 'not in the catalog', 2);
	for (const {listedAs, purpose, impact, sources, goodToKnow} of needs) {
		page.fact('Listed as', listedAs, 2);
		page.fact('Needed for', purpose, 2);
		page.fact('Without it', impact, 2);
		for (const [index, source] of sources.entries()) page.fact(index === 0 ? 'Documented' : '', source, 2);
		if (goodToKnow !== null) page.fact('Good to know', goodToKnow, 2);
	}
	if (way !== null) page.fact('Way', way, 2);
	if (identity !== null) page.fact('Identity', identity, 2);
	for (const note of planNote === null ? notes : [planNote, ...notes]) page.fact('Note', note, 2);
	for (const [index, stages] of tries.entries()) {
		const isLast = index === tries.length - 1;
		writeTitle(page, tries.length > 1 ? `Stages, try ${index + 1} of ${tries.length}` : 'Stages');
		for (const stage of stages) writeStage(page, stage, isLast);
	}
	if (controls.length > 0) writeTitle(page, 'Controls');
	for (const {passed, words} of controls) {
		page.paragraph(words, {indent: 2, lead: page.lead(statusMarks[passed ? 'reachable' : 'blocked'])});
	}
}

function writeTitle(page: Page, title: string): void {
	page.blank();
	page.paragraph(title, {indent: 2, style: 'bold'});
}

/** @param isWhole with what lies behind the stage: the chain, and the headers that matter */
function writeStage(page: Page, stage: StageView, isWhole: boolean): void {
	const {name, ok, ms, words, certificates, defects, headers, pageTitle} = stage;
	const mark = page.lead(statusMarks[ok ? 'reachable' : 'blocked']);
	const lead = {...mark, text: `${mark.text}${name.padEnd(12)}${`${ms} ms`.padStart(8)}  `};
	page.paragraph(words, {indent: 2, lead});
	if (!isWhole) return;
	for (const [index, {subject, issuer, from, to, fingerprint}] of certificates.entries()) {
		const text = `${subject}; issuer ${issuer}; valid ${from} to ${to}; SHA-256 ${fingerprint}`;
		page.paragraph(text, {indent: 6, lead: {text: `${index + 1}. `, style: 'dim'}});
	}
	if (defects.length > 0) page.paragraph(`Defects: ${defects.join(', ')}`, {indent: 6});
	for (const [header, value] of headers) page.paragraph(`${header}: ${value}`, {indent: 6, style: 'dim'});
	if (pageTitle !== null) page.paragraph(`Title of the page: ${pageTitle}`, {indent: 6});
}

function writeFix(page: Page, {finding}: EndpointView): void {
	if (finding?.fix) writeSteps(page, {...finding.fix, title: `Fix, for ${ownerNames[finding.owner]}`});
}
