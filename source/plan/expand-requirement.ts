import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Region, Requirement} from '../catalog/types.ts';
import type {Settings} from '../settings/types.ts';
import type {LiveFacts} from './live-facts.ts';
import {
	joinNotes,
	noteBesideOwn,
	noteOnCode,
	noteOnLiveCode,
	noteOnLiveHost,
	noteOnMissingHost,
	noteOnNarrowing,
	noteOnOddHost,
	noteOnStandIn,
} from './notes.ts';
import {othersOf} from './others-of.ts';
import {fillPlaceholders, isConcrete, openPlaceholders, type PlaceholderValues} from './placeholders.ts';
import type {PlannedTarget} from './types.ts';

/** What the patterns of one plan are filled in from. */
export type Surroundings = {
	readonly values: PlaceholderValues;
	readonly features: Settings['features'];
	readonly resources: Settings['resources'];
	/** The region whose code was taken from the catalog; null where the user gave the code or nobody knows it. */
	readonly codeSource: Region | null;
	/** A code of the catalog that nothing was planned with, since a single script is its witness; null where there is none. */
	readonly unprovenCode: string | null;
	readonly live: LiveFacts;
};

/** One host that stands for a requirement; null where there is none to probe, and the note then says what to supply. */
export type Expansion = {
	readonly host: string | null;
	readonly sampled: boolean;
	readonly origin: PlannedTarget['origin'];
	readonly note: string | null;
};

/**
 * A code that the user gave wins over the one that the service told, and that over the catalog's. One of low confidence
 * may be another region's, so that no verdict may rest on it: only the service can confirm it.
 */
export function describeSurroundings(settings: Settings, region: Region | null, live: LiveFacts): Surroundings {
	const given = settings.resources['region-code']?.[0] ?? null;
	const told = given ?? live.regionCode;
	const isProven = region?.confidence !== 'low';
	return {
		values: {region: settings.region, 'region-code': told ?? (isProven ? (region?.arcCode ?? null) : null)},
		features: settings.features,
		resources: settings.resources,
		codeSource: told === null && isProven && region?.arcCode ? region : null,
		unprovenCode: told === null && !isProven ? (region?.arcCode ?? null) : null,
		live,
	};
}

/**
 * Turns the pattern of a requirement into hosts: the user's own resources where they are named, the pattern itself once
 * it is concrete, and the public stand-ins of a wildcard, whatever is named beside them. One row without a host where
 * there is none.
 */
export function expandRequirement(requirement: Requirement, surroundings: Surroundings): readonly Expansion[] {
	const {values} = surroundings;
	const pattern = fillPlaceholders(requirement.narrowed ?? requirement.pattern, values);

	const own = ownHosts(requirement, surroundings);
	if (own.length > 0) {
		const note = codeNote(requirement.resource?.host ?? '', surroundings);
		const named = own.map(host => ({
			host,
			sampled: false,
			origin: originOf(requirement, surroundings),
			note: matchesHostPattern(pattern, host) ? note : noteOnOddHost(host, pattern),
		}));
		const beside = noteBesideOwn(pattern, othersOf(requirement, surroundings));
		const others = isConcrete(pattern) ? [] : standInHosts(requirement, values).filter(host => !own.includes(host));
		return [...named, ...others.map(host => ({host, sampled: true, origin: 'catalog' as const, note: beside}))];
	}
	if (isConcrete(pattern)) {
		const template = requirement.narrowed ?? requirement.pattern;
		return [{host: pattern, sampled: false, origin: 'catalog', note: codeNote(template, surroundings)}];
	}

	// The hosts that the service itself names are needed each by itself, unlike stand-ins, of which one will do.
	const listed = surroundings.live.relayHosts.filter(host => matchesHostPattern(pattern, host));
	if (listed.length > 0) {
		return listed.map(host => ({host, sampled: false, origin: 'live', note: noteOnLiveHost}));
	}

	// Another region's host says nothing about this one's: where the region or its code is open, no stand-in will do.
	const isRegionOpen = openPlaceholders(pattern).some(name => name in values);
	const narrowing = requirement.narrowed !== null && !isRegionOpen ? noteOnNarrowing(pattern) : null;
	const standIns = isRegionOpen ? [] : standInHosts(requirement, values);
	if (standIns.length === 0) {
		return [
			{
				host: null,
				sampled: false,
				origin: null,
				note: joinNotes(narrowing, noteOnMissingHost(requirement, pattern, surroundings)),
			},
		];
	}
	const note = joinNotes(narrowing, noteOnStandIn(requirement, pattern));
	return standIns.map(host => ({host, sampled: true, origin: 'catalog', note}));
}

function ownHosts({resource}: Requirement, {resources, values}: Surroundings): readonly string[] {
	if (!resource) return [];
	const code = values['region-code'];
	const catalogNames = resource.key === 'region-code' && code ? [code] : [];
	const names = resources[resource.key] ?? catalogNames;
	return concreteHosts(names.map(name => fillPlaceholders(resource.host, {...values, [resource.key]: name})));
}

function standInHosts({standIns}: Requirement, values: PlaceholderValues): readonly string[] {
	return concreteHosts(standIns.map(standIn => fillPlaceholders(standIn.host, values)));
}

function concreteHosts(hosts: readonly string[]): readonly string[] {
	return [...new Set(hosts)].filter(isConcrete);
}

/** A code that only the catalog or the service knows is nothing that the user named. */
function originOf({resource}: Requirement, {resources, live}: Surroundings): PlannedTarget['origin'] {
	if (resource?.key !== 'region-code' || resources['region-code']) return 'user';
	return live.regionCode === null ? 'catalog' : 'live';
}

function codeNote(template: string, {codeSource, resources, live}: Surroundings): string | null {
	if (!openPlaceholders(template).includes('region-code')) return null;
	if (codeSource) return noteOnCode(codeSource);
	return live.regionCode !== null && !resources['region-code'] ? noteOnLiveCode(live.regionCode) : null;
}
