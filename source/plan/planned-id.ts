import type {Requirement} from '../catalog/types.ts';
import type {Target} from './types.ts';

/** The id of a row of a plan: that of its requirement, then host and port where there is a target. */
export function plannedId({id}: Pick<Requirement, 'id'>, target: Pick<Target, 'host' | 'port'> | null): string {
	if (target === null) return id;
	return `${id}@${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
}
