import type {Feature} from '../../../catalog/types.ts';
import {joinWords} from '../../../words.ts';

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

/** What `all` leaves out, as it makes others unnecessary: `Arc gateway`; null where there is no such thing. */
export function titlesBesideAll(features: readonly Feature[]): string | null {
	const titles = features.filter(({replaces}) => replaces.length > 0).map(({title}) => title);
	return titles.length === 0 ? null : joinWords(titles);
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
