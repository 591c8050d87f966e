import type {Region, Requirement} from '../catalog/types.ts';
import type {ResourceKey} from '../vocabulary.ts';
import {openPlaceholders, type PlaceholderValues} from './placeholders.ts';

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

export function noteOnNarrowing(pattern: string): string {
	return `Narrowed to ${pattern} by the region.`;
}

/** For a row that probes a public stand-in; null where no resource of the user's own hides behind the pattern. */
export function noteOnStandIn({resource}: Requirement, pattern: string): string | null {
	if (!resource) return null;
	return `A public stand-in for ${pattern}; a firewall with exact names may still block your own, so give ${supplies[resource.key]} to test it.`;
}

/** For a row that probes a public stand-in although own resources are named. `others`: why the service needs more than these. */
export function noteBesideOwn(pattern: string, others: string | null): string {
	return `A public stand-in for ${pattern}, beside your own. ${others ?? 'It shows whether the rules name the whole domain.'}`;
}

/** For a row without a host: what to supply. */
export function noteOnMissingHost(
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
export function noteOnOddHost(host: string, pattern: string): string {
	return `${host} does not fit ${pattern}, so a rule for the pattern does not cover it.`;
}

/** For a host built with a region code of the catalog; null where the code is documented officially. */
export function noteOnCode(region: Region): string | null {
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

export const noteOnLiveHost = 'Named by the notification service for this region.';

export function noteOnLiveCode(code: string): string {
	return `The region code ${code} was told by the identity service itself.`;
}
