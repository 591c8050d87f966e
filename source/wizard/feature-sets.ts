import type {Feature} from '../catalog/types.ts';

/** Choices that are made with one key, or by one word. */
export const featureSets = ['usual', 'all', 'none'] as const;
export type FeatureSet = (typeof featureSets)[number];

/** The ids of a set. One that makes others unnecessary is no part of "all". */
export function featuresIn(set: FeatureSet, features: readonly Feature[]): readonly string[] {
	switch (set) {
		case 'usual':
			return features.filter(({isDefault}) => isDefault).map(({id}) => id);
		case 'all':
			return features.filter(({replaces}) => replaces.length === 0).map(({id}) => id);
		case 'none':
			return [];
		default:
			return set satisfies never;
	}
}

/** The set that a choice makes up, or null. */
export function setOf(chosen: readonly string[], features: readonly Feature[]): FeatureSet | null {
	return (
		featureSets.find(set => {
			const ids = featuresIn(set, features);
			return ids.length === chosen.length && ids.every(id => chosen.includes(id));
		}) ?? null
	);
}
