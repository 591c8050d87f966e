import {matchesHostPattern} from '../catalog/host-pattern.ts';
import type {Region, Requirement} from '../catalog/types.ts';
import type {Settings} from '../settings/types.ts';
import type {ResourceKey} from '../vocabulary.ts';
import {fillPlaceholders, isConcrete, openPlaceholders, othersOf, type PlaceholderValues} from './requirements.ts';
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

/** What the services themselves told about a region, over the route that a plan takes. */
export type LiveFacts = {
	/** The code that the identity service uses for the region; null where it wasn't learned. */
	readonly regionCode: string | null;
	/** The relay hosts of the region, as the notification service lists them. */
	readonly relayHosts: readonly string[];
};

export const noLiveFacts: LiveFacts = {regionCode: null, relayHosts: []};

/** The host name of the regional service stands somewhere in the answer; its shape differs between API versions. */
export function readRegionCode(text: string): string | null {
	// The whole host: a longer name that begins alike is somebody else's.
	return /https:\/\/([a-z0-9]{1,20})\.his\.arc\.azure\.(?:com|us|cn)(?![a-z0-9.@_-])/i.exec(text)?.[1] ?? null;
}

/** What to supply, to follow "give". */
const supplies: {readonly [key in ResourceKey]: string} = {
	acr: 'the name of your container registry (--resource acr=NAME)',
	storage: 'the name of your storage account (--resource storage=NAME)',
	vault: 'the name of your key vault (--resource vault=NAME)',
	workspace: 'the ID of your workspace (--resource workspace=ID)',
	aks: "the host name of your AKS cluster's API server (--resource aks=HOST)",
	gateway: 'the first part of your Arc gateway address (--resource gateway=PREFIX)',
	'region-code': 'the code of your region (--resource region-code=CODE)',
};

/** Several notes as one text; null if there are none. */
export function joinNotes(...notes: readonly (string | null)[]): string | null {
	return notes.filter(note => note !== null).join(' ') || null;
}

export const noteOnUdp = "UDP can't be tested from here.";

function noteOnNarrowing(pattern: string): string {
	return `Narrowed to ${pattern} by the region.`;
}

/** For a row that probes a public stand-in; null where no resource of the user's own hides behind the pattern. */
function noteOnStandIn({resource}: Requirement, pattern: string): string | null {
	if (!resource) return null;
	return `A public stand-in for ${pattern}; a firewall with exact names may still block your own, so give ${supplies[resource.key]} to test it.`;
}

/** For a row that probes a public stand-in although own resources are named. `others`: why the service needs more than these. */
function noteBesideOwn(pattern: string, others: string | null): string {
	return `A public stand-in for ${pattern}, beside your own. ${others ?? 'It shows whether the rules name the whole domain.'}`;
}

/** For a row without a host: what to supply. */
function noteOnMissingHost(
	requirement: Requirement,
	pattern: string,
	{values, unprovenCode}: {readonly values: PlaceholderValues; readonly unprovenCode: string | null},
): string {
	const open = openPlaceholders(pattern);
	if (open.includes('region')) return 'The host depends on the region: name that (--region).';
	if (open.includes('region-code')) return noteOnMissingCode(pattern, values.region ?? null, unprovenCode);
	if (requirement.resource) return `No public host stands for ${pattern}: give ${supplies[requirement.resource.key]}.`;
	return `${pattern} can't be tested without a real host name. Know one? Add it to requirements of your own (--requirements FILE).`;
}

/** For a host of the user's own that lies outside the documented pattern. */
function noteOnOddHost(host: string, pattern: string): string {
	return `${host} does not fit ${pattern}, so a rule for the pattern does not cover it.`;
}

/** For a host built with a region code of the catalog; null where the code is documented officially. */
function noteOnCode(region: Region): string | null {
	if (region.confidence === 'high') return null;
	return `The region code ${region.arcCode} comes from a public script and is not official; if yours differs, give ${supplies['region-code']}.`;
}

function noteOnMissingCode(pattern: string, region: string | null, unprovenCode: string | null): string {
	const discovery = `https://${pattern.replace(/^.*<region-code>/, 'gbl')}/discovery?location=${region}&api-version=1.1-preview`;
	const known =
		unprovenCode === null
			? `No public source tells the code of the region ${region}`
			: `The code ${unprovenCode} of the region ${region} comes from one script and may be another region's`;
	return `${known}: ask ${discovery} and give ${supplies['region-code']}.`;
}

const noteOnLiveHost = 'Named by the notification service for this region.';

function noteOnLiveCode(code: string): string {
	return `The region code ${code} was told by the identity service itself.`;
}
