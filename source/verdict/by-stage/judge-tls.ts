import {incompleteChainCode, isAlert, nameMismatchCode, probeTimeout, untrustedCode} from '../../evidence/codes.ts';
import type {StageError, TlsEvidence} from '../../evidence/types.ts';
import {countOf} from '../../words.ts';
import type {Cause} from '../causes.ts';
import {blocked, type Failure, unexplained} from '../failure.ts';
import {recognizeIssuer} from '../fingerprints/recognize-issuer.ts';

/** OpenSSL's reasons for an answer that is no TLS, or TLS that nobody speaks any more. */
const protocolCodes = new Set([
	'ERR_SSL_WRONG_VERSION_NUMBER',
	'ERR_SSL_PACKET_LENGTH_TOO_LONG',
	'ERR_SSL_UNSUPPORTED_PROTOCOL',
	'ERR_SSL_UNEXPECTED_MESSAGE',
	'ERR_SSL_DECODE_ERROR',
	'ERR_SSL_BAD_RECORD_TYPE',
	'ERR_SSL_RECORD_LAYER_FAILURE',
	'ERR_SSL_UNKNOWN_PROTOCOL',
	'ERR_SSL_HTTP_REQUEST',
	'EPROTO',
]);

type Reason = 'timeout' | 'reset' | 'closed' | 'protocol' | 'alert';

/** Why a handshake broke off. Both a RST and a FIN come as ECONNRESET; only the RST names the system call. */
function reasonOf(error: StageError): Reason | undefined {
	if (error.code === probeTimeout || error.code === 'ETIMEDOUT') return 'timeout';
	if (error.code === 'ECONNRESET') return error.syscall === 'read' ? 'reset' : 'closed';
	if (error.code === 'EPIPE') return 'closed';
	if (isAlert(error)) return 'alert';
	if (protocolCodes.has(error.code)) return 'protocol';
	return undefined;
}

/** What a TLS stage that is not ok means. */
export function judgeTls(evidence: TlsEvidence): Failure {
	const error = evidence.error ?? {code: 'UNKNOWN', syscall: null, message: ''};
	if (error.code === untrustedCode) return judgeChain(evidence);
	const reason = reasonOf(error);
	if (reason === undefined) return unexplained('The TLS handshake', error);
	if (evidence.of === 'proxy') return judgeProxyHandshake(reason, error);
	const name = evidence.serverName ?? 'the address';
	const came = countOf(error.received ?? 0, 'byte');
	const isBegun = error.received !== undefined;
	const saying: {readonly [reason in Reason]: string} = {
		timeout: isBegun
			? `The answer to the TLS hello for ${name} began (${came}) and did not end within the time limit`
			: `The connection was made, but nothing came back after the TLS hello for ${name}`,
		reset: isBegun
			? `The connection was reset in the TLS handshake for ${name}, after ${came} of the answer`
			: `The connection was reset right after the TLS hello for ${name}`,
		closed: isBegun
			? `The connection was closed in the TLS handshake for ${name}, after ${came} of the answer`
			: `The connection was closed right after the TLS hello for ${name}`,
		protocol: `What answers for ${name} does not speak TLS here (${error.code})`,
		alert: `The other side ended the TLS handshake for ${name} with an alert (${alertName(error.code)})`,
	};
	return blocked(`tls.${reason}`, `${saying[reason]}.`, reason === 'protocol' ? 'high' : 'medium');
}

function judgeProxyHandshake(reason: Reason, error: StageError): Failure {
	if (reason === 'protocol') {
		return blocked(
			'proxy.wrong-scheme',
			`The proxy does not speak TLS on this port (${error.code}): use http:// for it.`,
		);
	}
	if (reason === 'timeout')
		return blocked('proxy.timeout', 'The proxy did not answer the TLS hello within the time limit.');
	return blocked('proxy.closed', `The proxy ended the TLS handshake (${error.code}).`);
}

/** The chain was rejected: trust is judged before name and dates, since a forged certificate may have any of these wrong. */
function judgeChain({chain, trust, defects, of, serverName}: TlsEvidence): Failure {
	const issuer = chain[0]?.issuer || 'an unnamed issuer';
	if (of === 'proxy')
		return blocked(
			'proxy.tls-untrusted',
			`The proxy's own certificate is not trusted here (${defects.join(', ')}); issuer: ${issuer}.`,
		);
	if (trust === 'untrusted') {
		const product = recognizeIssuer(chain);
		const maker = product === null ? '' : `, an authority of ${product}`;
		const hint =
			product === null && defects.includes(incompleteChainCode)
				? ' Only the leaf was sent, so an intermediate certificate may be missing.'
				: '';
		return blocked(
			'tls.untrusted',
			`The certificate for ${serverName ?? 'the address'} is signed by ${issuer}${maker}, which is trusted neither publicly nor by this machine.${hint}`,
		);
	}
	const [cause, detail] = chainDefect(defects, {
		serverName,
		names: chain[0]?.altNames ?? [],
		until: chain[0]?.validTo,
		from: chain[0]?.validFrom,
	});
	return blocked(cause, detail);
}

function chainDefect(
	defects: readonly string[],
	seen: {serverName: string | null; names: readonly string[]; until: string | undefined; from: string | undefined},
): [Cause, string] {
	if (defects.includes(nameMismatchCode)) {
		const names = seen.names.slice(0, 3).join(', ') || 'no name';
		return ['tls.hostname-mismatch', `The certificate is for ${names}, not for ${seen.serverName ?? 'this address'}.`];
	}
	if (defects.includes('CERT_HAS_EXPIRED'))
		return ['tls.expired', `The certificate, or one in its chain, has expired (leaf valid until ${seen.until}).`];
	return [
		'tls.not-yet-valid',
		`The certificate, or one in its chain, is not valid yet (leaf valid from ${seen.from}).`,
	];
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` and `ERR_SSL_TLSV1_UNRECOGNIZED_NAME` → `unknown ca`, `unrecognized name`, as RFC 8446 has them. */
export function alertName(code: string): string {
	return code
		.replace(/^ERR_SSL_(?:(?:TLSV1|TLSV13|SSLV3|SSL\/TLS)_)?(?:ALERT_)?/, '')
		.replaceAll('_', ' ')
		.toLowerCase();
}
