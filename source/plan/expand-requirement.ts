import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Region, Requirement} from '../catalog/types.ts';
import type {Settings} from '../settings/types.ts';
import {joinNotes, noteOnCode, noteOnMissingHost, noteOnNarrowing, noteOnOddHost, noteOnStandIn} from './notes.ts';
import {fillPlaceholders, isConcrete, openPlaceholders, type PlaceholderValues} from './placeholders.ts';

/** What the patterns of one plan are filled in from. */
export type Surroundings = {
	readonly values: PlaceholderValues;
	readonly resources: Settings['resources'];
	/** The region whose code was taken from the catalog; null where the user gave the code or nobody knows it. */
	readonly codeSource: Region | null;
};

/** One host that stands for a requirement; null where there is none to probe, and the note then says what to supply. */
export type Expansion = {readonly host: string | null; readonly sampled: boolean; readonly note: string | null};

/** A code that the user gave wins over the catalog's. */
export function describeSurroundings(settings: Settings, region: Region | null): Surroundings {
	const given = settings.resources['region-code']?.[0] ?? null;
	return {
		values: {region: settings.region, 'region-code': given ?? region?.arcCode ?? null},
		resources: settings.resources,
		codeSource: given === null && region?.arcCode ? region : null,
	};
}

/**
 * Turns the pattern of a requirement into hosts: the user's own resources where they are named, the pattern itself once
 * it is concrete, else the public stand-ins, else none.
 */
export function expandRequirement(requirement: Requirement, surroundings: Surroundings): readonly Expansion[] {
	const {values} = surroundings;
	const pattern = fillPlaceholders(requirement.narrowed ?? requirement.pattern, values);

	const own = ownHosts(requirement, surroundings);
	if (own.length > 0) {
		const note = codeNote(requirement.resource?.host ?? '', surroundings);
		return own.map(host => ({
			host,
			sampled: false,
			note: matchesHostPattern(pattern, host) ? note : noteOnOddHost(host, pattern),
		}));
	}
	if (isConcrete(pattern)) {
		return [{host: pattern, sampled: false, note: codeNote(requirement.narrowed ?? requirement.pattern, surroundings)}];
	}

	// Another region's host says nothing about this one's: where the region or its code is open, no stand-in will do.
	const isRegionOpen = openPlaceholders(pattern).some(name => name in values);
	const narrowing = requirement.narrowed !== null && !isRegionOpen ? noteOnNarrowing(pattern) : null;
	const standIns = isRegionOpen ? [] : standInHosts(requirement, values);
	if (standIns.length === 0) {
		return [{host: null, sampled: false, note: joinNotes(narrowing, noteOnMissingHost(requirement, pattern, values))}];
	}
	const note = joinNotes(narrowing, noteOnStandIn(requirement, pattern));
	return standIns.map(host => ({host, sampled: true, note}));
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

function codeNote(template: string, {codeSource}: Surroundings): string | null {
	return codeSource && openPlaceholders(template).includes('region-code') ? noteOnCode(codeSource) : null;
}
