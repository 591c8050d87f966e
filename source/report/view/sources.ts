import {uniqueOf} from '../../diagnosis/words.ts';
import type {RunReportRow} from '../run-report.ts';

/** The documents that ask for these rows, each once. */
export function sourcesOf(rows: readonly RunReportRow[]): string[] {
	return uniqueOf(rows.flatMap(({requirement}) => requirement?.sources ?? []));
}
