import type {Requirement} from '../catalog/types.ts';
import {type PrivateService, privateServices} from '../settings/private-services.ts';
import {isPrivateHostOfArc} from '../settings/service-groups.ts';
import type {Target} from './types.ts';

/** The service whose private endpoint would answer for a row; null where it has none, or the host is somebody else's. */
export function privateServiceOf({
	requirement,
	target,
}: {
	readonly requirement: Pick<Requirement, 'resource'>;
	readonly target: Target | null;
}): PrivateService | null {
	if (target === null || target.sampled) return null;
	if (isPrivateHostOfArc(target.host)) return 'arc';
	return privateServices.find(service => service === requirement.resource?.key) ?? null;
}
