import {othersOf} from '../../plan/requirements.ts';
import type {Settings} from '../../settings/types.ts';
import {asUnverified} from '../judge-target.ts';
import type {Result} from '../types.ts';

const isSampled = ({planned}: Result) => planned.target?.sampled === true;

const answered = ['reachable', 'intercepted', 'unstable'];

/**
 * A wildcard is blocked only if every stand-in fails: any single public host may have been retired. Where one of them
 * answered, the rows of the others become unverified and keep their evidence. An own resource that answered speaks for
 * the stand-ins beside it as well, unless the service needs others than that.
 *
 * @param results all rows of one requirement
 */
export function settleWildcard(results: readonly Result[], settings: Pick<Settings, 'features'>): Result[] {
	const passed = results.filter(({verdict}) => answered.includes(verdict.status));
	const witness =
		passed.find(isSampled) ?? passed.find(({planned}) => othersOf(planned.requirement, settings) === null);
	if (!witness) return [...results];
	return results.map(result => {
		if (result.verdict.status !== 'blocked' || !isSampled(result)) return result;
		const {pattern} = result.planned.requirement;
		const wildcard = isSampled(witness)
			? `${witness.planned.target?.host} answered for the same wildcard, so ${pattern} is not blocked.`
			: `your own ${witness.planned.target?.host} answered, and nothing else under ${pattern} is needed.`;
		return asUnverified(result, `This stand-in failed, but ${wildcard} ${result.verdict.detail}`);
	});
}

/** The same for every wildcard of a run, once the rows were held against each other. */
export function settleWildcards(results: readonly Result[], settings: Pick<Settings, 'features'>): Result[] {
	const rows = Map.groupBy(results, ({planned}) => planned.requirement.id);
	const settled = new Map(
		[...rows.values()]
			// Nearly all rows stand for themselves alone.
			.filter(group => group.some(isSampled))
			.flatMap(group => settleWildcard(group, settings).map(result => [result.planned.id, result])),
	);
	return results.map(result => settled.get(result.planned.id) ?? result);
}
