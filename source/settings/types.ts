import type {CloudId, Level, ResourceKey} from '../vocabulary.ts';

/** A forward proxy as the settings remember it: never with its password. */
export type ProxyEndpoint = {
	readonly scheme: 'http' | 'https';
	readonly host: string;
	readonly port: number;
	readonly username: string | null;
};

export type ProxySettings = {
	/** Where the choice came from. */
	readonly source: 'none' | 'environment' | 'given';
	/** The proxy for HTTPS endpoints, or null: direct. */
	readonly https: ProxyEndpoint | null;
	/** The proxy for plain HTTP targets, or null: direct. */
	readonly http: ProxyEndpoint | null;
	/** Comma-separated, as the tools of the field read it. */
	readonly noProxy: string;
};

export type Resources = {readonly [key in ResourceKey]?: readonly string[]};

/** What the user chose. Plain data, without secrets, so that it can be stored and shown. */
export type Settings = {
	readonly cloud: CloudId;
	readonly region: string;
	readonly features: readonly string[];
	/** The lowest level still probed. */
	readonly level: Level;
	readonly resources: Resources;
	/** A file with requirements of the user's own, or null. */
	readonly requirementsFile: string | null;
	readonly proxy: ProxySettings;
	/** PEM file with roots trusted on top of the machine's, or null. */
	readonly caFile: string | null;
	/** PEM file with what counts as a public root in place of the bundled set, or null. */
	readonly publicRootsFile: string | null;
	/** The name server to ask in place of the machine's own, or null. */
	readonly dns: {readonly address: string; readonly port: number} | null;
	/** Limit for one stage, in milliseconds. */
	readonly timeoutMs: number;
	/** Further tries for a target before it is called blocked. */
	readonly retries: number;
	/** Connections under way at once. */
	readonly concurrency: number;
	/** Try what failed through the proxy without it too. Off unless asked for: a jump box may not be allowed to go direct. */
	readonly compareDirect: boolean;
};

/** Passwords live beside the settings for the length of one run, and are never written. */
export type Secrets = {
	readonly httpsProxyPassword: string | null;
	readonly httpProxyPassword: string | null;
};
