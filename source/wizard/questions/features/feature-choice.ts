import type {Feature} from '../../../catalog/types.ts';
import {UsageError} from '../../../errors.ts';
import {createFeatureCounter} from '../../../plan/requirements.ts';
import {joinWords} from '../../../words.ts';
import type {WizardServices} from '../../services.ts';
import {type Answers, availableFeatures, featuresOf, type StepContext} from '../../state/answers/answers.ts';
import {settingsInputFrom} from '../../state/check.ts';

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

/** What ticking a feature would change: `adds 12`, `no extra`, `30 fewer`. */
export function formatAdded(added: number): string {
	if (added < 0) return `${-added} fewer`;
	return added === 0 ? 'no extra' : `adds ${added}`;
}

/** The same in full: `adds 12 endpoints`, `no extra endpoints`, `1 fewer endpoint`. */
export function describeAdded(added: number): string {
	return `${formatAdded(added)} ${Math.abs(added) === 1 ? 'endpoint' : 'endpoints'}`;
}

/** A choice with one feature ticked or unticked, in the order of `features`. */
export function toggleFeature(features: readonly string[], chosen: readonly string[], id: string): readonly string[] {
	return features.filter(feature => (feature === id ? !chosen.includes(id) : chosen.includes(feature)));
}

/** How many endpoints each feature adds, with the answers so far. Empty while those can't be read. */
export function addedPerFeature(
	answers: Answers,
	context: StepContext,
	services: WizardServices,
): ReadonlyMap<string, number> {
	const available = availableFeatures(answers, context);
	const idsOf = (features: typeof available) => features.map(({id}) => id);
	try {
		const {settings} = services.resolveSettings(settingsInputFrom(answers, context), context.profile);
		const rowsOf = (features: readonly string[]) =>
			services.buildPlan({...settings, features}, context.profile).targets;
		// Chosen together, one that makes others unnecessary would hide what those need.
		const [replacing, usual] = [
			available.filter(({replaces}) => replaces.length > 0),
			available.filter(({replaces}) => replaces.length === 0),
		];
		const rows = [...rowsOf(idsOf(usual)), ...replacing.flatMap(({id}) => rowsOf([id]))];
		return countPerFeature(idsOf(available), featuresOf(answers, context), createFeatureCounter(rows, context.catalog));
	} catch (error) {
		if (error instanceof UsageError) return new Map();
		throw error;
	}
}
