import type {Requirement} from '../catalog/types.ts';
import {formatHostPort} from '../host-port.ts';
import type {Target} from './types.ts';

/** The id of a row of a plan: that of its requirement, then host and port where there is a target. */
export function plannedId({id}: Pick<Requirement, 'id'>, target: Pick<Target, 'host' | 'port'> | null): string {
	return target === null ? id : `${id}@${formatHostPort(target.host, target.port)}`;
}
