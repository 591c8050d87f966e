import {X509Certificate} from 'node:crypto';
import {splitPem} from '../../pem.ts';
import type {LintNote} from './types.ts';

const field = 'The CA file';

function parse(pem: string): X509Certificate | null {
	try {
		return new X509Certificate(pem);
	} catch {
		return null;
	}
}

function isRoot(certificate: X509Certificate): boolean {
	return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

/** What is odd about a file of CA certificates, given as its text. Agents need the whole chain, the root included (Arc quickstart, `--proxy-cert`). */
export function lintCaFile(pem: string): LintNote[] {
	const blocks = splitPem(pem);
	const certificates = blocks.map(parse).filter(certificate => certificate !== null);
	const notes: LintNote[] = [];
	if (certificates.length < blocks.length || certificates.length === 0) {
		notes.push({
			field,
			severity: 'warning',
			problem: certificates.length === 0 ? 'It holds no certificate.' : 'Part of it cannot be read as a certificate.',
			cure: 'Export the chain again, as one PEM file.',
		});
	}
	if (certificates.length > 0 && !certificates.some(isRoot)) {
		notes.push({
			field,
			severity: 'warning',
			problem:
				'It holds no root: every certificate in it was issued by another one, so agents cannot verify the chain.',
			cure: 'Add the root to the same file: leaf or intermediates first, the root last.',
		});
	}
	if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
		notes.push({
			field,
			severity: 'warning',
			problem: 'It holds a private key, which would be copied into the cluster.',
			cure: 'Leave nothing but certificates in the file.',
		});
	}
	return notes;
}
