import type {Run} from '../../../record/run.ts';
import {earlierRows} from '../../../report/view/earlier-rows.ts';
import {formatTime} from '../../../report/view/settings-facts.ts';

/** What the results are called: with their time where they were read from disk, or where a part of them is older than the rest. */
export function resultsTitle(report: Pick<Run, 'complete' | 'startedAt' | 'results'>, isFresh: boolean): string {
	const title = report.complete ? 'Results' : 'Results so far';
	if (!isFresh) return `${title}, ${minuteOf(report.startedAt)}`;
	const earlier = earlierRows(report);
	return earlier === null ? title : `${title}, partly from ${sinceText(earlier.oldest, report.startedAt)}`;
}

/** The time of the same day, else the day. */
function sinceText(time: string, now: string): string {
	const [day = '', hour = ''] = minuteOf(time).split(' ');
	return minuteOf(now).startsWith(day) ? `${hour} UTC` : day;
}

/** `2026-11-22 20:30`, in UTC. */
function minuteOf(time: string): string {
	return formatTime(time).slice(0, 16);
}
