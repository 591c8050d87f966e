import {dateCodes, incompleteChainCode, nameMismatchCode, unknownIssuerCodes} from '../../evidence/codes.ts';
import type {AuthorityEvidence, ChainCheck, TlsEvidence} from '../../evidence/types.ts';

/** What is wrong with a chain beyond "not trusted", and what mends it: a sentence each. */
export type ChainFault = {readonly problem: string; readonly cure: string};

/** What verifiers mind of certificates whose issuer they know, as OpenSSL has it, and who has to do what. */
const refusals: {readonly [code: string]: ChainFault} = {
	EE_CERTIFICATE_KEY_TOO_WEAK: {
		problem: 'its key is too short for current clients',
		cure: 'Let whoever issued it issue it again, for an RSA key of at least 2048 bits or an ECDSA key.',
	},
	CA_CERTIFICATE_KEY_TOO_WEAK: {
		problem: 'the key of an authority in its chain is too short for current clients',
		cure: 'Exchange that authority for one with an RSA key of at least 2048 bits or an ECDSA key, and issue the certificates again.',
	},
	CA_SIGNATURE_DIGEST_ALGORITHM_TOO_WEAK: {
		problem: 'a signature in its chain is made with a digest that is too weak for current clients (MD5 or SHA-1)',
		cure: 'Let the authority sign with SHA-256 or better, and issue the certificates again.',
	},
	INVALID_PURPOSE: {
		problem:
			'it is not meant for servers, or its issuer not for issuing (the key usage or extended key usage leaves that out)',
		cure: 'Let it be issued again, by an authority, with the extended key usage serverAuth and a key usage that has digitalSignature; or with neither in the authorities above it.',
	},
	PATH_LENGTH_EXCEEDED: {
		problem: 'its chain has more authorities than one of them allows below itself (path length)',
		cure: 'Let it be issued by an authority higher up, or let the path length of the one above be raised.',
	},
	PERMITTED_SUBTREE_VIOLATION: {
		problem: 'an authority in its chain may not sign for this name (name constraints)',
		cure: 'Let it be issued by an authority whose name constraints permit the name.',
	},
	EXCLUDED_SUBTREE_VIOLATION: {
		problem: 'an authority in its chain is kept from signing for this name (name constraints)',
		cure: 'Let it be issued by an authority whose name constraints permit the name.',
	},
	INVALID_CA: {
		problem: 'what signed it is no authority',
		cure: 'Let it be issued by a certificate that is an authority (basicConstraints CA:TRUE).',
	},
	KEY_USAGE_DOES_NOT_INCLUDE_CERTIFICATE_SIGNING: {
		problem: 'what signed it may not sign certificates (key usage)',
		cure: 'Let it be issued by an authority whose key usage has keyCertSign.',
	},
	UNHANDLED_CRITICAL_EXTENSION: {
		problem: 'it has a critical extension that clients do not know',
		cure: 'Let it be issued again without that extension, or with the extension marked as not critical.',
	},
	CERT_SIGNATURE_FAILURE: {
		problem: 'a signature in its chain does not hold',
		cure: 'Let the chain be put together again: a certificate in it was signed by another key than the one above it has.',
	},
	CERT_REVOKED: {
		problem: 'it was revoked',
		cure: 'Let it be issued again.',
	},
};

/** Defects that say no more than that nobody known signed the chain, or that are judged beside that. */
const unknownSigner = new Set([...unknownIssuerCodes, ...dateCodes, incompleteChainCode, nameMismatchCode]);

/** What a verifier minds of a chain whose signers may well be known. Null where it minds nothing but those. */
export function refusalOf({defects}: Pick<TlsEvidence, 'defects'>): ChainFault | null {
	const code = defects.find(defect => !unknownSigner.has(defect));
	if (code === undefined) return null;
	const known = refusals[code];
	const words = code.toLowerCase().replaceAll('_', ' ');
	return {
		problem: `${known?.problem ?? `the verifier says "${words}"`} (${code})`,
		cure: known?.cure ?? `Let whoever issued the certificate look at what verifiers say of it: ${words}.`,
	};
}

