import type {FixStep, Owner} from '../types.ts';

/** What the fix steps of a cause may name. */
export type CauseContext = {
	/** The proxy in use, `http://proxy:3128`, or null when direct. */
	readonly proxy: string | null;
	/** Each host once. */
	readonly hosts: readonly string[];
	/** Each port once. */
	readonly ports: readonly number[];
	/** The no_proxy rules that send these hosts past a proxy that is set. */
	readonly noProxyRules: readonly string[];
	/** The name servers that were asked. */
	readonly nameServers: readonly string[];
	/** Who issued the certificate that was shown, or null. */
	readonly issuer: string | null;
	/** The schemes of a login that the proxy offered, each once. */
	readonly loginSchemes: readonly string[];
	/** How the machine's trust misses the chain that was shown, and what mends it; none: not at all, or not by little. */
	readonly authorityCures: readonly string[];
	/** What verifiers mind of the certificates, and what mends it. */
	readonly refusalCures: readonly string[];
	/** The hosts among them whose service breaks under TLS inspection. */
	readonly uninspectable: readonly string[];
};

/** What one cause means, for a network engineer who has never heard of Azure Arc. */
export type CauseText = {
	/** A short title without a full stop, true of one host as of forty. */
	readonly title: string;
	readonly owner: Owner;
	/** One sentence. */
	readonly meaning: string;
	readonly fix: (context: CauseContext) => readonly FixStep[];
};
