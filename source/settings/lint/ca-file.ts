import {X509Certificate} from 'node:crypto';
import {splitPem} from '../../pem.ts';
import {safeText} from '../../safe-text.ts';
import {joinWords} from '../../words.ts';
import type {LintNote} from '../types.ts';

const field = 'The CA file';

function parse(pem: string): X509Certificate | null {
	// A block without its end is none, and need not be looked at: a file may hold thousands.
	if (!pem.endsWith('-----END CERTIFICATE-----')) return null;
	try {
		return new X509Certificate(pem);
	} catch {
		return null;
	}
}

/** Whether a block of PEM can be read as a certificate. */
export function isCertificate(block: string): boolean {
	return parse(block) !== null;
}

function isRoot(certificate: X509Certificate): boolean {
	return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

/** Expired certificates that are named one by one. */
const expiredNotes = 5;

/** `block 2 of 3, from line 40`: what of a PEM text can't be read as a certificate; null: all of it can. */
export function unreadableBlocks(pem: string): string | null {
	const blocks = splitPem(pem);
	const wrong: {readonly block: number; readonly line: number}[] = [];
	let from = 0;
	// Counted on from block to block: a file may hold thousands that can't be read.
	let line = 1;
	for (const [index, block] of blocks.entries()) {
		const at = pem.indexOf(block, from);
		line += countLines(pem.slice(from, at));
		if (parse(block) === null) wrong.push({block: index + 1, line});
		line += countLines(block);
		from = at + block.length;
	}
	if (wrong.length === 0) return null;
	const one = wrong.length === 1;
	const numbers = joinWords(
		wrong.map(({block}) => String(block)),
		5,
		'block',
	);
	const lines = joinWords(
		wrong.map(({line}) => String(line)),
		5,
		'line',
	);
	return `${one ? 'block' : 'blocks'} ${numbers} of ${blocks.length}, from ${one ? 'line' : 'lines'} ${lines}`;
}

function countLines(text: string): number {
	return text.split('\n').length - 1;
}

/** What of a file of certificates can't be read, which is left out: the rest is used. Nothing where all of it can. */
export function lintBlocks(pem: string, field: string): LintNote[] {
	const blocks = unreadableBlocks(pem);
	if (blocks === null) return [];
	return [
		{
			field,
			severity: 'warning',
			problem: `Part of it cannot be read as a certificate (${blocks}), and is left out.`,
			cure: 'Export the chain again, as one PEM file.',
		},
	];
}

function nameOf({subject}: X509Certificate): string {
	return safeText(subject.replaceAll('\n', ', '), 120);
}

/** What is odd about a file of CA certificates, given as its text. Agents need the whole chain, the root included (Arc quickstart, `--proxy-cert`). `now` is in milliseconds since 1970. */
export function lintCaFile(pem: string, now = Date.now()): LintNote[] {
	const blocks = splitPem(pem);
	const certificates = blocks.map(parse).filter(certificate => certificate !== null);
	const notes: LintNote[] = [];
	if (certificates.length > 0) notes.push(...lintBlocks(pem, field));
	else {
		notes.push({
			field,
			severity: 'warning',
			problem: 'It holds no certificate.',
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
