import {groupsIn} from './service-groups.ts';
import type {Settings} from './types.ts';

/** The settings that say how the cluster is to reach Azure. */
type Design = Pick<Settings, 'features' | 'privateServices' | 'proxy'>;

/** How the cluster is meant to reach Azure, beside the plain way: `Private Link for acr, arc`. Nothing where that is all there is. */
export function designWords({features, privateServices, proxy}: Design): readonly string[] {
	const isProxied = proxy.https !== null || proxy.http !== null;
	const groups = isProxied ? groupsIn(proxy.noProxy) : [];
	return [
		...(features.includes('arc-gateway') ? ['Arc gateway'] : []),
		...(privateServices.length > 0 ? [`Private Link for ${privateServices.join(', ')}`] : []),
		...(groups.length > 0 ? [`${groups.join(', ')} past the proxy`] : []),
	];
}
