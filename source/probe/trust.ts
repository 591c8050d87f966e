import {constants, X509Certificate} from 'node:crypto';
import tls from 'node:tls';
import {splitPem} from '../pem.ts';
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
