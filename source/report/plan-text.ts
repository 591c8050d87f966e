import {featureTitles} from '../catalog/catalog.ts';
import {endpointOf, isProbed} from '../plan/endpoints.ts';
import type {PlanReport, PlanReportRow} from '../record/plan-report.ts';
import {type Level, levels} from '../vocabulary.ts';
import {clip, createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {settingsFacts} from './view/facts.ts';
import {partTitles} from './view/finding.ts';
import {sourcesOf} from './view/links.ts';
import {describePlan, planEndpoints} from './view/plan-counts.ts';
import {levelWords} from './view/readers.ts';

/** The widest line of the table, in columns. */
const widestTable = 78;

/** The column of names; a longer name takes room from its purpose. */
const nameColumn = 38;

const untestable = 'Cannot be tested';

function titleOf(level: Level): string {
	const words = levelWords[level];
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function writeRow(page: Page, row: PlanReportRow, documents: readonly string[]): void {
	const {requirement, target, routeReason, note} = row;
	const {pattern, protocol, purpose, features, sources} = requirement;
	page.paragraph(`${endpointOf(row)}  ${protocol}`, {indent: 2, style: 'bold'});
	if (target?.sampled) page.paragraph(pattern, {indent: 4, lead: {text: 'Stands for: ', style: 'dim'}});
	page.paragraph(purpose, {indent: 4, lead: {text: 'Needed for: ', style: 'dim'}});
	if (features.length > 0)
		page.paragraph(featureTitles(features).join(', '), {indent: 4, lead: {text: 'Features: ', style: 'dim'}});
	if (target !== null && routeReason !== null) {
		page.paragraph(routeReason, {indent: 4, lead: {text: 'Route: ', style: 'dim'}});
	}
	if (note !== null) page.paragraph(note, {indent: 4, lead: {text: 'Note: ', style: 'dim'}});
	const numbers = sources.map(source => documents.indexOf(source) + 1).toSorted((left, right) => left - right);
	if (numbers.length > 0) {
		page.paragraph(numbers.map(number => `[${number}]`).join(' '), {
			indent: 4,
			lead: {text: `${partTitles.sources}: `, style: 'dim'},
		});
	}
}

function writeGroup(page: Page, title: string, rows: readonly PlanReportRow[], documents: readonly string[]): void {
	if (rows.length === 0) return;
	page.blank();
	page.paragraph(`${title} (${rows.length})`, {style: 'bold'});
	for (const row of rows) writeRow(page, row, documents);
}

/** What the numbers in the rows stand for. */
function writeDocuments(page: Page, documents: readonly string[]): void {
	if (documents.length === 0) return;
	page.blank();
	page.paragraph(`${partTitles.sources} (${documents.length})`, {style: 'bold'});
	const width = `[${documents.length}]`.length;
	for (const [index, document] of documents.entries()) {
		page.paragraph(document, {indent: 2, lead: {text: `${`[${index + 1}]`.padEnd(width)} `}});
	}
}

/** A plan for a terminal, one line an endpoint: the counts, and the endpoints by level. */
export function renderPlanTable(report: PlanReport, options: RenderOptions): string {
	const page = createPage(options);
	const width = Math.min(options.columns, widestTable);
	page.paragraph(describePlan(report), {style: 'bold'});
	const endpoints = planEndpoints(report);
	const groups = levels.map(level => ({
		title: titleOf(level),
		rows: endpoints.filter(one => one.isProbed && one.level === level),
	}));
	const rest = {title: untestable, rows: endpoints.filter(one => !one.isProbed)};
	for (const {title, rows} of [...groups, rest]) {
		if (rows.length > 0) page.paragraph(`${title} (${rows.length})`, {style: 'bold'});
		for (const {name, purpose} of rows) {
			const column = name.padEnd(nameColumn);
			page.line(clip(`${column} ${purpose}`, Math.max(width - 2, name.length)), 2);
		}
	}
	return page.toString();
}

/** The whole plan for a terminal: the targets by level, what cannot be probed, who documents it, and the counts as the last lines. */
export function renderPlanText(report: PlanReport, options: RenderOptions): string {
	const page = createPage(options);
	page.paragraph(`${report.tool.name} ${report.tool.version}, plan`, {style: 'bold'});
	for (const [label, value] of settingsFacts(report)) page.fact(label, value);
	const documents = sourcesOf(report.targets);
	for (const level of levels) {
		const rows = report.targets.filter(row => isProbed(row) && row.requirement.level === level);
		writeGroup(page, titleOf(level), rows, documents);
	}
	const rest = report.targets.filter(row => !isProbed(row));
	writeGroup(page, untestable, rest, documents);
	writeDocuments(page, documents);
	page.blank();
	page.paragraph(describePlan(report), {style: 'bold'});
	return page.toString();
}
