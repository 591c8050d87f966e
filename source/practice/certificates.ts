import {createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign} from 'node:crypto';
import {isIPv4} from 'node:net';
import * as der from './der.ts';
import type {FaultOn} from './faults.ts';

/** A private key with the certificates that a server sends, leaf first, both as PEM. */
type Identity = {readonly key: string; readonly cert: string};

/** What a server shows: a good public certificate, one of the corporate authority, or one with a fault. */
export type CertificateKind = 'public' | 'corporate' | FaultOn<'certificate'>;

export type PracticePki = {
	readonly publicRootPem: string;
	readonly corporateRootPem: string;
	/** The identity of a server that goes by these names and IPv4 addresses; the same one each time. */
	identityFor(names: readonly string[], kind: CertificateKind): Identity;
};

type KeyPair = {readonly publicKey: KeyObject; readonly privateKey: KeyObject};
type Authority = {readonly name: CertificateName; readonly keys: KeyPair; readonly pem: string};
type Validity = {readonly validFrom: Date; readonly validTo: Date};

const dayMs = 86_400_000;
const unrelatedName = 'unrelated.practice.example';

/**
 * Makes the certificate authorities of the practice network anew: a public root with an intermediate, the corporate
 * authority of an inspecting proxy, and one that nobody knows. Nothing of it is kept.
 */
export function createPki(now: Date, company: string): PracticePki {
	const years = (count: number) => new Date(now.getTime() + count * 365 * dayMs);
	const authorityValidity = {validFrom: years(-5), validTo: years(10)};
	const root = createAuthority({organization: 'Practice Trust', commonName: 'Practice Public Root'}, authorityValidity);
	const intermediate = createAuthority(
		{organization: 'Practice Trust', commonName: 'Practice Public Issuing CA 1'},
		authorityValidity,
		root,
	);
	const corporate = createAuthority(
		{organization: company, commonName: `${company} TLS Inspection CA`},
		authorityValidity,
	);
	const unlisted = createAuthority({organization: 'Unlisted', commonName: 'Unlisted Root'}, authorityValidity);

	const past = {validFrom: years(-9), validTo: years(-5)};
	const retired = createAuthority({organization: 'Practice Trust', commonName: 'Practice Retired Root'}, past);
	const retiredIssuer = createAuthority(
		{organization: 'Practice Trust', commonName: 'Practice Public Issuing CA 0'},
		past,
		root,
	);

	// One key pair serves all leaves: a certificate then costs one signature.
	const leafKeys = generateKeys();
	const key = leafKeys.privateKey.export({type: 'pkcs8', format: 'pem'}).toString();
	const identities = new Map<string, Identity>();

	const valid = validityFor(now, -30, 60);
	const expired = validityFor(now, -90, -3);

	function issue(names: readonly string[], issuer: Authority | null, validity: Validity): string {
		const subject = nameOf(names);
		return issueCertificate({
			subject,
			publicKey: leafKeys.publicKey,
			issuer: issuer?.name ?? subject,
			issuerKey: issuer?.keys.privateKey ?? leafKeys.privateKey,
			...validity,
			altNames: names,
			isAuthority: false,
		});
	}

	const chains: {readonly [kind in CertificateKind]: (names: readonly string[]) => string} = {
		public: names => issue(names, intermediate, valid) + intermediate.pem,
		corporate: names => issue(names, corporate, valid) + corporate.pem,
		'certificate-expired': names => issue(names, intermediate, expired) + intermediate.pem,
		'certificate-not-yet-valid': names => issue(names, intermediate, validityFor(now, 3, 90)) + intermediate.pem,
		'certificate-wrong-name': () => issue([unrelatedName], intermediate, valid) + intermediate.pem,
		'certificate-self-signed': names => issue(names, null, valid),
		'certificate-unknown-issuer': names => issue(names, unlisted, valid) + unlisted.pem,
		'certificate-missing-intermediate': names => issue(names, intermediate, valid),
		'certificate-inspected': names => issue(names, corporate, valid) + corporate.pem,
		'certificate-inspected-leaf-only': names => issue(names, corporate, valid),
		'certificate-beside-stray': names => issue(names, intermediate, valid) + retired.pem + intermediate.pem,
		'certificate-expired-issuer': names => issue(names, retiredIssuer, valid) + retiredIssuer.pem,
		'certificate-several-defects': () => issue([unrelatedName], unlisted, expired) + unlisted.pem,
	};

	return {
		publicRootPem: root.pem,
		corporateRootPem: corporate.pem,
		identityFor: (names, kind) => {
			const id = `${kind} ${names.join(' ')}`;
			const identity = identities.get(id) ?? {key, cert: chains[kind](names)};
			identities.set(id, identity);
			return identity;
		},
	};
}

/** An authority, signed by `parent`, or by itself when it is a root. */
function createAuthority(name: CertificateName, validity: Validity, parent?: Authority): Authority {
	const keys = generateKeys();
	const pem = issueCertificate({
		subject: name,
		publicKey: keys.publicKey,
		issuer: parent?.name ?? name,
		issuerKey: parent?.keys.privateKey ?? keys.privateKey,
		...validity,
		altNames: [],
		isAuthority: true,
	});
	return {name, keys, pem};
}

