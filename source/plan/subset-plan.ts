import {groupByProbe} from './probe-groups.ts';
import type {Plan, PlannedTarget} from './types.ts';

/**
 * A plan of some of the rows. Those that one probe answers stay together, and so do the stand-ins of a wildcard, since
 * they are judged together; a row without a target has nothing to probe and is left out.
 */
export function subsetPlan(plan: Plan, isWanted: (planned: PlannedTarget) => boolean): Plan {
	const wanted = plan.targets.filter(isWanted);
	const wildcards = new Set(wanted.filter(({target}) => target?.sampled).map(({requirement}) => requirement.id));
	const kept = new Set(wanted);
	for (const planned of plan.targets)
		if (planned.target?.sampled && wildcards.has(planned.requirement.id)) kept.add(planned);
	const probed = new Set(groupByProbe(plan).flatMap(({rows}) => (rows.some(row => kept.has(row)) ? rows : [])));
	return {
		...plan,
		targets: plan.targets.filter(planned => planned.target !== null && (probed.has(planned) || kept.has(planned))),
	};
}

/** A plan whose rows go the ways that the rows of the same id have in another one; those that are not in it stay as they are. */
export function withRoutesOf(other: Plan, plan: Plan): Plan {
	const ways = new Map(other.targets.map(({id, route}) => [id, route]));
	return {...plan, targets: plan.targets.map(row => ({...row, route: ways.get(row.id) ?? row.route}))};
}
