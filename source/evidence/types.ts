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

/** What was seen of one target: its tries, and the controls made after the last of them failed. */
export type Observation = {readonly attempts: readonly Attempt[]; readonly controls: readonly Control[]};

/** `practice`: in the practice network, so that nothing in the run tells of a real one. */
export const vantageKinds = ['jumpbox', 'node', 'pod', 'practice'] as const;
export type VantageKind = (typeof vantageKinds)[number];

export type Vantage = {
	readonly hostname: string;
	readonly platform: string;
	readonly kind: VantageKind;
};
