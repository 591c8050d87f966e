import type {Result, RunEvent} from '../probe/types.ts';
import {escapeJson} from './escape.ts';
import type {RunReport, RunReportRow} from './run-report.ts';
import {toRunReportRow} from './to-run-report.ts';

type RowEvent<Event extends RunEvent> = Event extends {readonly result: Result}
	? Omit<Event, 'result'> & {readonly result: RunReportRow}
	: Event;

function toLine(value: object): string {
	return `${escapeJson(JSON.stringify(value))}\n`;
}

/** A saved run, one result a line, each as it stands in the JSON report, and the kind of vantage point that saw it. */
export function renderNdjson(report: RunReport): string {
	return [...ndjsonPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* ndjsonPieces({results, vantage}: RunReport): Generator<string> {
	for (const row of results) yield toLine({...row, vantage: vantage.kind});
}

/** An event of a run as its line in the stream; a result in it is a row of the JSON report. */
export function renderEvent(event: RunEvent): string {
	const shown: RowEvent<RunEvent> =
		event.type === 'target-finished' ? {...event, result: toRunReportRow(event.result)} : event;
	return toLine(shown);
}
