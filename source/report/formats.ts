import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {renderChangeRequest} from './change-request.ts';
import {renderCsv} from './csv.ts';
import type {RunFormat, ShortFormat} from './format-names.ts';
import {renderHtml} from './html.ts';
import {jsonPieces, renderJson} from './json.ts';
import {renderJunit} from './junit.ts';
import {renderMarkdown} from './markdown.ts';
import {ndjsonPieces, renderNdjson} from './ndjson.ts';
import {renderOpenmetrics} from './openmetrics.ts';
import {renderPlanMarkdown} from './plan-markdown.ts';
import {renderPlanText} from './plan-text.ts';
import type {RenderOptions} from './terminal/page.ts';
import {renderText} from './text.ts';

/** One way to write a report. */
type Format<Report> = {
	readonly render: (report: Report, options: RenderOptions) => string;
	/** The same in pieces, where a large run would be a burden as a whole. */
	readonly pieces?: (report: Report) => Iterable<string>;
};

const runFormats: {readonly [format in RunFormat]: Format<Run>} = {
	text: {render: renderText},
	json: {render: renderJson, pieces: jsonPieces},
	ndjson: {render: renderNdjson, pieces: ndjsonPieces},
	markdown: {render: renderMarkdown},
	html: {render: renderHtml},
	csv: {render: renderCsv},
	junit: {render: renderJunit},
	openmetrics: {render: renderOpenmetrics},
	'change-request': {render: renderChangeRequest},
};

const planFormats: {readonly [format in ShortFormat]: Format<PlanReport>} = {
	text: {render: renderPlanText},
	json: {render: renderJson},
	markdown: {render: renderPlanMarkdown},
};

/** Writes a run in one of its formats. */
export function renderRun(format: RunFormat, report: Run, options: RenderOptions): string {
	return runFormats[format].render(report, options);
}

/** Writes a run in one of its formats, in pieces that follow each other. */
export function runPieces(format: RunFormat, report: Run, options: RenderOptions): Iterable<string> {
	const {render, pieces} = runFormats[format];
	return pieces ? pieces(report) : [render(report, options)];
}

/** Writes a plan in one of its formats. */
export function renderPlan(format: ShortFormat, report: PlanReport, options: RenderOptions): string {
	return planFormats[format].render(report, options);
}
