import type {Plan, PlannedTarget} from './types.ts';

/**
 * A plan of some of the rows. The stand-ins of a wildcard are judged together, so one of them brings the others along; a row
 * without a target has nothing to probe and is left out.
 */
export function subsetPlan(plan: Plan, isWanted: (planned: PlannedTarget) => boolean): Plan {
	const wanted = new Set(plan.targets.filter(isWanted));
	const wildcards = new Set([...wanted].filter(({target}) => target?.sampled).map(({requirement}) => requirement.id));
	const targets = plan.targets.filter(
		planned =>
			planned.target !== null &&
			(wanted.has(planned) || (planned.target.sampled && wildcards.has(planned.requirement.id))),
	);
	return {...plan, targets};
}
