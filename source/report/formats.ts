import type {Steps} from '../chunks.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {changeRequestPieces} from './change-request.ts';
import {csvPieces} from './csv.ts';
import type {RunFormat, ShortFormat} from './format-names.ts';
import {htmlPieces} from './html.ts';
import {jsonPieces, renderJson} from './json.ts';
import {junitPieces} from './junit.ts';
import {markdownPieces} from './markdown.ts';
import {ndjsonPieces} from './ndjson.ts';
import {openmetricsPieces} from './openmetrics.ts';
import {renderPlanMarkdown} from './plan-markdown.ts';
import {renderPlanText} from './plan-text.ts';
import type {RenderOptions} from './terminal/page.ts';
import {textPieces} from './text.ts';

/** How a run is written, in pieces: a large one would be a burden as a whole. */
const runFormats: {readonly [format in RunFormat]: (report: Run, options: RenderOptions) => Steps} = {
	text: textPieces,
	json: jsonPieces,
	ndjson: ndjsonPieces,
	markdown: markdownPieces,
	html: htmlPieces,
	csv: csvPieces,
	junit: junitPieces,
	openmetrics: openmetricsPieces,
	'change-request': (report, options) => changeRequestPieces(report, options),
};

const planFormats: {readonly [format in ShortFormat]: (report: PlanReport, options: RenderOptions) => string} = {
	text: renderPlanText,
	json: renderJson,
	markdown: renderPlanMarkdown,
};

/** Writes a run in one of its formats. */
export function renderRun(format: RunFormat, report: Run, options: RenderOptions): string {
	return [...runPieces(format, report, options)].join('');
}

/** Writes a run in one of its formats, in pieces that follow each other; those of a step that took time alone are empty. */
export function runPieces(format: RunFormat, report: Run, options: RenderOptions): Steps {
	return runFormats[format](report, options);
}

/** Writes a plan in one of its formats. */
export function renderPlan(format: ShortFormat, report: PlanReport, options: RenderOptions): string {
	return planFormats[format](report, options);
}
