import type {ControlKind} from './controls.ts';
import type {CertificateEvidence, ChainCheck, Control, StageError} from './types.ts';

/*
 * Codes of this program, beside those of Node, OpenSSL, c-ares and undici. A stage error has one of these where no
 * library has a word for what was seen. Scripts and saved runs hold them, so none is ever renamed.
 */

/** Our own limit for a stage was over. Node and the kernel have other codes for their own limits. */
export const probeTimeout = 'PROBE_TIMEOUT';

/** The run was stopped while the stage was under way. */
export const probeAborted = 'PROBE_ABORTED';

/** A fault of this program ended the stage: it says nothing about the path. */
export const probeFault = 'PROBE_FAULT';

/** This machine itself has no way to the address: that says nothing about the network. */
export const noRoute = 'NO_ROUTE';

/** This machine itself has no way to its name server, or does not permit it: that says nothing about any name. */
export const nameServerOutOfReach = 'NAME_SERVER_OUT_OF_REACH';

/** This machine has no name server set, so that nobody was asked: that says nothing about any name. */
export const noNameServer = 'NO_NAME_SERVER';

/** The name server says over UDP that its answer is too long for it, and nothing comes over TCP. */
export const dnsOverTcpSilent = 'DNS_OVER_TCP_SILENT';

/** An answer with nothing but addresses of this very machine, or with 0.0.0.0. */
export const sinkholeCode = 'SINKHOLE';

/** The proxy answered CONNECT with something else than success. */
export const connectRefusedCode = 'CONNECT_REFUSED';

/** The proxy wants credentials, and those given were not sent, because it had turned them down before. */
export const loginSparedCode = 'LOGIN_SPARED';

export const loginSpared: StageError = {
	code: loginSparedCode,
	syscall: null,
	message: 'not tried again with this password, so that the account is not locked',
};

/** The same, of a login by a ticket. */
export const ticketSpared: StageError = {
	...loginSpared,
	message: 'not tried again with the login of this machine, so that the account is not locked',
};

/** The proxy wants a login, and this machine has no ticket or kept login for it: the message says why. */
export const loginWithoutTicket = 'LOGIN_NO_TICKET';

/** What a SOCKS server replies (RFC 1928, section 6; the protocol of SOCKS 4), by the number of the reply. */
export const socksReplyCodes: {readonly [version in 4 | 5]: {readonly [reply: number]: string}} = {
	4: {91: 'SOCKS_REJECTED', 92: 'SOCKS_IDENT_MISSING', 93: 'SOCKS_IDENT_DIFFERS'},
	5: {
		1: 'SOCKS_GENERAL_FAILURE',
		2: 'SOCKS_NOT_ALLOWED',
		3: 'SOCKS_NETWORK_UNREACHABLE',
		4: 'SOCKS_HOST_UNREACHABLE',
		5: 'SOCKS_CONNECTION_REFUSED',
		6: 'SOCKS_TTL_EXPIRED',
		7: 'SOCKS_COMMAND_UNSUPPORTED',
		8: 'SOCKS_ADDRESS_UNSUPPORTED',
	},
};

/** A SOCKS server replied with a number that no document names. */
export const socksUnknownReply = 'SOCKS_UNKNOWN_REPLY';

/** None of the ways to log in that were offered suits the SOCKS server: it wants a user name and password, or another one. */
export const socksLoginWanted = 'SOCKS_LOGIN_WANTED';

/** The SOCKS server turned the user name or password down. */
export const socksLoginRejected = 'SOCKS_LOGIN_REJECTED';

/** The SOCKS server greeted, and closed the connection without a reply to the request. */
export const socksNoReply = 'SOCKS_NO_REPLY';

/** What came back is not SOCKS. */
export const notSocks = 'NOT_SOCKS';

/** SOCKS4 takes IPv4 addresses alone, and the name has none. */
export const noAddressForSocks = 'NO_ADDRESS_FOR_SOCKS';

/** The handshake was done, but nothing that this machine trusts stands behind the chain, or the chain has another defect. */
export const untrustedCode = 'CHAIN_REJECTED';

