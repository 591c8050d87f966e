import {type Result, type Summary, statuses} from './types.ts';

/** Counts results by status. */
export function summarize(results: readonly Result[]): Summary {
	const counts = Object.fromEntries(
		statuses.map(status => [status, results.filter(({verdict}) => verdict.status === status).length]),
	);
	return {targets: results.length, ...counts} as Summary;
}
