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
export function groupsIn(noProxy: string): readonly string[] {
	return noProxy.split(/[\s,]+/).filter(entry => groups.has(entry));
}
