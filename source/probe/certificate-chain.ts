import type {X509Certificate} from 'node:crypto';
import type {TLSSocket} from 'node:tls';
import type {AuthorityEvidence, CertificateEvidence} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';
import type {Trusted, TrustSet} from './network.ts';

/** Certificates of one chain that are kept. Honest chains have two to four; a peer may send any number. */
const chainLimit = 8;

/** Those of a chain that are looked at for what leads on from the leaf. */
const longestChain = 64;

/** The chain as the peer sent it, leaf first; of a long one what leads on from the leaf stands first. */
export function readChain(socket: TLSSocket): X509Certificate[] {
	const chain: X509Certificate[] = [];
	let certificate = socket.getPeerX509Certificate();
	while (certificate && chain.length < longestChain) {
		chain.push(certificate);
		certificate = certificate.issuerCertificate;
	}
	if (chain.length <= chainLimit) return chain;
	const {path} = findPath(chain, {namesakes: () => []});
	const inPath = new Set(path.flatMap(index => chain[index] ?? []));
	return [...new Set([...inPath, ...chain])].slice(0, chainLimit);
}

/** The certificates by which a leaf leads to a root, by their place in the chain, and what of a set signed the last; null: nothing. */
export type ChainPath = {readonly path: number[]; readonly anchor: Trusted | null};

/**
 * Looks for the path from the leaf of a chain to a root of a set by names and signatures alone, as verifiers do: the order
 * in which a peer sends is of no matter, nor is what it sends beside that path. Without a root it is the longest there is.
 */
export function findPath(chain: readonly X509Certificate[], trust: Pick<TrustSet, 'namesakes'>): ChainPath {
	// Each is followed once: those that signed one another would have more paths than there is time.
	const seen = new Set([0]);
	const follow = (path: number[]): ChainPath => {
		const certificate = chain[path.at(-1) ?? 0];
		if (!certificate) return {path: [], anchor: null};
		const signers = trust.namesakes(certificate).filter(({certificate: root}) => isSignedBy(certificate, root));
		// A renewed root keeps its key, so that several may have signed it: the last to expire is the one in use.
		const [anchor] = signers.toSorted((one, other) => endOf(other) - endOf(one));
		if (anchor) return {path, anchor};
		let longest: ChainPath = {path, anchor: null};
		for (const [index, issuer] of chain.entries()) {
			if (seen.has(index) || !isSignedBy(certificate, issuer)) continue;
			seen.add(index);
			const found = follow([...path, index]);
			if (found.anchor) return found;
			if (found.path.length > longest.path.length) longest = found;
		}
		return longest;
	};
	return follow([0]);
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
	try {
		return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
	} catch {
		// A key of a kind that nobody here knows.
		return false;
	}
}

function endOf({certificate}: Trusted): number {
	return Date.parse(certificate.validTo);
}

/** A certificate of a set of roots as plain data. */
export function toAuthority({certificate, isGiven}: Trusted): AuthorityEvidence {
	return {
		subject: nameOf(certificate.subject),
		validFrom: isoTime(certificate.validFrom),
		validTo: isoTime(certificate.validTo),
		isRoot: certificate.subject === certificate.issuer && isSignedBy(certificate, certificate),
		isAuthority: certificate.ca,
		isGiven,
	};
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
