import type {TlsEvidence} from '../../evidence/types.ts';
import {quotePeer, type Statement} from './statement.ts';

const trustWords = {
	public: 'verifies against the public roots',
	private: 'verifies only with what this machine trusts on top of the public roots',
	untrusted: 'does not verify',
} as const;

export function describeTls(evidence: TlsEvidence, proxy: string | null): Statement {
	const [leaf] = evidence.chain;
	const who = evidence.of === 'proxy' ? `the proxy ${proxy ?? ''}`.trimEnd() : null;
	if (leaf === undefined || evidence.trust === null) {
		const what = `the TLS handshake${who === null ? '' : ` with ${who}`} failed with ${evidence.error?.code ?? 'UNKNOWN'}`;
		return {key: what, say: whom => `${what} for ${whom}`};
	}
	const defects = evidence.defects.length === 0 ? '' : ` (${evidence.defects.join(', ')})`;
	const what = `by ${quotePeer(leaf.issuer)} and ${trustWords[evidence.trust]}${defects}`;
	const shown = who === null ? 'the certificate' : `the certificate of ${who}`;
	return {key: `${shown} ${what}`, say: whom => `${shown} shown for ${whom} was issued ${what}`};
}
