import type {Catalog, Requirement} from '../catalog/types.ts';
import type {Settings} from '../settings/types.ts';
import {type Level, levels} from '../vocabulary.ts';

type Choice = Pick<Settings, 'cloud' | 'features' | 'level'>;

/**
 * The requirements that apply to the settings, in the order of the catalog and then the user's own: of the chosen
 * cloud, at or above the chosen level, and needed by a chosen feature or by everybody (no feature named).
 */
export function selectRequirements(
	settings: Choice,
	catalog: Catalog,
	ownRequirements: readonly Requirement[] = [],
): readonly Requirement[] {
	const isNeeded = needOf(settings.features, catalog);
	return [...catalog.requirements, ...ownRequirements].filter(
		requirement =>
			requirement.clouds.includes(settings.cloud) &&
			isLevelIncluded(requirement.level, settings.level) &&
			(requirement.features.length === 0 || isNeeded(requirement)),
	);
}

/**
 * Whether one of the chosen features needs a requirement. On AKS by itself, which is no cluster of Arc, features do without
 * what they need on Arc only; beside an Arc gateway they do without what it carries.
 */
export function needOf(
	chosen: readonly string[],
	catalog: Pick<Catalog, 'features'>,
): (requirement: Pick<Requirement, 'id' | 'features'>) => boolean {
	const inEffect = featuresInEffect(chosen, catalog);
	const hasGateway = chosen.includes('arc-gateway');
	const isAksAlone = chosen.includes('aks') && !chosen.includes('arc') && !hasGateway;
	const spared = new Map(
		catalog.features.map(({id, onArcOnly = [], byGateway = []}) => [
			id,
			new Set([...(isAksAlone ? onArcOnly : []), ...(hasGateway ? byGateway : [])]),
		]),
	);
	return ({id, features}) =>
		features.some(feature => inEffect.includes(feature) && spared.get(feature)?.has(id) !== true);
}

/** The chosen features without those that another chosen one makes unnecessary. */
export function featuresInEffect(chosen: readonly string[], catalog: Pick<Catalog, 'features'>): readonly string[] {
	const replaced = new Set(
		catalog.features.filter(feature => chosen.includes(feature.id)).flatMap(feature => feature.replaces),
	);
	return chosen.filter(feature => !replaced.has(feature));
}

function isLevelIncluded(level: Level, lowest: Level): boolean {
	return levels.indexOf(level) <= levels.indexOf(lowest);
}
