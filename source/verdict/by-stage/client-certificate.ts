import {isAlert} from '../../evidence/codes.ts';
import {httpOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Attempt} from '../../evidence/types.ts';
import {alertName} from './judge-tls.ts';

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
