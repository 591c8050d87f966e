import type {X509Certificate} from 'node:crypto';
import type {TLSSocket} from 'node:tls';
import {safeText} from '../text.ts';
import type {CertificateEvidence} from './types.ts';

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

/** What is wrong with the dates of a chain at the time `now`, as Node's codes: each at most once. */
export function validityDefects(chain: readonly X509Certificate[], now: number): string[] {
	const defects: string[] = [];
	if (chain.some(certificate => Date.parse(certificate.validTo) < now)) defects.push('CERT_HAS_EXPIRED');
	if (chain.some(certificate => Date.parse(certificate.validFrom) > now)) defects.push('CERT_NOT_YET_VALID');
	return defects;
}

/** A certificate as plain data, with every text from outside made safe. */
export function certificateEvidence(certificate: X509Certificate): CertificateEvidence {
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
		fingerprint: certificate.fingerprint256,
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