/** A chain that ends before a root or before anything known, so that the issuer can't be looked up. */
export const incompleteChainCode = 'INCOMPLETE_CHAIN';

/** Node's code for a certificate that isn't for the name asked. */
export const nameMismatchCode = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** The peer closed the connection before its answer was complete. */
export const peerClosed = 'PEER_CLOSED';

/** A time server sent a kiss-o'-death: it tells who asks to stop, or to ask less often (RFC 5905, section 7.4). */
export const timeServerRefuses = 'NTP_KISS_OF_DEATH';

/** A time server says that it does not know the time itself: stratum 16, or a leap indicator of 3. */
export const timeServerUnsynchronised = 'NTP_UNSYNCHRONISED';

/** What came from a time server answers no question of this program, or contradicts itself. */
export const timeServerUnusable = 'NTP_UNUSABLE';

/** What came back is not HTTP. */
export const notHttp = 'NOT_HTTP';

/** The head of the answer is longer than what is read of one, so that what it opens could not be found. */
export const headTooLong = 'HEAD_TOO_LONG';

/** What came back is HTTP/2, which nobody asked for. */
export const http2Answer = 'HTTP2_ANSWER';

/** What came back is a TLS alert: the peer wants TLS where we spoke plainly. */
export const tlsAnswer = 'TLS_ANSWER';

/** The answer began, and the connection broke off before its end. */
export const answerTorn = 'ANSWER_TORN';

/** Whether the other side ended the handshake with an alert. OpenSSL has no `_ALERT_` in its codes for alerts 110 to 115. */
export function isAlert({code, message}: Pick<StageError, 'code' | 'message'>): boolean {
	return code.includes('_ALERT_') || /\bSSL alert number \d+/.test(message);
}

/** Defects of a chain that a wrong clock alone can cause. */
export const dateCodes: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Defects that say no more than that nobody known signed the chain. */
export const unknownIssuerCodes: ReadonlySet<string> = new Set([
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

/** What is wrong with the dates of a chain at the time `now` (milliseconds since 1970), as Node's codes: each at most once. */
export function dateDefects(
	chain: readonly Pick<CertificateEvidence, 'validFrom' | 'validTo'>[],
	now: number,
): readonly string[] {
	const defects: string[] = [];
	if (chain.some(({validTo}) => Date.parse(validTo) < now)) defects.push('CERT_HAS_EXPIRED');
	if (chain.some(({validFrom}) => Date.parse(validFrom) > now)) defects.push('CERT_NOT_YET_VALID');
	return defects;
}

type Dated = Pick<CertificateEvidence, 'validFrom' | 'validTo'>;

/** The certificates whose dates count: those of the path, and the root that it leads to. Without a path the whole chain. */
export function datesOf(
	chain: readonly Dated[],
	{path, anchor}: Pick<ChainCheck, 'path' | 'anchor'>,
): readonly Dated[] {
	const certificates = path === undefined ? chain : path.flatMap(index => chain[index] ?? []);
	return anchor ? [...certificates, anchor] : certificates;
}

/**
 * Whether a set of roots vouches for a chain: verified, or with no defect but the name or the dates, which are judged
 * beside the trust. A verifier names one defect only, and an expired date hides an unknown issuer.
 */
export function isTrusted({code, isAnchored}: ChainCheck, hasDateDefects: boolean): boolean {
	return code === null || code === nameMismatchCode || (hasDateDefects && isAnchored);
}

/** Those that an answer needs before it counts for the service. */
const witnesses: ReadonlySet<ControlKind> = new Set(['no-such-host', 'tunnel-refusal']);

/** Whether a control decides if an answer is the service's. */
export function isWitness(kind: ControlKind): boolean {
	return witnesses.has(kind);
}

/** Whether such a control got no answer, and so says nothing. Older reports call it passed, as they do a refused tunnel. */
export function isUnanswered({kind, code, detail}: Pick<Control, 'kind' | 'code' | 'detail'>): boolean {
	if (!isWitness(kind)) return false;
	return code === 'failed' || (code === 'nothing-to-compare' && detail !== connectRefusedCode);
}
