import type {Result} from '../types.ts';
import {asUnverified} from '../unverified.ts';

/**
 * A wildcard is blocked only if every stand-in fails: any single public host may have been retired. Where one of them
 * answered, the rows of the others become unverified and keep their evidence.
 */
export function settleWildcard(results: readonly Result[]): Result[] {
	const passed = results.find(({verdict}) => ['reachable', 'intercepted', 'unstable'].includes(verdict.status));
	if (!passed) return [...results];
	return results.map(result => {
		if (result.verdict.status !== 'blocked') return result;
		const wildcard = `${passed.planned.target?.host} answered for the same wildcard, so ${result.planned.requirement.pattern} is not blocked.`;
		return asUnverified(result, `This stand-in failed, but ${wildcard} ${result.verdict.detail}`);
	});
}

/** The same for every wildcard of a run, once the rows were held against each other. */
export function settleWildcards(results: readonly Result[]): Result[] {
	const settled = new Map<string, Result>();
	const standIns = results.filter(({planned}) => planned.target?.sampled);
	for (const rows of Map.groupBy(standIns, ({planned}) => planned.requirement.id).values())
		for (const result of settleWildcard(rows)) settled.set(result.planned.id, result);
	return results.map(result => settled.get(result.planned.id) ?? result);
}
