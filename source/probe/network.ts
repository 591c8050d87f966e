import type {X509Certificate} from 'node:crypto';
import type {Socket} from 'node:net';
import type {SecureContext} from 'node:tls';
import type {DnsEvidence} from '../evidence/types.ts';
import type {OpenTicketTalk} from './ticket-talk.ts';

/** What one name lookup saw, with its time; never rejects. */
export type Lookup = Omit<DnsEvidence, 'stage' | 'of' | 'ok'>;

export type LookupOptions = {
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	/** `application`: as the programs of this machine resolve it (a proxy's name); `server`: ask the name servers first. */
	readonly prefer: 'server' | 'application';
	/** It was asked before, and the alias is worth a question more: of one that fails, or also of one whose addresses did. */
	readonly tellsAlias?: 'of-failure' | 'always';
};

export type ConnectOptions = {
	/** An IP address. */
	readonly address: string;
	readonly family: 4 | 6;
	readonly port: number;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
};

/** One set of roots: a context for handshakes, shared by all of them (one per connection costs 12 times as much), and a search by issuer. */
export type TrustSet = {
	readonly context: SecureContext;
	/** What of the set goes by the name of the issuer of this certificate. */
	namesakes(certificate: X509Certificate): readonly Trusted[];
	/** What the user's own file of CA certificates holds; none without one. */
	readonly given: () => readonly Trusted[];
};

/** A certificate of a set of roots. `isGiven`: it stands in the user's own file. */
export type Trusted = {readonly certificate: X509Certificate; readonly isGiven: boolean};

/** What counts as trusted; build it with `createRoots`. */
export type Roots = {
	/** The public roots alone. */
	readonly publicOnly: TrustSet;
	/** The public roots with the machine's store, NODE_EXTRA_CA_CERTS and the user's CA file; built when first needed. */
	readonly machine: () => TrustSet;
};

/** The seam to the outside. The practice network puts its own in place; everything above it stays the same. */
export type Network = {
	lookup(name: string, options: LookupOptions): Promise<Lookup>;
	/** Resolves to a connected socket; rejects with Node's error, or with code `PROBE_TIMEOUT` when the limit is over. */
	connect(options: ConnectOptions): Promise<Socket>;
	readonly roots: Roots;
	/** Asks this machine for logins of its own at a proxy; absent where it has none. */
	readonly openTicketTalk?: OpenTicketTalk;
	/** Set by the practice network: what is seen through it is nobody's real network, and the run says so. */
	readonly isPractice?: boolean;
};
