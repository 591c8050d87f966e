import {X509Certificate} from 'node:crypto';
import {splitPem} from '../../pem.ts';
import {safeText} from '../../safe-text.ts';
import {joinWords} from '../../words.ts';
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

/** Expired certificates that are named one by one. */
const expiredNotes = 5;

/** `block 2 of 3`: what of a PEM text can't be read as a certificate; null: all of it can. */
export function unreadableBlocks(pem: string): string | null {
	const blocks = splitPem(pem);
	const wrong = blocks.flatMap((block, index) => (parse(block) === null ? [index + 1] : []));
	if (wrong.length === 0) return null;
	return `${wrong.length === 1 ? 'block' : 'blocks'} ${joinWords(wrong.map(String), 5)} of ${blocks.length}`;
}

function nameOf({subject}: X509Certificate): string {
	return safeText(subject.replaceAll('\n', ', '), 120);
}

/** What is odd about a file of CA certificates, given as its text. Agents need the whole chain, the root included (Arc quickstart, `--proxy-cert`). `now` is in milliseconds since 1970. */
export function lintCaFile(pem: string, now = Date.now()): LintNote[] {
	const blocks = splitPem(pem);
	const certificates = blocks.map(parse).filter(certificate => certificate !== null);
	const notes: LintNote[] = [];
	if (certificates.length < blocks.length || certificates.length === 0) {
		notes.push({
			field,
			severity: 'warning',
			problem:
				certificates.length === 0
					? 'It holds no certificate.'
					: `Part of it cannot be read as a certificate (${unreadableBlocks(pem)}), and is left out.`,
			cure: 'Export the chain again, as one PEM file.',
		});
	}
	if (certificates.length > 0 && !certificates.some(isRoot)) {
		notes.push({
			field,
			severity: 'warning',
			...(certificates.some(({ca}) => ca)
				? {
						problem:
							'It holds no root: every certificate in it was issued by another one, so agents cannot verify the chain.',
						cure: 'Add the root to the same file: leaf or intermediates first, the root last.',
					}
				: {
						problem:
							'It holds no root and no other CA, only what CAs have signed, so agents can verify nothing with it.',
						cure: 'Put the CA that signed those certificates into it, with every CA above it.',
					}),
		});
	}
	for (const certificate of certificates.slice(0, expiredNotes)) {
		if (Date.parse(certificate.validTo) >= now) continue;
		notes.push({
			field,
			severity: 'warning',
			problem: `The certificate of "${nameOf(certificate)}" in it expired on ${new Date(certificate.validTo).toISOString().slice(0, 10)}.`,
			cure: 'Put the renewed one in its place.',
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