function generateKeys(): KeyPair {
	return generateKeyPairSync('ec', {namedCurve: 'P-256'});
}

function validityFor(now: Date, fromDays: number, toDays: number): Validity {
	return {
		validFrom: new Date(now.getTime() + fromDays * dayMs),
		validTo: new Date(now.getTime() + toDays * dayMs),
	};
}

/** A common name holds at most 64 characters (RFC 5280, appendix A); what counts are the alternative names. */
function nameOf(names: readonly string[]): CertificateName {
	return {organization: 'Practice Services', commonName: (names[0] ?? unrelatedName).slice(0, 64)};
}

/** Whom a certificate names. */
type CertificateName = {readonly organization: string; readonly commonName: string};

type CertificateContent = {
	readonly subject: CertificateName;
	readonly publicKey: KeyObject;
	readonly issuer: CertificateName;
	/** The private key of the issuer; for a self-signed certificate the one that belongs to `publicKey`. */
	readonly issuerKey: KeyObject;
	readonly validFrom: Date;
	readonly validTo: Date;
	/** DNS names and IPv4 addresses; empty for an authority. */
	readonly altNames: readonly string[];
	readonly isAuthority: boolean;
};

const oids = {
	ecdsaWithSha256: '1.2.840.10045.4.3.2',
	commonName: '2.5.4.3',
	organization: '2.5.4.10',
	subjectKeyIdentifier: '2.5.29.14',
	keyUsage: '2.5.29.15',
	subjectAltName: '2.5.29.17',
	basicConstraints: '2.5.29.19',
	authorityKeyIdentifier: '2.5.29.35',
	extendedKeyUsage: '2.5.29.37',
	serverAuthentication: '1.3.6.1.5.5.7.3.1',
} as const;

/** Makes an X.509 v3 certificate (RFC 5280), signed with ECDSA and SHA-256, as PEM. */
export function issueCertificate(content: CertificateContent): string {
	const algorithm = der.sequence(der.objectIdentifier(oids.ecdsaWithSha256));
	const body = der.sequence(
		der.explicit(0, der.integer(Buffer.from([2]))),
		der.integer(serialNumber()),
		algorithm,
		encodeName(content.issuer),
		der.sequence(der.time(content.validFrom), der.time(content.validTo)),
		encodeName(content.subject),
		content.publicKey.export({type: 'spki', format: 'der'}),
		der.explicit(3, der.sequence(...extensions(content))),
	);
	const signature = sign('sha256', body, content.issuerKey);
	return toPem(der.sequence(body, algorithm, der.bitString(signature)));
}

/** Positive, and without a leading zero octet. */
function serialNumber(): Buffer {
	const octets = randomBytes(16);
	octets.writeUInt8((octets.readUInt8(0) & 0x3f) | 0x40, 0);
	return octets;
}

function encodeName(name: CertificateName): Buffer {
	const attribute = (oid: string, text: string) =>
		der.set(der.sequence(der.objectIdentifier(oid), der.utf8String(text)));
	return der.sequence(attribute(oids.organization, name.organization), attribute(oids.commonName, name.commonName));
}

function extensions(content: CertificateContent): Buffer[] {
	const keyIds = [
		extension(oids.subjectKeyIdentifier, false, der.octetString(keyIdentifier(content.publicKey))),
		extension(
			oids.authorityKeyIdentifier,
			false,
			der.sequence(der.implicit(0, keyIdentifier(createPublicKey(content.issuerKey)))),
		),
	];
	if (content.isAuthority) {
		return [
			extension(oids.basicConstraints, true, der.sequence(der.boolean(true))),
			// keyCertSign and cRLSign.
			extension(oids.keyUsage, true, der.bitString(Buffer.from([0b0000_0110]), 1)),
			...keyIds,
		];
	}
	return [
		extension(oids.basicConstraints, true, der.sequence()),
		// digitalSignature.
		extension(oids.keyUsage, true, der.bitString(Buffer.from([0b1000_0000]), 7)),
		extension(oids.extendedKeyUsage, false, der.sequence(der.objectIdentifier(oids.serverAuthentication))),
		extension(oids.subjectAltName, false, der.sequence(...content.altNames.map(encodeAltName))),
		...keyIds,
	];
}

function extension(oid: string, isCritical: boolean, value: Buffer): Buffer {
	return der.sequence(der.objectIdentifier(oid), ...(isCritical ? [der.boolean(true)] : []), der.octetString(value));
}

function encodeAltName(name: string): Buffer {
	return isIPv4(name)
		? der.implicit(7, Buffer.from(name.split('.').map(Number)))
		: der.implicit(2, Buffer.from(name, 'latin1'));
}

/** The leftmost 160 bits of the SHA-256 of the key (RFC 7093, method 1, taken over the whole SubjectPublicKeyInfo). */
function keyIdentifier(publicKey: KeyObject): Buffer {
	return createHash('sha256')
		.update(publicKey.export({type: 'spki', format: 'der'}))
		.digest()
		.subarray(0, 20);
}

function toPem(certificate: Buffer): string {
	const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
