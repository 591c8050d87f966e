import {matchesHostPattern} from '../catalog/host-pattern.ts';

/** Whether a host answers to a name or pattern as the catalog writes them, or to `*`, which is every host. */
export function matchesHost(pattern: string, host: string): boolean {
	return pattern === '*' || matchesHostPattern(pattern, host);
}

/** The entry that speaks for a host: the exact name if there is one, else the longest pattern; the first of equals. */
export function findByHost<Entry extends {readonly host: string}>(
	entries: readonly Entry[],
	host: string,
): Entry | null {
	let best: Entry | null = null;
	for (const entry of entries) {
		if (!matchesHost(entry.host, host)) continue;
		if (best === null || rank(entry.host) > rank(best.host)) best = entry;
	}
	return best;
}

function rank(pattern: string): number {
	return pattern.includes('*') ? pattern.length : Number.POSITIVE_INFINITY;
}
