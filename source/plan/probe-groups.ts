import type {ExpectedAnswer} from '../catalog/types.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import type {Plan, PlannedTarget} from './types.ts';

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
	return [...Map.groupBy(plan.targets, probeKey)].flatMap(([key, rows]) =>
		key === null ? [] : {key, lead: rows.reduce(better), rows},
	);
}

function better(best: PlannedTarget, row: PlannedTarget): PlannedTarget {
	return rank(row) < rank(best) ? row : best;
}

/** Lower is better known; one with a status to expect before one without. */
function rank({requirement: {expect}}: PlannedTarget): number {
	return bases.indexOf(expect.basis) + (expect.statuses.length === 0 ? bases.length : 0);
}
