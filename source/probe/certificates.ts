import {constants, X509Certificate} from 'node:crypto';
import type {TLSSocket} from 'node:tls';
import tls from 'node:tls';
import type {AuthorityEvidence, CertificateEvidence} from '../evidence/types.ts';
import {splitPem} from '../pem.ts';
import {safeText} from '../safe-text.ts';
import type {Roots, Trusted, TrustSet} from './network.ts';

/**
 * A context for handshakes that offer what current clients do: TLS 1.2 and 1.3, and Node's own list of ciphers. Explicit,
 * so that no verdict changes with the TLS options of NODE_OPTIONS, by which firms narrow other programs.
 *
 * @param curves the key exchanges that are offered; OpenSSL's own choice unless given
 */
export function createClientContext(ca: readonly string[], curves?: string): tls.SecureContext {
	return tls.createSecureContext({
		ca: [...ca],
		minVersion: 'TLSv1.2',
		maxVersion: 'TLSv1.3',
		ciphers: constants.defaultCoreCipherList,
		...(curves !== undefined && {ecdhCurve: curves}),
	});
}

function createTrustSet(pems: readonly string[], givenPems: readonly string[] = []): TrustSet {
	// Parsed only when a chain did not verify: most runs never need them.
	let trusted: readonly Trusted[] | undefined;
	let bySubject: ReadonlyMap<string, readonly Trusted[]> | undefined;
	const all = () => {
		const given = new Set(givenPems);
		trusted ??= [...new Set([...givenPems, ...pems])].flatMap(pem => {
			const certificate = parseCertificate(pem);
			return certificate === null ? [] : [{certificate, isGiven: given.has(pem)}];
		});
		return trusted;
	};
	return {
		context: createClientContext([...new Set([...pems, ...givenPems])]),
		namesakes({issuer}) {
			bySubject ??= Map.groupBy(all(), ({certificate}) => certificate.subject);
			return bySubject.get(issuer) ?? [];
		},
		given: () => all().filter(({isGiven}) => isGiven),
	};
}

/** Null for what can't be read as a certificate: a file of the machine's may hold anything, and no run ends for it. */
function parseCertificate(pem: string): X509Certificate | null {
	try {
		return new X509Certificate(pem);
	} catch {
		return null;
	}
}

/**
 * The two sets of roots that a chain is judged against. `machinePems` holds what this machine trusts beyond the
 * public roots; it is read only when a chain is not public, since the system store takes some 40 ms to load.
 *
 * @param givenPems what the user's own file of CA certificates holds, which is trusted like the machine's
 */
export function createRoots(
	publicPems: readonly string[],
	machinePems: () => readonly string[],
	givenPems: readonly string[] = [],
): Roots {
	let machine: TrustSet | undefined;
	return {
		publicOnly: createTrustSet(publicPems),
		machine: () => {
			machine ??= createTrustSet([...new Set([...publicPems, ...machinePems()])], givenPems);
			return machine;
		},
	};
}

/**
 * The roots of this machine: the set bundled with Node as the public one (or `publicRootsPem` in its place), and on
 * top of it the system's store, NODE_EXTRA_CA_CERTS and `caPem`. Explicit lists, so that no verdict changes with
 * NODE_USE_SYSTEM_CA. What can't be read as a certificate is left out.
 */
export function createSystemRoots(options: {
	readonly caPem: string | null;
	readonly publicRootsPem: string | null;
	/** Texts of files that Node gives up at a block that can't be read; what can be read of them is trusted as well. */
	readonly machinePems?: readonly string[];
}): Roots {
	const publicPems =
		options.publicRootsPem === null ? tls.getCACertificates('bundled') : readable(options.publicRootsPem);
	const machinePems = () => [
		...tls.getCACertificates('bundled'),
		...tls.getCACertificates('system'),
		...tls.getCACertificates('extra'),
		...(options.machinePems ?? []).flatMap(readable),
	];
	return createRoots(publicPems, machinePems, options.caPem === null ? [] : readable(options.caPem));
}

function readable(pem: string): string[] {
	return splitPem(pem).filter(block => parseCertificate(block) !== null);
}

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
