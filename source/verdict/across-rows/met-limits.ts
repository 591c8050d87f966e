import type {Attempt} from '../../evidence/types.ts';
import {findLimits, wasOnlyInCompany, withoutLoad} from '../limits.ts';
import type {Result} from '../types.ts';
import {asUnverified} from '../unverified.ts';

/**
 * Takes from the verdicts what the run did itself. What failed in company and passed in a smaller one met a limit, which
 * says nothing about the target. What failed in company alone is not known to be blocked.
 *
 * @param judge the verdict on a row for some of its tries
 */
export function reviseLimits(
	results: readonly Result[],
	judge: (result: Result, attempts: readonly Attempt[]) => Result['verdict'],
): Result[] {
	const limits = findLimits(results);
	if (limits.length === 0) return [...results];
	const met = new Set(limits.flatMap(({rows}) => rows));
	return results.map(result => {
		if (met.has(result) && result.verdict.status === 'unstable') {
			const verdict = judge(result, withoutLoad(result, limits));
			return {...result, verdict: {...verdict, notes: [...verdict.notes, limitNote]}};
		}
		const isUnclear = result.verdict.status === 'blocked' && limits.some(limit => wasOnlyInCompany(result, limit));
		return isUnclear
			? asUnverified(result, `${result.verdict.detail} But it was not asked within a limit that others met.`)
			: result;
	});
}

const limitNote =
	'It failed at first, beside many others, and passes with fewer at once: that was a limit on the way, and no fault of this host.';
