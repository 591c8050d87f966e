import type {Observation} from '../evidence/types.ts';
import {groupByProbe} from '../plan/probe-groups.ts';
import type {Plan, PlannedTarget} from '../plan/types.ts';
import {reviseLookalikes} from './across-rows/lookalike-pages.ts';
import {reviseLimits} from './across-rows/met-limits.ts';
import {reviseProxiesAtWork} from './across-rows/proxy-at-work.ts';
import {reviseRefusals} from './across-rows/proxy-refusals.ts';
import {reviseLogins} from './across-rows/rejected-logins.ts';
import {reviseSharedPaths} from './across-rows/shared-path.ts';
import {settleWildcards} from './across-rows/wildcards.ts';
import {judgeRow, judgeUnprobed} from './judge-row.ts';
import type {Result} from './types.ts';

const nothingSeen: Observation = {attempts: [], controls: []};

/**
 * What holds the rows of a run against each other, in this order. A rejected login decides whether a 407 was a refusal
 * at all, so it comes before the refusals; these say which plain answers were the proxy's own, so they come before
 * answers are compared with each other. Only then it is known which stand-ins of a wildcard answered. Whether a path
 * works as a whole is counted last, from what the others left.
 */
const acrossRows: readonly ((results: readonly Result[], settings: Plan['settings']) => Result[])[] = [
	reviseLogins,
	reviseRefusals,
	reviseProxiesAtWork,
	reviseLookalikes,
	settleWildcards,
	reviseSharedPaths,
];

/**
 * What a plan and all that was seen of it mean. Pure: the same evidence gives the same results, wherever and whenever it
 * was collected.
 *
 * @param observations by the id of the row; a row without one was not reached
 * @param wasStopped whether the run was stopped while it had a row, by its id, so that tries may be missing
 * @returns one result for every row, in the order of the plan
 */
export function judgeRun(
	plan: Plan,
	observations: ReadonlyMap<string, Observation>,
	wasStopped: (id: string) => boolean,
): readonly Result[] {
	const groups = new Map(groupByProbe(plan).flatMap(group => group.rows.map(row => [row, group] as const)));
	const {retries} = plan.settings;
	const judgeAlone = (planned: PlannedTarget, observation: Observation): Result => {
		const group = groups.get(planned);
		if (group === undefined) return judgeUnprobed(planned);
		return judgeRow(planned, group, observation, {retries, isStopped: wasStopped(planned.id)});
	};
	const alone = plan.targets.map(planned => judgeAlone(planned, observations.get(planned.id) ?? nothingSeen));
	// What the run's own load did is no row's fault, so it goes before rows are held against each other.
	const own = reviseLimits(alone, ({planned, controls}, attempts) => judgeAlone(planned, {attempts, controls}).verdict);
	return acrossRows.reduce<readonly Result[]>((results, hold) => hold(results, plan.settings), own);
}
