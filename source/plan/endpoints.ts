import {formatHostPort} from '../host-port.ts';
import type {PlannedTarget} from './types.ts';

/** `host:port` of a row, or its pattern and port where nothing concrete can be probed. */
export function endpointOf({target, requirement}: Pick<PlannedTarget, 'target' | 'requirement'>): string {
	return target === null
		? formatHostPort(requirement.pattern, requirement.port)
		: formatHostPort(target.host, target.port);
}

/** How many endpoints some rows lead to. Several requirements may share one, so there are fewer of them than rows. */
export function countPlannedEndpoints(targets: readonly PlannedTarget[]): number {
	return new Set(targets.map(endpointOf)).size;
}
