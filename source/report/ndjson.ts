import type {Run, RunRow} from '../record/run.ts';
import type {RunEvent} from '../record/run-event.ts';
import {toRunRow} from '../record/to-run.ts';
import type {Result} from '../verdict/types.ts';
import {escapeJson} from './escape.ts';

type RowEvent<Event extends RunEvent> = Event extends {readonly result: Result}
	? Omit<Event, 'result'> & {readonly result: RunRow}
	: Event;

function toLine(value: object): string {
	return `${escapeJson(JSON.stringify(value))}\n`;
}

/** A saved run, one result a line, each as it stands in the JSON report, and the kind of vantage point that saw it. */
export function renderNdjson(report: Run): string {
	return [...ndjsonPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* ndjsonPieces({results, vantage}: Run): Generator<string> {
	for (const row of results) yield toLine({...row, vantage: vantage.kind});
}

/** An event of a run as its line in the stream; a result in it is a row of the JSON report. */
export function renderEvent(event: RunEvent): string {
	const shown: RowEvent<RunEvent> =
		event.type === 'target-finished' ? {...event, result: toRunRow(event.result)} : event;
	return toLine(shown);
}
