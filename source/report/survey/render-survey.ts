import {csvLine} from '../../csv-line.ts';
import {worstRunOf} from '../../record/survey/parse-survey.ts';
import type {Survey} from '../../record/survey/survey.ts';
import {severities} from '../../verdict/types.ts';
import {countOf} from '../../words.ts';
import {renderChangeRequest} from '../change-request.ts';
import {escapeJson, markdownText, markdownTextCell} from '../escape.ts';
import type {RunFormat} from '../format-names.ts';
import {renderSurveyJunit} from '../junit.ts';
import {joinBlocks, markdownTable} from '../markdown-table.ts';
import {renderSurveyOpenmetrics} from '../openmetrics.ts';
import {createPage, type Page, type RenderOptions} from '../terminal/page.ts';
import {ownerNames, ownerTitles} from '../view/readers.ts';
import {type Mark, severityMarks, statusMarks} from '../view/status-marks.ts';
import {
	describeClass,
	describeSampling,
	evidenceWords,
	likeOf,
	type MatrixRow,
	matrixOf,
	nameOfPoint,
	placesOf,
	type SurveyCell,
	verdictOf,
	wordsOf,
} from './matrix.ts';
import {renderSurveyHtml} from './survey-html.ts';

/** Endpoints of one finding that are listed on a screen. */
const listLimit = 12;

/** Heads what all see alike, where it is a fault. */
const alikeTitle = 'At fault from everywhere';

/** Columns that one column of the matrix takes, its blank included. */
const columnWidth = 4;

/** Writes a survey in one of the formats of a run. */
export function renderSurvey(format: RunFormat, survey: Survey, options: RenderOptions): string {
	switch (format) {
		case 'text':
			return renderText(survey, options);
		case 'json':
			return `${escapeJson(JSON.stringify(survey, null, 2))}\n`;
		case 'csv':
			return renderCsv(survey);
		case 'markdown':
			return renderMarkdown(survey);
		case 'html':
			return renderSurveyHtml(survey);
		case 'junit':
			return renderSurveyJunit(survey);
		case 'openmetrics':
			return renderSurveyOpenmetrics(survey);
		case 'ndjson':
			return renderNdjson(survey);
		case 'change-request':
			return renderSurveyChangeRequest(survey, options);
	}
}

/** For a terminal: findings first, then the matrix of what differs, what is at fault alike, and the places that were not seen. */
function renderText(survey: Survey, options: RenderOptions): string {
	const page = createPage(options);
	page.paragraph(`${survey.tool.name} ${survey.tool.version}, ${survey.id}`, {style: 'bold'});
	page.blank();
	for (const [index, {id}] of survey.classes.entries()) {
		page.fact(id, describeClass(survey, index));
		for (const sentence of describeSampling(survey, index)) page.paragraph(sentence, {indent: 4, style: 'dim'});
	}
	for (const finding of survey.findings) writeFinding(page, survey, finding);
	const rows = matrixOf(survey);
	writeMatrix(
		page,
		survey,
		rows.filter(({differs}) => differs),
		options,
	);
	writeFaults(page, rows);
	for (const point of survey.vantages.filter(({state}) => state !== null)) {
		page.blank();
		page.paragraph(`${nameOfPoint(point)}: ${point.reason}`, {lead: page.lead(severityMarks.warning)});
		page.paragraph(point.fix ?? '', {indent: 2});
	}
	page.blank();
	const same = rows.filter(({differs, fault}) => !differs && fault === null).length;
	if (survey.summary.differing > 0 && same > 0)
		page.paragraph(`The same from everywhere: ${countOf(same, 'endpoint')}.`, {style: 'dim'});
	page.paragraph(verdictOf(survey, rows), {lead: page.lead(markOf(survey)), style: 'bold'});
	return page.toString();
}

/** How bad it is: a difference that was explained and a place that was not seen are errors, whatever the cells say. */
function markOf({findings, summary, cells}: Survey): Mark {
	if (findings.length > 0 || summary.seen < summary.vantages) return severityMarks.error;
	const worst = severities.findLast(severity => cells.some(cell => cell.severity === severity)) ?? 'ok';
	return severityMarks[worst === 'info' ? 'ok' : worst];
}

