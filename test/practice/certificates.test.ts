import {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import tls from 'node:tls';
import {describe, expect, it} from 'vitest';
import {type CertificateKind, createPki} from '../../source/practice/certificates.ts';

const now = new Date();
const pki = createPki(now, 'Northwind Mills');
const host = 'service.example';

/** What Node makes of a server that shows this identity, seen with these roots. */
async function judge(kind: CertificateKind, ca: string, serverName = host): Promise<string | null> {
	const server = tls.createServer(pki.identityFor([host, '127.0.0.1'], kind));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const socket = tls.connect({port, host: '127.0.0.1', servername: serverName, ca, rejectUnauthorized: false});
	await once(socket, 'secureConnect');
	const problem = socket.authorizationError as unknown as string | null;
	socket.destroy();
	server.close();
	return problem;
}

function chainOf(kind: CertificateKind): X509Certificate[] {
	const pems = pki.identityFor([host, '127.0.0.1'], kind).cert.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g);
	return (pems ?? []).map(pem => new X509Certificate(pem));
}

describe('judged by Node against the public root', () => {
	it.each<[CertificateKind, string | null]>([
		['public', null],
		['corporate', 'SELF_SIGNED_CERT_IN_CHAIN'],
		['certificate-expired', 'CERT_HAS_EXPIRED'],
		['certificate-not-yet-valid', 'CERT_NOT_YET_VALID'],
		['certificate-wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
		['certificate-self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
		['certificate-unknown-issuer', 'SELF_SIGNED_CERT_IN_CHAIN'],
		['certificate-missing-intermediate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
		['certificate-inspected', 'SELF_SIGNED_CERT_IN_CHAIN'],
		['certificate-inspected-leaf-only', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
		['certificate-expired-issuer', 'CERT_HAS_EXPIRED'],
		['certificate-several-defects', 'CERT_HAS_EXPIRED'],
	])('%s: %s', async (kind, expected) => {
		expect(await judge(kind, pki.publicRootPem)).toBe(expected);
	});
});

it.each<CertificateKind>(['corporate', 'certificate-inspected', 'certificate-inspected-leaf-only'])(
	'%s verifies against the corporate root',
	async kind => {
		expect(await judge(kind, pki.corporateRootPem)).toBeNull();
	},
);

it('is no certificate for another name', async () => {
	expect(await judge('public', pki.publicRootPem, 'another.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
});

it('makes certificates whose every part holds', () => {
	const [leaf, intermediate] = chainOf('public');
	const root = new X509Certificate(pki.publicRootPem);

	expect(leaf?.subjectAltName).toBe('DNS:service.example, IP Address:127.0.0.1');
	expect(leaf?.ca).toBe(false);
	expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
	expect(leaf?.checkHost(host)).toBe(host);
	expect(leaf?.checkIP('127.0.0.1')).toBe('127.0.0.1');
	expect(intermediate?.ca).toBe(true);
	expect(intermediate && leaf?.checkIssued(intermediate) && leaf.verify(intermediate.publicKey)).toBe(true);
	expect(intermediate?.checkIssued(root) && intermediate.verify(root.publicKey)).toBe(true);
	expect(root.checkIssued(root)).toBe(true);
	expect(leaf?.serialNumber).not.toBe(chainOf('certificate-expired')[0]?.serialNumber);
});

it('has every defect that it promises', () => {
	const [leaf, root] = chainOf('certificate-several-defects');

	expect(leaf?.validToDate.getTime()).toBeLessThan(now.getTime());
	expect(leaf?.checkHost(host)).toBeUndefined();
	expect(root?.subject).toContain('Unlisted');
});

it('names the company whose proxy inspects', () => {
	expect(new X509Certificate(pki.corporateRootPem).subject).toBe(
		'O=Northwind Mills\nCN=Northwind Mills TLS Inspection CA',
	);
});

it('issues a name of any length, and the same identity each time', () => {
	const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
	const identity = pki.identityFor([long], 'public');

	expect(new X509Certificate(identity.cert).checkHost(long)).toBe(long);
	expect(pki.identityFor([long], 'public')).toBe(identity);
});

it('writes dates on both sides of 2050 so that they are read back', () => {
	const late = createPki(new Date('2045-06-01T12:30:15Z'), 'Northwind Mills');
	const root = new X509Certificate(late.publicRootPem);

	expect(root.validFromDate.toISOString()).toBe('2040-06-02T12:30:15.000Z');
	expect(root.validToDate.toISOString()).toBe('2055-05-30T12:30:15.000Z');
});
