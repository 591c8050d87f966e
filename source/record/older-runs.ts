import {rowIdOf} from './row-id.ts';
import type {Run} from './run.ts';

/** What reports of earlier versions lack, as far as it can be told from what they have. */
export function completeOlderRun(run: Run): Run {
	return {...run, results: run.results.map(row => (row.id === '' ? {...row, id: rowIdOf(row)} : row))};
}
