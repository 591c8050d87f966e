import {createHash, createPublicKey, type KeyObject, randomBytes, sign} from 'node:crypto';
import {isIPv4} from 'node:net';
import * as der from './der.ts';

/** Whom a certificate names. */
export type CertificateName = {readonly organization: string; readonly commonName: string};

export type CertificateContent = {
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
