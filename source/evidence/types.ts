import type * as z from 'zod';
import type {ReadOnly} from '../shape-kit.ts';
import type * as shape from './shape.ts';

/*
 * What was seen. The shape in shape.ts says what each field means; it is the one that reports publish. Types alone are
 * taken from it here, so that nobody loads zod who only collects or judges.
 */

type Inferred<Shape extends z.ZodType> = ReadOnly<z.output<Shape>>;

export type StageEvidence = Inferred<typeof shape.stageShape>;
/** The stages in the order in which a path is built. */
export type StageName = StageEvidence['stage'];
export type StageError = NonNullable<StageEvidence['error']>;

export type DnsEvidence = Inferred<typeof shape.dnsShape>;
/** How many the run had at a peer when one more began there. */
export type Company = Inferred<typeof shape.companyShape>;
export type IpAddress = Inferred<typeof shape.ipAddressShape>;
export type TcpEvidence = Inferred<typeof shape.tcpShape>;
export type Dial = Inferred<typeof shape.dialShape>;
export type ProxyEvidence = Inferred<typeof shape.proxyShape>;
export type TlsEvidence = Inferred<typeof shape.tlsShape>;
export type CertificateEvidence = Inferred<typeof shape.certificateShape>;
export type ChainCheck = Inferred<typeof shape.chainCheckShape>;
export type AuthorityEvidence = NonNullable<ChainCheck['anchor']>;
export type HttpEvidence = Inferred<typeof shape.httpShape>;
export type Http2Evidence = NonNullable<Attempt['http2']>;
export type TimeServerEvidence = Inferred<typeof shape.timeServerShape>;
/** Headers as they came, values stripped and bounded. */
export type HeaderMap = Inferred<typeof shape.headersShape>;

/** One try at one target: the stages up to the first that failed. */
export type Attempt = Inferred<typeof shape.attemptShape>;

/** A measurement made to decide between two explanations; controls.ts says which there are. */
export type Control = Inferred<typeof shape.controlShape>;

/** What was seen of one target: its tries, and the controls made after the last of them. */
export type Observation = {readonly attempts: readonly Attempt[]; readonly controls: readonly Control[]};

/** `practice`: in the practice network, so that nothing in the run tells of a real one. */
export const vantageKinds = ['jumpbox', 'node', 'pod', 'practice'] as const;
type VantageKind = (typeof vantageKinds)[number];

/** Where a run was made. */
export type Vantage = {
	readonly hostname: string;
	readonly platform: string;
	readonly kind: VantageKind;
	/** What time servers said of its clock, where the user wished them to be asked. */
	readonly timeServers?: readonly TimeServerEvidence[] | undefined;
} & SeenElsewhere;

/**
 * How much a vantage point can tell: `full`: this program looked itself; `portable`: the tools of the machine did; `thin`:
 * they can't show who vouches for a TLS connection, so that no service counts as reachable over one.
 */
export const evidenceDepths = ['full', 'portable', 'thin'] as const;

/** What is known of a vantage point that is another machine than this one. */
export type SeenElsewhere = {
	/** How it was named: `ssh:host`, `pod:namespace/name`. */
	readonly name?: string | undefined;
	readonly evidence?: (typeof evidenceDepths)[number] | undefined;
	/** The node of the cluster that it runs on, the pool of that, and its site. */
	readonly node?: string | undefined;
	readonly pool?: string | undefined;
	readonly site?: string | undefined;
	/** Only a few endpoints were looked at from there. */
	readonly canary?: boolean | undefined;
	/** How far its clock is ahead of this machine's, in milliseconds. */
	readonly clockSkewMs?: number | undefined;
	/** What its configuration says, as lines by their source: name servers, addresses, proxies of its services. */
	readonly facts?: readonly {readonly source: string; readonly lines: readonly string[]}[] | undefined;
};
