import {isSunk} from '../evidence/addresses.ts';
import {
	dateDefects,
	datesOf,
	incompleteChainCode,
	isTrusted,
	nameMismatchCode,
	sinkholeCode,
	untrustedCode,
} from '../evidence/codes.ts';
import type {Attempt, DnsEvidence, StageEvidence, TlsEvidence} from '../evidence/types.ts';

/**
 * A try with what its evidence means put beside what was seen: whether a name was sunk, whether a chain is trusted, and
 * what is wrong with it. Whoever collects says none of this. Assessing twice changes nothing, and evidence without what
 * it would take (of older files) stays as it is.
 */
export function assessAttempt(attempt: Attempt): Attempt {
	const startedAt = Date.parse(attempt.startedAt);
	const stages = attempt.stages.map(stage => assessStage(stage, startedAt));
	return stages.every((stage, index) => stage === attempt.stages[index]) ? attempt : {...attempt, stages};
}

/** The same for one stage of a try that began at `startedAt`, in milliseconds since 1970. */
export function assessStage(stage: StageEvidence, startedAt: number): StageEvidence {
	if (stage.stage === 'dns') return assessName(stage);
	return stage.stage === 'tls' ? assessChain(stage, startedAt) : stage;
}

function assessName(dns: DnsEvidence): DnsEvidence {
	if (!isSunk(dns)) return dns;
	const message = `answered with ${dns.addresses.map(({address}) => address).join(', ')}`;
	return {...dns, ok: false, error: {code: sinkholeCode, syscall: null, message}};
}

/** Trust is judged three ways for a target (publicly, by this machine, by nobody), for a proxy by this machine alone. */
function assessChain(tls: TlsEvidence, startedAt: number): TlsEvidence {
	const weighed = weighChain(tls, startedAt);
	// A handshake that broke off behind the chain did not fail for it.
	if (weighed === null || (tls.error !== null && tls.error.code !== untrustedCode)) return tls;
	const {trust, defects} = weighed;
	const ok = trust !== 'untrusted' && defects.length === 0;
	const error = ok ? null : {code: untrustedCode, syscall: null, message: defects.join(', ')};
	return {...tls, ok, trust, defects, error};
}

/** Who vouches for a chain, and what is wrong with it; null where nobody looked at it. */
export function weighChain(
	{chain, checks, of}: TlsEvidence,
	startedAt: number,
): {readonly trust: NonNullable<TlsEvidence['trust']>; readonly defects: string[]} | null {
	if (checks === null) return null;
	const {isNamed} = checks;
	const decisive = checks.machine ?? checks.public;
	// The verifier looks at the dates of the path that it builds; what was sent beside that path is no defect.
	const dates = decisive === null || decisive.code === null ? [] : dateDefects(datesOf(chain, decisive), startedAt);
	const vouches = (check: typeof decisive) => check !== null && isTrusted(check, dates.length > 0);
	const trust =
		of === 'target' && vouches(checks.public) ? 'public' : vouches(checks.machine) ? 'private' : 'untrusted';
	const [leaf] = chain;
	const isIncomplete = trust === 'untrusted' && chain.length === 1 && leaf?.subject !== leaf?.issuer;
	const defects = new Set([
		...(trust === 'untrusted' && decisive !== null && decisive.code !== null ? [decisive.code] : []),
		...(isIncomplete ? [incompleteChainCode] : []),
		...dates,
		...(isNamed ? [] : [nameMismatchCode]),
	]);
	return {trust, defects: [...defects]};
}
