/**
 * How many endpoints each feature adds to those that the other chosen features need anyway; less than nothing for one that
 * makes others unnecessary. `count` gives the number of endpoints for a choice of features.
 */
export function countPerFeature(
	features: readonly string[],
	chosen: readonly string[],
	count: (features: readonly string[]) => number,
): ReadonlyMap<string, number> {
	return new Map(
		features.map(id => {
			const others = chosen.filter(other => other !== id);
			return [id, count([...others, id]) - count(others)];
		}),
	);
}

/** What ticking a feature would change: `adds 12`, `adds none`, `saves 30`. */
export function formatAdded(added: number): string {
	if (added < 0) return `saves ${-added}`;
	return added === 0 ? 'adds none' : `adds ${added}`;
}

/** The same in full: `adds 12 endpoints`, `adds none`, `saves 1 endpoint`. */
export function describeAdded(added: number): string {
	return added === 0 ? formatAdded(added) : `${formatAdded(added)} ${Math.abs(added) === 1 ? 'endpoint' : 'endpoints'}`;
}

/** A choice with one feature ticked or unticked, in the order of `features`. */
export function toggleFeature(features: readonly string[], chosen: readonly string[], id: string): readonly string[] {
	return features.filter(feature => (feature === id ? !chosen.includes(id) : chosen.includes(feature)));
}
