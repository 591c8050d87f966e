import {incompleteChainCode, isAlert, nameMismatchCode, probeTimeout, untrustedCode} from '../../evidence/codes.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt, StageError, TlsEvidence} from '../../evidence/types.ts';
import {countOf} from '../../words.ts';
import {blocked, type Failure, unexplained} from '../failure.ts';
import {recognizeIssuer} from '../fingerprints/recognize.ts';
import {authorityFault, refusalOf} from './chain-faults.ts';

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

/** What fails here: an offer of ours that is empty, or the library itself. */
const localCode =
	/^ERR_(?:SSL|OSSL)_(?:NO_(?:CIPHERS_AVAILABLE|PROTOCOLS_AVAILABLE|CIPHER_MATCH)|LIBRARY_HAS_NO_CIPHERS|EVP_UNSUPPORTED|INTERNAL_ERROR|LIBRARY_BUG|(?:.*_)?(?:FETCH_FAILED|MALLOC_FAILURE))$/;

/** Every other reason of OpenSSL is about what the other side sent. */
const peerCode = /^ERR_(?:SSL|OSSL)_/;

type Reason = 'timeout' | 'reset' | 'closed' | 'protocol' | 'broken' | 'alert';

/** Why a handshake broke off. Both a RST and a FIN come as ECONNRESET; only the RST names the system call. */
function reasonOf(error: StageError): Reason | undefined {
	if (error.code === probeTimeout || error.code === 'ETIMEDOUT') return 'timeout';
	if (error.code === 'ECONNRESET') return error.syscall === 'read' ? 'reset' : 'closed';
	if (error.code === 'EPIPE') return 'closed';
	if (isAlert(error)) return 'alert';
	if (protocolCodes.has(error.code)) return 'protocol';
	return peerCode.test(error.code) && !localCode.test(error.code) ? 'broken' : undefined;
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
		broken: `What came back in the TLS handshake for ${name} is not proper TLS (${error.code})`,
		alert: `The other side ended the TLS handshake for ${name} with an alert (${alertName(error.code)})`,
	};
	return blocked(
		`tls.${reason === 'broken' ? 'protocol' : reason}`,
		`${saying[reason]}.`,
		reason === 'protocol' ? 'high' : 'medium',
	);
}

function judgeProxyHandshake(reason: Reason, error: StageError): Failure {
	if (reason === 'protocol') {
		return blocked(
			'proxy.wrong-scheme',
			`The proxy does not speak TLS on this port (${error.code}): use http:// for it.`,
		);
	}
	if (reason === 'broken') {
		return blocked(
			'proxy.protocol-error',
			`What the proxy sent in the TLS handshake is not proper TLS (${error.code}).`,
			'medium',
		);
	}
	if (reason === 'timeout')
		return blocked('proxy.timeout', 'The proxy did not answer the TLS hello within the time limit.');
	return blocked('proxy.closed', `The proxy ended the TLS handshake (${error.code}).`);
}

/** The chain was rejected: trust is judged before name and dates, since a forged certificate may have any of these wrong. */
export function judgeChain(evidence: TlsEvidence): Failure {
	const {chain, trust, defects, of, serverName} = evidence;
	const issuer = chain[0]?.issuer || 'an unnamed issuer';
	if (of === 'proxy')
		return blocked(
			'proxy.tls-untrusted',
			`The proxy's own certificate is not trusted here (${defects.join(', ')}); issuer: ${issuer}.`,
		);
	if (trust === 'untrusted') {
		const product = recognizeIssuer(chain);
		const maker = product === null ? '' : `, an authority of ${product}`;
		const refusal = refusalOf(evidence);
		const name = serverName ?? 'the address';
		if (refusal) {
			return blocked(
				'tls.untrusted',
				`The certificate for ${name}, signed by ${issuer}${maker}, is turned down: ${refusal.problem}.`,
			);
		}
		const fault = authorityFault(evidence);
		const isIncomplete = product === null && defects.includes(incompleteChainCode);
		const hint = fault
			? ` ${fault.problem}`
			: isIncomplete
				? ' Only the leaf was sent, so an intermediate certificate may be missing.'
				: '';
		return blocked(
			'tls.untrusted',
			`The certificate for ${serverName ?? 'the address'} is signed by ${issuer}${maker}, which is trusted neither publicly nor by this machine.${hint}`,
		);
	}
	const fault = authorityFault(evidence);
	if (fault && !defects.includes(nameMismatchCode)) {
		return blocked('tls.expired', `The certificate is signed by ${issuer}. ${fault.problem}`);
	}
	return judgeDates(evidence);
}

