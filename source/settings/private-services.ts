import {UsageError} from '../errors.ts';
import {parseChoice} from './parsers.ts';
import type {Settings} from './types.ts';

/** Services that can have private endpoints, where a name is to have a private address. */
export const privateServices = ['acr', 'storage', 'vault', 'workspace', 'arc'] as const;
export type PrivateService = (typeof privateServices)[number];

/** Reads a list of them, on top of those named before. Throws a UsageError that names `field`. */
export function parsePrivateServices(
	text: string,
	field: string,
	before: readonly PrivateService[] = [],
): readonly PrivateService[] {
	const words = text.split(/[\s,]+/).filter(word => word !== '');
	const named = words.map(word => parseChoice(word, privateServices, field));
	if (named.length === 0) throw new UsageError(`${field} is empty: choose from ${privateServices.join(', ')}.`);
	return privateServices.filter(service => named.includes(service) || before.includes(service));
}

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

/** Suffixes of Arc's hosts that can have private endpoints, in every cloud. */
const arcSuffixes: readonly string[] = ['com', 'us', 'cn'].flatMap(cloud => [
	`.his.arc.azure.${cloud}`,
	`.dp.kubernetesconfiguration.azure.${cloud}`,
	`.guestconfiguration.azure.${cloud}`,
]);

/**
 * Words that `az connectedk8s` takes in a list of what goes past the proxy for all hosts of a service, since extension
 * 1.11.2 (HISTORY.rst and _constants.py of connectedk8s). Case counts, so that a host called arc is still a host.
 */
const groups: ReadonlyMap<string, readonly string[]> = new Map([['Arc', arcSuffixes]]);

/** Whether a host is one of Arc that can have a private endpoint. */
export function isPrivateHostOfArc(host: string): boolean {
	return arcSuffixes.some(suffix => host.endsWith(suffix));
}

/** The entries that an entry of a no_proxy list stands for: mostly itself. */
export function entriesOfGroup(entry: string): readonly string[] {
	return groups.get(entry) ?? [entry];
}

/** The groups that a no_proxy list names. */
function groupsIn(noProxy: string): readonly string[] {
	return noProxy.split(/[\s,]+/).filter(entry => groups.has(entry));
}
