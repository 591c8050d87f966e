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
