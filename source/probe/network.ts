import type {Socket} from 'node:net';
import type {SecureContext} from 'node:tls';
import type {DnsEvidence} from './types.ts';

/** What one name lookup saw; never rejects. */
export type Lookup = Omit<DnsEvidence, 'stage' | 'of' | 'ok' | 'ms'>;

export type LookupOptions = {
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	/** `application`: as the programs of this machine resolve it (a proxy's name); `server`: ask the name servers first. */
	readonly prefer: 'server' | 'application';
};

export type ConnectOptions = {
	/** An IP address. */
	readonly address: string;
	readonly family: 4 | 6;
	readonly port: number;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
};

/** What counts as trusted. Contexts are built once and shared by all handshakes: one per connection costs 12 times as much. */
export type Roots = {
	/** The public roots alone. */
	readonly publicOnly: SecureContext;
	/** The public roots with the machine's store, NODE_EXTRA_CA_CERTS and the user's CA file; built when first needed. */
	readonly machine: () => SecureContext;
};

/** The seam to the outside. The practice network puts its own in place; everything above it stays the same. */
export type Network = {
	lookup(name: string, options: LookupOptions): Promise<Lookup>;
	/** Resolves to a connected socket; rejects with Node's error, or with code `PROBE_TIMEOUT` when the limit is over. */
	connect(options: ConnectOptions): Promise<Socket>;
	readonly roots: Roots;
};
