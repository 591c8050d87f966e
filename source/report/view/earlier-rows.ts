import type {Run} from '../../record/run.ts';

/** The rows of a run that were seen before it began: only others of them were checked again. */
export type EarlierRows = {
	readonly count: number;
	/** Rows that were probed, whenever that was. */
	readonly probed: number;
	/** ISO time of the oldest. */
	readonly oldest: string;
};

/** The clocks of a run and of its probes may differ by so much, in milliseconds; nobody checks again within it. */
const slackMs = 200;

/** How much of a run is older than it says; null: nothing. */
export function earlierRows({startedAt, results}: Pick<Run, 'startedAt' | 'results'>): EarlierRows | null {
	const starts = results.flatMap(({attempts}) => attempts.slice(-1).map(attempt => attempt.startedAt));
	const begin = Date.parse(startedAt) - slackMs;
	const earlier = starts.filter(start => Date.parse(start) < begin).toSorted();
	const [oldest] = earlier;
	return oldest === undefined ? null : {count: earlier.length, probed: starts.length, oldest};
}
