import type {X509Certificate} from 'node:crypto';
import type {TLSSocket} from 'node:tls';
import type {CertificateEvidence} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';

/** Certificates of one chain that are kept. Honest chains have two to four; a peer may send any number. */
const chainLimit = 8;

/** The chain as the peer sent it, leaf first. */
export function readChain(socket: TLSSocket): X509Certificate[] {
	const chain: X509Certificate[] = [];
	let certificate = socket.getPeerX509Certificate();
	while (certificate && chain.length < chainLimit) {
		chain.push(certificate);
		certificate = certificate.issuerCertificate;
	}
	return chain;
}

/** A certificate as plain data. */
export type ReadCertificate = (certificate: X509Certificate) => CertificateEvidence;

/**
 * Reads the certificates of one run, each once: the targets of a run share authorities, and often their wildcard, and
 * ten thousand copies of one certificate would be most of what a run keeps.
 */
export function createCertificateReader(): ReadCertificate {
	const known = new Map<string, CertificateEvidence>();
	return certificate => {
		const fingerprint = certificate.fingerprint256;
		const evidence = known.get(fingerprint) ?? toEvidence(certificate, fingerprint);
		known.set(fingerprint, evidence);
		return evidence;
	};
}

/** Every text from outside is made safe. */
function toEvidence(certificate: X509Certificate, fingerprint: string): CertificateEvidence {
	return {
		subject: nameOf(certificate.subject),
		issuer: nameOf(certificate.issuer),
		altNames: (certificate.subjectAltName ?? '')
			.split(', ')
			.filter(name => name !== '')
			.slice(0, 20)
			.map(name => safeText(name.replace(/^DNS:/, ''), 100)),
		validFrom: isoTime(certificate.validFrom),
		validTo: isoTime(certificate.validTo),
		serialNumber: certificate.serialNumber,
		fingerprint,
		isAuthority: certificate.ca,
	};
}

/** A distinguished name on one line: Node writes one attribute a line. */
function nameOf(name: string | undefined): string {
	return safeText((name ?? '').replaceAll('\n', ', '), 200);
}

function isoTime(text: string): string {
	const time = Date.parse(text);
	return Number.isNaN(time) ? safeText(text, 40) : new Date(time).toISOString();
}
