import type {Requirement} from '../../../source/catalog/types.ts';
import type {CertificateKind} from '../../../source/practice/certificates.ts';
import type {Cause} from '../../../source/verdict/causes.ts';
import type {Confidence, Status} from '../../../source/verdict/types.ts';

const peerNames = ['dnsmasq', 'nginx', 'squid', 'tinyproxy', 'mitmproxy', 'nftables'] as const;
export type PeerName = (typeof peerNames)[number];

export type Expected = {
	readonly status: Status;
	/** Several where only timing decides between them. */
	readonly causes: readonly Cause[];
	/** Null where it is not held to one. */
	readonly confidence: Confidence | null;
};

/** One server of nginx. */
export type ServerBlock = {
	/** The server name it is for; without one it is for all. */
	readonly name?: string;
	/** 443 unless given. */
	readonly port?: number;
	/** It speaks plain HTTP. */
	readonly isPlain?: true;
	readonly certificate?: CertificateKind;
	readonly lines?: readonly string[];
};

/** One thing that a peer does to a connection, and the verdict that it must lead to. */
export type Fault = {
	/** Unique; also the first label of the host that is probed. */
	readonly id: string;
	readonly peer: PeerName;
	/** One phrase for the table. */
	readonly fault: string;
	readonly expected: Expected;
	/** The service can be used nevertheless, so that `reachable` is right. */
	readonly isHarmless?: true;
	/** Words for the table where the expected verdict is not the one that a reader would wish for. */
	readonly explanation?: string;
	/** What the target differs in from `https` on port 443. */
	readonly request?: Partial<Requirement>;
	/** URL of the proxy on the way, with credentials. */
	readonly proxy?: string;
	/** Whose CA this machine trusts on top of its own. */
	readonly trusts?: 'corporate' | 'mitmproxy';
	/** A name server other than the machine's own. */
	readonly nameServer?: {readonly address: string; readonly port: number};
	/** Where the name leads; the healthy origin unless given. */
	readonly addresses?: readonly string[];
	/** Lines for dnsmasq in place of the addresses. */
	readonly records?: readonly string[];
	/** Servers of nginx at the first of the addresses, the default one first; else the healthy origin answers there. */
	readonly servers?: readonly ServerBlock[];
	/** What the gateway's packet filter does with packets for the first of the addresses. */
	readonly packetRules?: readonly string[];
	/** The same for packets from it. */
	readonly answerRules?: readonly string[];
	/** The gateway leads connections to port 443 of the address to the transparent mitmproxy. */
	readonly isRedirected?: true;
	/** What the packet filter of the far side's own host does with packets for it. */
	readonly originRules?: readonly string[];
	/** A route that leads nowhere, on the gateway or on this machine itself. */
	readonly route?: {readonly on: 'gateway' | 'client'; readonly type: 'unreachable' | 'prohibit' | 'blackhole'};
	/** So many hosts are probed at once in place of one. */
	readonly hosts?: number;
	/** The gateway limits the ICMP errors that it sends, as Linux does unless told otherwise. Probed after all others. */
	readonly isIcmpLimited?: true;
	/** Words that must stand in a note of the verdict. */
	readonly note?: string;
};

export function hostOf({id}: Pick<Fault, 'id'>): string {
	return `${id}.peers.example`;
}

/** Every host that is probed for a fault. */
export function hostsOf(fault: Pick<Fault, 'id' | 'hosts'>): string[] {
	if (fault.hosts === undefined) return [hostOf(fault)];
	return Array.from({length: fault.hosts}, (_, index) => `host-${index + 1}.${hostOf(fault)}`);
}

/** Gives each of them an address of its own, from `198.51.100.<first>` on, unless it has one. */
export function withAddresses(first: number, faults: readonly Fault[]): Fault[] {
	return faults.map((fault, index) => ({addresses: [`198.51.100.${first + index}`], ...fault}));
}

export function blocked(cause: Cause, confidence: Confidence = 'high'): Expected {
	return {status: 'blocked', causes: [cause], confidence};
}

export const reachable: Expected = {status: 'reachable', causes: [], confidence: 'high'};
/** In plain HTTP nothing proves who answered, so that even the right answer is worth less. */
export const reachablePlainly: Expected = {...reachable, confidence: 'medium'};

export const unverified: Expected = {status: 'unverified', causes: [], confidence: 'low'};
export const intercepted: Expected = {status: 'intercepted', causes: ['tls.intercepted'], confidence: 'high'};
