import {toRunRow} from '../record/judged-run.ts';
import type {Run, RunEvent, RunRow} from '../record/run.ts';
import {escapeJson} from './escape.ts';

function toLine(value: object): string {
	return `${escapeJson(JSON.stringify(value))}\n`;
}

/** A saved run, one result a line, each as it stands in the JSON report, with the kind of vantage point and the catalog of the run. */
export function renderNdjson(report: Run): string {
	return [...ndjsonPieces(report)].join('');
}

/** The same in pieces, for a writer. */
export function* ndjsonPieces({results, vantage, catalog}: Run): Generator<string> {
	for (const row of results) yield toLine({...row, vantage: vantage.kind, catalog});
}

/** An event of a run as its line in the stream; a result in it is a row of the JSON report. */
export function renderEvent(event: RunEvent): string {
	return toLine(event.type === 'target-finished' ? {...event, result: toRunRow(event.result)} : event);
}

/** The line that says how a row came out in the end. */
export function renderFinished(row: RunRow, at: string): string {
	return toLine({type: 'target-finished', at, target: row.id, result: row});
}