/** What differs nowhere, and is at fault all the same. */
function writeFaults(page: Page, rows: readonly MatrixRow[]): void {
	const faults = rows.filter(({fault}) => fault !== null);
	if (faults.length === 0) return;
	page.blank();
	page.line(alikeTitle);
	for (const {target, fault} of faults) {
		page.paragraph(`${target}: ${wordsOf(fault)}`, {
			indent: 2,
			lead: page.lead(severityMarks[fault?.severity ?? 'error']),
		});
	}
}

function writeFinding(page: Page, survey: Survey, finding: Survey['findings'][number]): void {
	page.blank();
	page.paragraph(finding.title, {lead: page.lead(severityMarks[finding.severity]), style: 'bold'});
	page.paragraph(
		`For ${ownerNames[finding.owner]}, confidence ${finding.confidence}. Seen from ${placesOf(survey, finding.vantages)}.`,
		{indent: 2, style: 'dim'},
	);
	page.paragraph(finding.why, {indent: 2});
	for (const [index, step] of finding.fix.entries()) page.paragraph(step, {indent: 2, lead: {text: `${index + 1}. `}});
	page.paragraph(finding.control, {indent: 2, lead: {text: 'Confirm: '}});
	page.paragraph(finding.refutedBy, {indent: 2, lead: {text: 'Refuted by: '}});
	for (const target of finding.targets.slice(0, listLimit)) page.line(target, 4);
	if (finding.targets.length > listLimit)
		page.line(`and ${countOf(finding.targets.length - listLimit, 'more endpoint')}`, 4);
}

/** Letters with the marks, so that no column is told by its colour. In a narrow window one class after the other. */
function writeMatrix(page: Page, survey: Survey, rows: readonly MatrixRow[], {columns, unicode}: RenderOptions): void {
	if (rows.length === 0) return;
	page.blank();
	const width = Math.max(20, columns - survey.classes.length * columnWidth);
	const isNarrow = columns < 60 || width < 30;
	const glyph = (cell: SurveyCell | null) =>
		cell === null ? ' ' : statusMarks[cell.status][unicode ? 'glyph' : 'ascii'];
	if (isNarrow) {
		for (const [index, {id}] of survey.classes.entries()) {
			page.paragraph(`${id}: ${describeClass(survey, index)}`, {style: 'bold'});
			for (const {target, cells} of rows) page.line(`${glyph(cells[index] ?? null)} ${target}`, 2);
			writeCauses(page, rows, index, '  ');
		}
		return;
	}
	page.line(`${'What differs'.padEnd(width)}${survey.classes.map(({id}) => id.padEnd(columnWidth)).join('')}`);
	for (const {target, cells} of rows) {
		page.line(`${cut(target, width - 1).padEnd(width)}${cells.map(cell => glyph(cell).padEnd(columnWidth)).join('')}`);
	}
	const used = new Set(rows.flatMap(({cells}) => cells.flatMap(cell => cell?.status ?? [])));
	page.paragraph([...used].map(status => `${statusMarks[status][unicode ? 'glyph' : 'ascii']} ${status}`).join('  '), {
		style: 'dim',
	});
	for (const [index, {id}] of survey.classes.entries()) writeCauses(page, rows, index, `${id}: `);
}

/** Why a class fails in these rows: two may have the same mark for causes that differ. */
function writeCauses(page: Page, rows: readonly MatrixRow[], index: number, lead: string): void {
	const causes = Map.groupBy(
		rows.flatMap(({cells}) => cells[index]?.cause ?? []),
		cause => cause,
	);
	if (causes.size === 0) return;
	const words = [...causes].map(([cause, all]) => `${cause} in ${countOf(all.length, 'endpoint')}`).join(', ');
	page.paragraph(words, {lead: {text: lead}, style: 'dim'});
}

function cut(text: string, width: number): string {
	return text.length > width ? `${text.slice(0, width - 1)}~` : text;
}

