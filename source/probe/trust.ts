import {constants, X509Certificate} from 'node:crypto';
import tls from 'node:tls';
import {splitPem} from '../pem.ts';
import type {Roots, TrustSet} from './network.ts';

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

function createTrustSet(pems: readonly string[]): TrustSet {
	// Parsed only when a chain did not verify: most runs never need them.
	let bySubject: Map<string, X509Certificate[]> | undefined;
	const index = () => {
		bySubject = new Map();
		for (const pem of pems) {
			const root = new X509Certificate(pem);
			bySubject.set(root.subject, [...(bySubject.get(root.subject) ?? []), root]);
		}
		return bySubject;
	};
	return {
		context: createClientContext(pems),
		findIssuer: certificate =>
			(bySubject ?? index())
				.get(certificate.issuer)
				?.find(root => certificate.checkIssued(root) && certificate.verify(root.publicKey)),
	};
}

/**
 * The two sets of roots that a chain is judged against. `machinePems` holds what this machine trusts beyond the
 * public roots; it is read only when a chain is not public, since the system store takes some 40 ms to load.
 */
export function createRoots(publicPems: readonly string[], machinePems: () => readonly string[]): Roots {
	let machine: TrustSet | undefined;
	return {
		publicOnly: createTrustSet(publicPems),
		machine: () => {
			machine ??= createTrustSet([...new Set([...publicPems, ...machinePems()])]);
			return machine;
		},
	};
}

/**
 * The roots of this machine: the set bundled with Node as the public one (or `publicRootsPem` in its place), and on
 * top of it the system's store, NODE_EXTRA_CA_CERTS and `caPem`. Explicit lists, so that no verdict changes with
 * NODE_USE_SYSTEM_CA.
 */
export function createSystemRoots(options: {
	readonly caPem: string | null;
	readonly publicRootsPem: string | null;
}): Roots {
	const publicPems =
		options.publicRootsPem === null ? tls.getCACertificates('bundled') : splitPem(options.publicRootsPem);
	return createRoots(publicPems, () => [
		...tls.getCACertificates('bundled'),
		...tls.getCACertificates('system'),
		...tls.getCACertificates('extra'),
		...(options.caPem === null ? [] : splitPem(options.caPem)),
	]);
}
