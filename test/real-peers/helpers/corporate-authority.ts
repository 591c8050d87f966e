import {generateKeyPairSync} from 'node:crypto';
import {issueCertificate} from '../../../source/practice/certificates.ts';

/** A company's own certificate authority, with its key, for the programs that sign with it. */
export type CorporateAuthority = {
	readonly certificate: string;
	readonly key: string;
	/** The certificate of a server and its key. */
	issue(names: readonly string[]): {readonly certificate: string; readonly key: string};
};

export function createCorporateAuthority(): CorporateAuthority {
	const keys = generateKeyPairSync('ec', {namedCurve: 'P-256'});
	const name = {organization: 'Corporation', commonName: 'Corporation TLS Inspection CA'};
	const dayMs = 86_400_000;
	const validity = {validFrom: new Date(Date.now() - 30 * dayMs), validTo: new Date(Date.now() + 300 * dayMs)};
	const signed = {issuer: name, issuerKey: keys.privateKey, ...validity};
	const pem = (key: typeof keys.privateKey) => key.export({type: 'pkcs8', format: 'pem'}).toString();
	return {
		certificate: issueCertificate({
			...signed,
			subject: name,
			publicKey: keys.publicKey,
			altNames: [],
			isAuthority: true,
		}),
		key: pem(keys.privateKey),
		issue(names) {
			const leaf = generateKeyPairSync('ec', {namedCurve: 'P-256'});
			const subject = {organization: 'Corporation', commonName: names[0] ?? ''};
			return {
				certificate: issueCertificate({
					...signed,
					subject,
					publicKey: leaf.publicKey,
					altNames: names,
					isAuthority: false,
				}),
				key: pem(leaf.privateKey),
			};
		},
	};
}