/** One row for each cell of each vantage point. */
function renderCsv(survey: Survey): string {
	const head = [
		'survey',
		'vantage',
		'kind',
		'node',
		'pool',
		'class',
		'evidence',
		'state',
		'target',
		'row',
		'status',
		'severity',
		'cause',
		'ms',
		'finding',
		'like',
	];
	const findingsOf = new Map(
		survey.vantages.map(({id}) => [
			id,
			new Map(
				survey.findings
					.filter(({vantages}) => vantages.includes(id))
					.toReversed()
					.flatMap(({rows, kind}) => rows.map(row => [row, kind] as const)),
			),
		]),
	);
	const byClass = Map.groupBy(survey.cells, cell => cell.class);
	const lines = survey.vantages.flatMap(point => {
		const place = [
			survey.id,
			nameOfPoint(point),
			point.kind,
			point.node ?? null,
			point.pool ?? null,
			point.class,
			point.state === null ? (point.evidence ?? 'full') : null,
			point.state,
		];
		const cells = byClass.get(point.class ?? '') ?? [];
		if (cells.length === 0) return [csvLine([...place, null, null, null, null, null, null, null, null])];
		return cells.map(cell =>
			csvLine([
				...place,
				cell.target,
				cell.row,
				cell.status,
				cell.severity,
				cell.cause,
				cell.ms,
				findingsOf.get(point.id)?.get(cell.row) ?? null,
				likeOf(survey, point),
			]),
		);
	});
	return [csvLine(head), ...lines].join('');
}

/** One line for each cell of each vantage point, and one for each of which nothing was seen. Evidence stands in the JSON. */
function renderNdjson(survey: Survey): string {
	const byClass = Map.groupBy(survey.cells, cell => cell.class);
	return survey.vantages
		.flatMap((point): readonly object[] => {
			const {kind, node, pool, state, evidence = 'full'} = point;
			const place = {vantage: kind, place: nameOfPoint(point), node, pool, class: point.class, catalog: survey.catalog};
			if (state !== null) return [{...place, state, reason: point.reason, fix: point.fix}];
			const more = {evidence, like: likeOf(survey, point)};
			return (byClass.get(point.class ?? '') ?? []).map(cell => ({...cell, ...place, ...more}));
		})
		.map(line => `${escapeJson(JSON.stringify(line))}\n`)
		.join('');
}

/** What is blocked from any place, as one request to each team, and behind it what only the differences show. */
function renderSurveyChangeRequest(survey: Survey, options: RenderOptions): string {
	const run = worstRunOf(survey);
	const page = createPage({...options, colour: false, columns: Math.min(options.columns, 76), isFile: true});
	for (const [owner, findings] of Map.groupBy(survey.findings, finding => finding.owner)) {
		page.blank();
		page.line(`To: ${ownerTitles[owner]} (${countOf(findings.length, 'difference')} between vantage points)`);
		for (const finding of findings) writeFinding(page, survey, finding);
	}
	const request = run === null ? '' : renderChangeRequest(run, options, countOf(survey.summary.seen, 'vantage point'));
	return [request, page.toString()].filter(text => text !== '').join('\n');
}

/** Only rows that differ or are at fault, for a ticket. */
function renderMarkdown(survey: Survey): string {
	const points = survey.vantages.map(point => [
		point.class ?? '',
		nameOfPoint(point),
		point.kind,
		evidenceWords(survey, point),
	]);
	const matrix = matrixOf(survey);
	const rows = matrix.filter(({differs}) => differs);
	const faults = matrix.filter(({fault}) => fault !== null);
	return `${joinBlocks([
		`# Network seen from ${survey.summary.vantages} places`,
		markdownText(verdictOf(survey, matrix)),
		...survey.findings.map(finding =>
			joinBlocks([
				`## ${markdownText(finding.title)}`,
				markdownText(`For ${ownerNames[finding.owner]}. Seen from ${placesOf(survey, finding.vantages)}.`),
				markdownText(finding.why),
				finding.fix.map((step, index) => `${index + 1}. ${markdownText(step)}`).join('\n'),
				`- Confirm: ${markdownText(finding.control)}\n- Refuted by: ${markdownText(finding.refutedBy)}`,
				finding.targets.map(target => `- ${markdownText(target)}`).join('\n'),
			]),
		),
		rows.length === 0 ? null : '## What differs',
		markdownTable(
			['Endpoint', ...survey.classes.map(({id}) => id)],
			rows.map(({target, cells}) => [target, ...cells.map(wordsOf)].map(markdownTextCell)),
		),
		faults.length === 0 ? null : `## ${alikeTitle}`,
		faults.map(({target, fault}) => `- ${markdownText(`${target}: ${wordsOf(fault)}`)}`).join('\n'),
		'## Vantage points',
		markdownTable(
			['Class', 'Place', 'Kind', 'Evidence'],
			points.map(point => point.map(markdownTextCell)),
		),
	])}\n`;
}
