import type {ExpectedAnswer, Requirement} from '../catalog/types.ts';
import {atOnce, eachInSteps, onceOf, type Steps} from '../chunks.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import {formatHostPort} from '../words.ts';
import type {Plan, PlannedTarget, Target} from './types.ts';

/** A row of a plan, a run or a report, as far as it tells where it leads. */
type Row = {
	readonly target: Pick<Target, 'host' | 'port'> | null;
	/** Null for a host outside the catalog. */
	readonly requirement: Pick<Requirement, 'pattern' | 'port'> | null;
};

/** `host:port` of a row, or its pattern and port where nothing concrete can be probed. */
export function endpointOf({target, requirement}: Row): string {
	if (target !== null) return formatHostPort(target.host, target.port);
	return requirement === null ? '' : formatHostPort(requirement.pattern, requirement.port);
}

/** How many endpoints some rows lead to. Several requirements may share one, so there are fewer of them than rows. */
export const countPlannedEndpoints = onceOf(
	(targets: readonly PlannedTarget[]): number => new Set(targets.map(endpointOf)).size,
);

/** The id of a row of a plan: that of its requirement, then host and port where there is a target. */
export function plannedId({id}: Pick<Requirement, 'id'>, target: Pick<Target, 'host' | 'port'> | null): string {
	return target === null ? id : `${id}@${formatHostPort(target.host, target.port)}`;
}

/** Whether anything will be asked for a row of a plan. */
export function isProbed({target, route}: {readonly target: unknown; readonly route: unknown}): boolean {
	return target !== null && route !== null;
}

/** Rows of a plan that one probe answers. */
export type ProbeGroup = {
	readonly key: string;
	/** The row whose path is asked for, and whose expected answer is therefore the one to hold the answer against. */
	readonly lead: PlannedTarget;
	readonly rows: readonly PlannedTarget[];
};

const bases: readonly ExpectedAnswer['basis'][] = ['measured', 'documented', 'inferred', 'unknown'];

/**
 * What makes rows share one probe: protocol, host, port and route. The path is not part of it, since a network lets a
 * host and port through or doesn't. Null where nothing is probed.
 */
export function probeKey({requirement, target, route}: PlannedTarget): string | null {
	if (!target || !route) return null;
	const way = route.proxy ? `via ${formatProxy(route.proxy)}` : 'direct';
	return `${requirement.protocol} ${target.host.toLowerCase()}:${target.port} ${way}`;
}

/**
 * Groups the rows of a plan by the probe that answers them, in the order of the plan; rows that are not probed are in
 * no group. Of rows with different paths the one leads whose answer is known best; the first, where that is a tie.
 */
export function groupByProbe(plan: Pick<Plan, 'targets'>): readonly ProbeGroup[] {
	return atOnce(groupByProbeInSteps(plan));
}

/** The same in steps. Who asks again waits for nothing. */
export function* groupByProbeInSteps({targets}: Pick<Plan, 'targets'>): Steps<readonly ProbeGroup[]> {
	const known = grouped.get(targets);
	if (known) return known;
	const rowsByKey = new Map<string, PlannedTarget[]>();
	for (const planned of targets) {
		const key = probeKey(planned);
		const rows = key === null ? undefined : rowsByKey.get(key);
		if (rows) rows.push(planned);
		else if (key !== null) rowsByKey.set(key, [planned]);
		yield '';
	}
	const groups = yield* eachInSteps(rowsByKey, ([key, rows]) => ({key, lead: rows.reduce(better), rows}));
	grouped.set(targets, groups);
	return groups;
}

const grouped = new WeakMap<readonly PlannedTarget[], readonly ProbeGroup[]>();

function better(best: PlannedTarget, row: PlannedTarget): PlannedTarget {
	return rank(row) < rank(best) ? row : best;
}

/** Lower is better known; one with a status to expect before one without. */
function rank({requirement: {expect}}: PlannedTarget): number {
	return bases.indexOf(expect.basis) + (expect.statuses.length === 0 ? bases.length : 0);
}

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
