import {nameMismatchCode} from './codes.ts';
import type {CertificateEvidence, ChainCheck} from './types.ts';

/** Defects of a chain that a wrong clock alone can cause. */
export const dateCodes: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Defects that say no more than that nobody known signed the chain. */
export const unknownIssuerCodes: ReadonlySet<string> = new Set([
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

/** What is wrong with the dates of a chain at the time `now` (milliseconds since 1970), as Node's codes: each at most once. */
export function dateDefects(
	chain: readonly Pick<CertificateEvidence, 'validFrom' | 'validTo'>[],
	now: number,
): readonly string[] {
	const defects: string[] = [];
	if (chain.some(({validTo}) => Date.parse(validTo) < now)) defects.push('CERT_HAS_EXPIRED');
	if (chain.some(({validFrom}) => Date.parse(validFrom) > now)) defects.push('CERT_NOT_YET_VALID');
	return defects;
}

type Dated = Pick<CertificateEvidence, 'validFrom' | 'validTo'>;

/** The certificates whose dates count: those of the path, and the root that it leads to. Without a path the whole chain. */
export function datesOf(
	chain: readonly Dated[],
	{path, anchor}: Pick<ChainCheck, 'path' | 'anchor'>,
): readonly Dated[] {
	const certificates = path === undefined ? chain : path.flatMap(index => chain[index] ?? []);
	return anchor ? [...certificates, anchor] : certificates;
}

/**
 * Whether a set of roots vouches for a chain: verified, or with no defect but the name or the dates, which are judged
 * beside the trust. A verifier names one defect only, and an expired date hides an unknown issuer.
 */
export function isTrusted({code, isAnchored}: ChainCheck, hasDateDefects: boolean): boolean {
	return code === null || code === nameMismatchCode || (hasDateDefects && isAnchored);
}
