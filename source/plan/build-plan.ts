import {findRegion} from '../catalog/regions.ts';
import type {Catalog, Requirement} from '../catalog/types.ts';
import type {Settings} from '../settings/types.ts';
import {describeSurroundings, type Expansion, expandRequirement, type Surroundings} from './expand-requirement.ts';
import {type LiveFacts, noLiveFacts} from './live-facts.ts';
import {joinNotes, noteOnUdp} from './notes.ts';
import {fillPlaceholders, hasOpenPlaceholder} from './placeholders.ts';
import {plannedId} from './planned-id.ts';
import {createRouter, type Router} from './route.ts';
import {selectRequirements} from './select-requirements.ts';
import type {Plan, PlannedTarget} from './types.ts';

/**
 * Applies complete, checked settings to the catalog and the user's own requirements: one row for each requirement and
 * host that stands for it, in the order of the catalog. `live` is what the services told of the region, if they were asked.
 */
export function buildPlan(
	settings: Settings,
	catalog: Catalog,
	ownRequirements: readonly Requirement[] = [],
	live: LiveFacts = noLiveFacts,
): Plan {
	const surroundings = describeSurroundings(settings, findRegion(catalog, settings.region) ?? null, live);
	const router = createRouter(settings.proxy, settings.proxyLogin);
	const targets = selectRequirements(settings, catalog, ownRequirements).flatMap(requirement =>
		expandRequirement(requirement, surroundings).map(expansion =>
			planRow(requirement, expansion, surroundings, router),
		),
	);
	return {settings, catalogVersion: catalog.version, catalogChecksum: catalog.checksum, targets};
}

function planRow(
	requirement: Requirement,
	{host, sampled, origin, note}: Expansion,
	{values}: Surroundings,
	router: Router,
): PlannedTarget {
	const {port, protocol} = requirement;
	const isUdp = protocol === 'udp';
	const target = host === null ? null : {host, port, sampled};
	return {
		id: plannedId(requirement, target),
		requirement,
		target,
		route: host === null || isUdp ? null : router(protocol, host, port),
		origin,
		path: host === null || isUdp ? null : fillPath(requirement.path ?? '/', values),
		note: isUdp ? joinNotes(note, noteOnUdp) : note,
	};
}

/** A path that lacks a value asks for something else than was meant; the root is asked for instead. */
function fillPath(path: string, values: Surroundings['values']): string {
	const filled = fillPlaceholders(path, values);
	return hasOpenPlaceholder(filled) ? '/' : filled;
}
