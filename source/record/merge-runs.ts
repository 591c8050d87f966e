import {summarize} from '../verdict/summarize.ts';
import type {JudgedRun} from '../verdict/types.ts';

/**
 * A run with the rows of a later one on the same settings in place of its own. Rows whose turn never came the second time
 * keep what was seen the first time, so the whole says no less than before. It counts as made when the later one was.
 */
export function mergeRuns(whole: JudgedRun, later: JudgedRun): JudgedRun {
	const news = new Map(
		later.results.filter(({verdict}) => verdict.status !== 'skipped').map(result => [result.planned.id, result]),
	);
	const known = new Set(whole.results.map(({planned}) => planned.id));
	const results = [
		...whole.results.map(result => news.get(result.planned.id) ?? result),
		...later.results.filter(({planned}) => !known.has(planned.id)),
	];
	const summary = summarize(results);
	const {id, startedAt, durationMs, vantage} = later;
	return {...whole, id, startedAt, durationMs, vantage, results, summary, complete: summary.skipped === 0};
}
