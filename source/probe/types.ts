import type {PlannedTarget} from '../plan/types.ts';
import type {Settings} from '../settings/types.ts';
import type {Cause} from './causes.ts';

/** The stages in the order in which a path is built. */
export type StageName = 'dns' | 'tcp' | 'proxy' | 'tls' | 'http';

/** What went wrong, as the machine said it. `code` decides; `message` is for the reader and is stripped and bounded. */
export type StageError = {
	readonly code: string;
	readonly syscall: string | null;
	readonly message: string;
};

type StageBase = {
	readonly ok: boolean;
	/** Milliseconds spent in this stage, without waiting for a turn in our own queue. */
	readonly ms: number;
	/** Whose name, address or handshake: the target's own, or that of the proxy on the way to it. */
	readonly of: 'target' | 'proxy';
	readonly error: StageError | null;
};

export type IpAddress = {readonly address: string; readonly family: 4 | 6};

export type DnsEvidence = StageBase & {
	readonly stage: 'dns';
	readonly name: string;
	readonly addresses: readonly IpAddress[];
	/** The aliases followed on the way to the addresses. */
	readonly aliases: readonly string[];
	/** `literal`: an IP address was given; `hosts`: the hosts file; `server`: a name server; `system`: getaddrinfo. */
	readonly source: 'literal' | 'hosts' | 'server' | 'system';
	/** The name servers asked, as `address[:port]`. */
	readonly servers: readonly string[];
	/** What the machine's own resolver said when the name servers failed; null if it was not asked. */
	readonly system: {readonly addresses: readonly IpAddress[]; readonly error: StageError | null} | null;
};

/** One address dialled. */
export type Dial = IpAddress & {readonly ok: boolean; readonly ms: number; readonly error: StageError | null};

export type TcpEvidence = StageBase & {
	readonly stage: 'tcp';
	readonly port: number;
	readonly dials: readonly Dial[];
	/** The address that the next stages use, or null. */
	readonly connected: string | null;
	/** Our own address on that connection: what the firewall sees as the source. */
	readonly localAddress: string | null;
};

/** Headers as they came, names in lower case, values stripped and bounded; repeated ones are joined by `, `. */
export type HeaderMap = {readonly [name: string]: string};

/** The answer of a proxy to CONNECT. */
export type ProxyEvidence = StageBase & {
	readonly stage: 'proxy';
	/** The request line, `CONNECT host:443`. */
	readonly request: string;
	readonly status: number | null;
	readonly statusText: string;
	readonly headers: HeaderMap;
	/** The beginning of the body as text, stripped and bounded. */
	readonly body: string;
	/** Whether credentials went with the request. */
	readonly authenticated: boolean;
};

/** One certificate of the chain that the peer sent, leaf first. */
export type CertificateEvidence = {
	readonly subject: string;
	readonly issuer: string;
	readonly altNames: readonly string[];
	/** ISO times. */
	readonly validFrom: string;
	readonly validTo: string;
	readonly serialNumber: string;
	/** SHA-256, upper-case hexadecimal with colons. */
	readonly fingerprint: string;
	readonly isAuthority: boolean;
};

export type TlsEvidence = StageBase & {
	readonly stage: 'tls';
	/** The name sent and checked; null for an IP address. */
	readonly serverName: string | null;
	readonly protocol: string | null;
	readonly cipher: string | null;
	readonly alpn: string | null;
	readonly chain: readonly CertificateEvidence[];
	/** `public`: verifies against the public roots; `private`: only with the machine's own trust; null: no handshake. */
	readonly trust: 'public' | 'private' | 'untrusted' | null;
	/** Every defect of the chain, as Node's codes. */
	readonly defects: readonly string[];
};

export type HttpEvidence = StageBase & {
	readonly stage: 'http';
	/** Request line as sent: origin form, or absolute form to a proxy. */
	readonly request: string;
	/** Whether proxy credentials went with it. */
	readonly authenticated: boolean;
	/** The request asked for a WebSocket upgrade. */
	readonly upgrade: boolean;
	readonly status: number | null;
	readonly statusText: string;
	readonly headers: HeaderMap;
	readonly body: string;
	/** The title of an HTML answer, or null. */
	readonly title: string | null;
};

export type StageEvidence = DnsEvidence | TcpEvidence | ProxyEvidence | TlsEvidence | HttpEvidence;