/** What it means that a certificate is for another name, or not for this time, whoever signed it. */
export function judgeDates({chain, checks, defects, serverName}: TlsEvidence): Failure {
	const [leaf] = chain;
	if (defects.includes(nameMismatchCode)) {
		const names = leaf?.altNames.slice(0, 3).join(', ') || 'no name (clients pass over the common name)';
		return blocked(
			'tls.hostname-mismatch',
			`The certificate is for ${names}, not for ${serverName ?? 'this address'}.`,
		);
	}
	const {path, anchor} = [checks?.machine, checks?.public].find(check => check?.path !== undefined) ?? {};
	const sent = path ?? chain.map((_certificate, index) => index);
	const above = [...sent.flatMap(index => (index === 0 ? [] : (chain[index] ?? []))), ...(anchor ? [anchor] : [])];
	if (defects.includes('CERT_HAS_EXPIRED')) {
		const first = above.toSorted((one, other) => Date.parse(one.validTo) - Date.parse(other.validTo))[0];
		return first && leaf && Date.parse(first.validTo) < Date.parse(leaf.validTo)
			? blocked(
					'tls.expired',
					`A certificate in the chain has expired: "${first.subject}", valid until ${first.validTo}.`,
				)
			: blocked(
					'tls.expired',
					`The certificate, or one in its chain, has expired (leaf valid until ${leaf?.validTo}).`,
				);
	}
	const last = above.toSorted((one, other) => Date.parse(other.validFrom) - Date.parse(one.validFrom))[0];
	return last && leaf && Date.parse(last.validFrom) > Date.parse(leaf.validFrom)
		? blocked(
				'tls.not-yet-valid',
				`A certificate in the chain is not valid yet: "${last.subject}", valid from ${last.validFrom}.`,
			)
		: blocked(
				'tls.not-yet-valid',
				`The certificate, or one in its chain, is not valid yet (leaf valid from ${leaf?.validFrom}).`,
			);
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` and `ERR_SSL_TLSV1_UNRECOGNIZED_NAME` → `unknown ca`, `unrecognized name`, as RFC 8446 has them. */
export function alertName(code: string): string {
	return code
		.replace(/^ERR_SSL_(?:(?:TLSV1|TLSV13|SSLV3|SSL\/TLS)_)?(?:ALERT_)?/, '')
		.replaceAll('_', ' ')
		.toLowerCase();
}

/** How servers say that a client showed no certificate: RFC 8446 (6.2) has a word of its own for it, TLS 1.2 has not. */
const words = new Set([
	'certificate required',
	'handshake failure',
	'bad certificate',
	'no certificate',
	'unsupported certificate',
	'certificate unknown',
]);

/**
 * The alert by which the other side asked for a certificate of the client, or null. It comes once the server has shown its
 * own: in TLS 1.2 within the handshake, in TLS 1.3 behind it. Whatever turns a hello down says so before.
 */
export function clientCertificateAlert(attempt: Attempt): string | null {
	const tls = targetTlsOf(attempt);
	if (!tls || tls.chain.length === 0) return null;
	const error = httpOf(attempt)?.error ?? tls.error;
	if (!error || !isAlert(error)) return null;
	const name = alertName(error.code);
	return words.has(name) ? name : null;
}