/**
 * How what this machine trusts misses a chain by little: the right name with another key, a root without the intermediate,
 * a file that holds no authority. Null where nothing comes near it, or in older files.
 */
export function authorityFault({
	chain,
	checks,
	trust,
	defects,
}: Pick<TlsEvidence, 'chain' | 'checks' | 'trust' | 'defects'>): ChainFault | null {
	const check = checks?.machine;
	if (!check) return null;
	const {anchor} = check;
	if (
		anchor &&
		trust === 'private' &&
		defects.some(code => code === 'CERT_HAS_EXPIRED') &&
		isPast(anchor, check, chain)
	) {
		return {
			problem: `${placeOf(anchor)} holds the authority "${anchor.subject}" that signed it, and that authority expired on ${dayOf(anchor.validTo)}.`,
			cure: `Get the renewed certificate of "${anchor.subject}", and put it in the place of the expired one.`,
		};
	}
	if (trust !== 'untrusted') return null;
	if (anchor && !anchor.isRoot) {
		return {
			problem: `${placeOf(anchor)} holds "${anchor.subject}", which signed it, without the root above that one, and many clients want the root.`,
			cure: `Add every certificate above "${anchor.subject}", up to the root, to the same file.`,
		};
	}
	return missedBy(check, chain);
}

function missedBy({path, namesakes = [], given = []}: ChainCheck, chain: TlsEvidence['chain']): ChainFault | null {
	const namesake = namesakes.find(({isGiven}) => isGiven) ?? namesakes[0];
	if (namesake) {
		return {
			problem: `${placeOf(namesake)} holds an authority of the same name, "${namesake.subject}", with another key, which did not sign this certificate: an older or another one.`,
			cure: `Get the certificate of "${namesake.subject}" that is in use now, and put it in the place of the other one.`,
		};
	}
	const issuer = chain[path?.at(-1) ?? 0]?.issuer;
	const [first] = given;
	if (!first || issuer === undefined) return null;
	const names = given.map(({subject}) => `"${subject}"`).join(', ');
	const authorities = given.filter(({isAuthority}) => isAuthority);
	if (authorities.length === 0) {
		return {
			problem: `The CA file holds no authority: ${names} may sign nobody, and a server's own certificate vouches for no other.`,
			cure: `Put the certificate of "${issuer}" into the CA file, with every CA above it.`,
		};
	}
	if (authorities.some(({subject}) => haveOneOwner(subject, issuer))) {
		return {
			problem: `The CA file holds ${names}, but not "${issuer}", which signed this certificate and was not sent along: the intermediate in use is missing.`,
			cure: `Add the certificate of "${issuer}" to the CA file, beside the root.`,
		};
	}
	return {
		problem: `The CA file holds ${names}, and nothing of "${issuer}", which signed this certificate: it is the file of another authority.`,
		cure: `Put the certificate of "${issuer}" into the CA file, with every CA above it.`,
	};
}

/** The root itself has expired, and not only what it signed. */
function isPast(anchor: AuthorityEvidence, {path = []}: ChainCheck, chain: TlsEvidence['chain']): boolean {
	const signed = path.flatMap(index => chain[index] ?? []);
	return signed.every(({validTo}) => Date.parse(anchor.validTo) < Date.parse(validTo));
}

function placeOf({isGiven}: AuthorityEvidence): string {
	return isGiven ? 'The CA file' : 'What this machine trusts';
}

/** Whether two distinguished names have the organisation in common. */
function haveOneOwner(one: string, other: string): boolean {
	const owner = ownerOf(one);
	return owner !== undefined && owner === ownerOf(other);
}

function ownerOf(name: string): string | undefined {
	return /(?:^|,\s*)O=([^,]+)/.exec(name)?.[1]?.trim().toLowerCase();
}

function dayOf(time: string): string {
	return time.slice(0, 10);
}