/** One try at one target: the stages up to the first that failed. */
export type Attempt = {
	/** ISO time. */
	readonly startedAt: string;
	readonly stages: readonly StageEvidence[];
};

export const controlKinds = [
	'small-hello',
	'neutral-name',
	'proxy-speaks-tls',
	'same-host-port-443',
	'no-such-host',
	'tunnel-refusal',
	'over-tls',
	'direct',
] as const;

/**
 * A measurement made to decide between two explanations of what was seen. `small-hello`: the same TLS hello in one packet;
 * `neutral-name`: a TLS hello to the same address with a server name that no filter minds; `proxy-speaks-tls`: a TLS hello to a proxy that closed;
 * `same-host-port-443`: the same host by CONNECT on port 443; `direct`: the same target without the proxy.
 *
 * Three are for an answer in plain HTTP that nobody vouches for: `no-such-host` asks the proxy for a host that can not
 * exist, `tunnel-refusal` for a tunnel to the same host (either passes unless the proxy answers alike, which makes the
 * answer its own); `over-tls` sends the same request over TLS, and passes where the verified service answers alike.
 */
export type Control = {
	readonly kind: (typeof controlKinds)[number];
	readonly ms: number;
	/** Whether it got through. */
	readonly passed: boolean;
	/** What was seen, in a few words. */
	readonly detail: string;
};

export const statuses = ['reachable', 'intercepted', 'unstable', 'blocked', 'unverified', 'skipped'] as const;
export type Status = (typeof statuses)[number];

export const severities = ['ok', 'info', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];

export const confidences = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof confidences)[number];

/** What the evidence means for one target. */
export type Verdict = {
	readonly status: Status;
	readonly severity: Severity;
	readonly cause: Cause | null;
	/** One sentence for a reader. */
	readonly detail: string;
	readonly confidence: Confidence;
	/** Whether the answer is known to come from the real service; null where nothing answered, or somebody else did. */
	readonly identity: 'proven' | 'unproven' | null;
	/** Further observations that are no fault: a private address, an IPv6 path that leads nowhere. */
	readonly notes: readonly string[];
};

/** One row of a run: what was planned, what was seen, what it means. */
export type Result = {
	readonly planned: PlannedTarget;
	readonly attempts: readonly Attempt[];
	/** Made only for a target that failed, or was answered by somebody who may be anybody. */
	readonly controls: readonly Control[];
	readonly verdict: Verdict;
};

export type Summary = {readonly targets: number} & {readonly [status in Status]: number};

/** `practice`: in the practice network, so that nothing in the run tells of a real one. */
export const vantageKinds = ['jumpbox', 'node', 'pod', 'practice'] as const;
export type VantageKind = (typeof vantageKinds)[number];

export type Vantage = {
	readonly hostname: string;
	readonly platform: string;
	readonly kind: VantageKind;
};

/** A plan, probed: all results of one moment, from one vantage point. */
export type Run = {
	/** Sortable and unique. */
	readonly id: string;
	/** ISO time with zone. */
	readonly startedAt: string;
	readonly durationMs: number;
	/** False when it was stopped before every target had its result. */
	readonly complete: boolean;
	readonly vantage: Vantage;
	readonly settings: Settings;
	readonly catalogVersion: string;
	readonly summary: Summary;
	readonly results: readonly Result[];
};

/** What happens while a run goes on: plain data, only for showing. The run itself is the truth. */
export type RunEvent =
	/** Before the run: the services that know which hosts this set-up uses are asked. Behind a dead line that takes seconds. */
	| {readonly type: 'expansion-started'; readonly at: string; readonly hosts: readonly string[]}
	| {readonly type: 'expansion-finished'; readonly at: string; readonly notes: readonly string[]}
	| {
			readonly type: 'run-started';
			readonly at: string;
			readonly id: string;
			/** Rows of the plan. */
			readonly targets: number;
			/** Hosts and ports, to which several rows may lead. */
			readonly endpoints: number;
	  }
	| {readonly type: 'target-started'; readonly at: string; readonly target: string; readonly attempt: number}
	| {readonly type: 'stage-started'; readonly at: string; readonly target: string; readonly stage: StageName}
	| {readonly type: 'stage-finished'; readonly at: string; readonly target: string; readonly evidence: StageEvidence}
	| {readonly type: 'target-finished'; readonly at: string; readonly target: string; readonly result: Result}
	| {readonly type: 'run-finished'; readonly at: string; readonly complete: boolean; readonly summary: Summary};
