import {renderChangeRequest} from './change-request.ts';
import {renderCsv} from './csv.ts';
import {renderHtml} from './html.ts';
import {jsonPieces, renderJson} from './json.ts';
import {renderJunit} from './junit.ts';
import {renderMarkdown} from './markdown.ts';
import {ndjsonPieces, renderNdjson} from './ndjson.ts';
import {renderOpenmetrics} from './openmetrics.ts';
import {renderPlanMarkdown} from './plan-markdown.ts';
import type {PlanReport} from './plan-report.ts';
import {renderPlanText} from './plan-text.ts';
import type {RunReport} from './run-report.ts';
import type {RenderOptions} from './terminal/page.ts';
import {renderText} from './text.ts';

export type {RenderOptions} from './terminal/page.ts';

/** One way to write a report. */
type Format<Report> = {
	/** As `--format` names it. */
	readonly id: string;
	/** Without a dot. */
	readonly fileExtension: string;
	readonly render: (report: Report, options: RenderOptions) => string;
	/** The same in pieces, where a large run would be a burden as a whole. */
	readonly pieces?: (report: Report) => Iterable<string>;
};

/** How a run can be written. A new format is a file of its own and a row here. */
export const runFormats = [
	{id: 'text', fileExtension: 'txt', render: renderText},
	{id: 'json', fileExtension: 'json', render: renderJson, pieces: jsonPieces},
	{id: 'ndjson', fileExtension: 'ndjson', render: renderNdjson, pieces: ndjsonPieces},
	{id: 'markdown', fileExtension: 'md', render: renderMarkdown},
	{id: 'html', fileExtension: 'html', render: renderHtml},
	{id: 'csv', fileExtension: 'csv', render: renderCsv},
	{id: 'junit', fileExtension: 'xml', render: renderJunit},
	{id: 'openmetrics', fileExtension: 'prom', render: renderOpenmetrics},
	{id: 'change-request', fileExtension: 'request.txt', render: renderChangeRequest},
] as const satisfies readonly Format<RunReport>[];
export type RunFormat = (typeof runFormats)[number]['id'];

/** How a plan can be written. */
export const planFormats = [
	{id: 'text', fileExtension: 'txt', render: renderPlanText},
	{id: 'json', fileExtension: 'json', render: renderJson},
	{id: 'markdown', fileExtension: 'md', render: renderPlanMarkdown},
] as const satisfies readonly Format<PlanReport>[];
export type PlanFormat = (typeof planFormats)[number]['id'];

function formatOf<Report>(formats: readonly Format<Report>[], id: string): Format<Report> {
	const format = formats.find(one => one.id === id);
	if (format === undefined) throw new TypeError(`No format is called ${id}`);
	return format;
}

/** Writes a run in one of its formats. */
export function renderRun(format: RunFormat, report: RunReport, options: RenderOptions): string {
	return formatOf<RunReport>(runFormats, format).render(report, options);
}

/** Writes a run in one of its formats, in pieces that follow each other. */
export function runPieces(format: RunFormat, report: RunReport, options: RenderOptions): Iterable<string> {
	const {render, pieces} = formatOf<RunReport>(runFormats, format);
	return pieces ? pieces(report) : [render(report, options)];
}

/** Writes a plan in one of its formats. */
export function renderPlan(format: PlanFormat, report: PlanReport, options: RenderOptions): string {
	return formatOf<PlanReport>(planFormats, format).render(report, options);
}
