import type {Catalog, Requirement} from '../catalog/types.ts';
import {isPrivateHostOfArc, type PrivateService, privateServices} from '../settings/private-services.ts';
import type {Settings} from '../settings/types.ts';
import {type Level, levels} from '../vocabulary.ts';
import {endpointOf} from './endpoints.ts';
import type {PlannedTarget, Target} from './types.ts';

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
function needOf(
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

/**
 * Counts the endpoints that any choice of features needs, among rows that are those of all of them. A plan for each choice
 * would tell the same; but what every choice needs may be thousands of the user's own, and is counted once here.
 */
export function createFeatureCounter(
	rows: readonly PlannedTarget[],
	catalog: Pick<Catalog, 'features'>,
): (features: readonly string[]) => number {
	const alwaysNeeded = new Set(rows.filter(({requirement}) => requirement.features.length === 0).map(endpointOf));
	const others = rows
		.filter(({requirement}) => requirement.features.length > 0)
		.map(row => ({endpoint: endpointOf(row), requirement: row.requirement}))
		.filter(({endpoint}) => !alwaysNeeded.has(endpoint));
	return chosen => {
		const isNeeded = needOf(chosen, catalog);
		const needed = others.filter(({requirement}) => isNeeded(requirement));
		return alwaysNeeded.size + new Set(needed.map(({endpoint}) => endpoint)).size;
	};
}

/** Why the chosen features need more under a wildcard than the user's own resource, as a sentence; null where they don't. */
export function othersOf(
	{resource}: Pick<Requirement, 'resource'>,
	{features}: Pick<Settings, 'features'>,
): string | null {
	const others = resource?.others;
	return others?.features.some(feature => features.includes(feature)) ? others.why : null;
}

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

const outsideId = 'outside-the-catalog';

/**
 * Stands in the requirement's place for a host that the user asked about and no catalog lists. It counts as mandatory, and
 * is asked over TLS unless the port is 80.
 */
export function outsideCatalog(host: string, port: number): Requirement {
	return {
		id: outsideId,
		clouds: ['public', 'usgov', 'china'],
		pattern: host,
		port,
		protocol: port === 80 ? 'http' : 'https',
		level: 'mandatory',
		features: [],
		purpose: 'Asked for by name.',
		impact: 'Unknown: no document of the catalog lists it.',
		scope: [],
		trust: 'public',
		lifecycle: {state: 'unknown', replacement: null},
		noInspection: false,
		narrowed: null,
		resource: null,
		standIns: [],
		path: '/',
		expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false},
		notes: null,
		sources: [],
	};
}

/** Whether it stands for a host that the catalog does not know. */
export function isOutsideCatalog({id}: Pick<Requirement, 'id'>): boolean {
	return id === outsideId;
}

/** What a placeholder stands for, by its name without the angle brackets; null or empty where it is not known. */
export type PlaceholderValues = {readonly [name: string]: string | null};

/** Fills in `<region>`, `<region-code>` and the like. What has no value stays as it is. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
	if (!text.includes('<')) return text;
	return text.replace(/<([^<>]+)>/g, (placeholder, name: string) => values[name] || placeholder);
}

/** The names of the placeholders that a text still holds, each once. */
export function openPlaceholders(text: string): readonly string[] {
	if (!text.includes('<')) return [];
	return [...new Set([...text.matchAll(/<([^<>]+)>/g)].map(match => match[1] ?? ''))];
}

/** Whether a text still holds a placeholder. */
export function hasOpenPlaceholder(text: string): boolean {
	return text.includes('<') && /<[^<>]+>/.test(text);
}

/** Whether a pattern is one host: no wildcard, no placeholder. */
export function isConcrete(pattern: string): boolean {
	return !pattern.includes('*') && !hasOpenPlaceholder(pattern);
}
