import type {Requirement} from '../catalog/types.ts';
import {formatHostPort} from '../words.ts';
import type {PlannedTarget, Target} from './types.ts';

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
export function countPlannedEndpoints(targets: readonly PlannedTarget[]): number {
	return new Set(targets.map(endpointOf)).size;
}

/** The id of a row of a plan: that of its requirement, then host and port where there is a target. */
export function plannedId({id}: Pick<Requirement, 'id'>, target: Pick<Target, 'host' | 'port'> | null): string {
	return target === null ? id : `${id}@${formatHostPort(target.host, target.port)}`;
}
