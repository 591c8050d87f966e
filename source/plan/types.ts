import type {Requirement} from '../catalog/types.ts';
import type {ProxyEndpoint, Settings} from '../settings/types.ts';

/** The way to a target, and why it is taken. */
export type Route = {
	readonly via: 'direct' | 'proxy';
	/** The proxy in use, or null when direct. */
	readonly proxy: ProxyEndpoint | null;
	/** The no_proxy rule that sends the target past the proxy, or null. */
	readonly noProxyRule: string | null;
	/** One phrase for a reader: `no proxy is set`, `no_proxy rule ".svc"`, `HTTPS proxy http://proxy:3128`. */
	readonly reason: string;
	/** What a PAC names behind it, in order; null is the direct way. Absent: nothing. */
	readonly fallbacks?: readonly (ProxyEndpoint | null)[];
};

/** One host and port to probe. `sampled`: a public stand-in is probed for a wildcard. */
export type Target = {readonly host: string; readonly port: number; readonly sampled: boolean};

/** One row of a plan: a requirement and one of the targets that stand for it. */
export type PlannedTarget = {
	/** Unique in the plan: requirement id, then host and port where there is a target. */
	readonly id: string;
	readonly requirement: Requirement;
	/** Null where nothing concrete can be probed; `note` then says what to supply. */
	readonly target: Target | null;
	readonly route: Route | null;
	/** Where the host comes from: the catalog, a service that was asked, or the user. Null where there is no target. */
	readonly origin: 'catalog' | 'live' | 'user' | null;
	/** The path to ask for, with placeholders filled in. */
	readonly path: string | null;
	/** What a reader must know about this row: what to supply, how a wildcard was narrowed. Null: nothing. */
	readonly note: string | null;
};

/** Settings applied to the catalog: the concrete targets, each still knowing its requirement. */
export type Plan = {
	readonly settings: Settings;
	readonly catalogVersion: string;
	/** Of a catalog that came from a file. */
	readonly catalogChecksum?: string | undefined;
	readonly targets: readonly PlannedTarget[];
};
