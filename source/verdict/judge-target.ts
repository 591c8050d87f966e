import type {Requirement} from '../catalog/types.ts';
import type {Attempt} from '../evidence/types.ts';
import {type Judgement, judgeAttempt} from './judge-attempt.ts';
import type {Result, Severity, Status, Verdict} from './types.ts';

/** What all tries at one target mean together. The last one decides; an earlier one that failed makes it unstable. */
export function judgeTarget(requirement: Requirement, attempts: readonly Attempt[]): Verdict {
	const judgements = attempts.map(attempt => judgeAttempt(requirement, attempt));
	const last = judgements.at(-1);
	if (!last) return notProbed(requirement);
	const verdict = last.failure
		? judgeFailure(requirement, judgements, last)
		: judgeSuccess(requirement, judgements, last);
	return {...verdict, notes: [...new Set(judgements.flatMap(({notes}) => notes))]};
}

/** A second try would be a harm: with a password that was turned down it counts towards the lock of the account. */
export function isFinal({cause, status}: Pick<Verdict, 'cause' | 'status'>): boolean {
	return status === 'blocked' && cause === 'proxy.auth-rejected';
}

/** The verdict for a target whose turn never came. */
export function notProbed(requirement: Requirement): Verdict {
	return {
		status: 'skipped',
		severity: severityOf(requirement, 'skipped'),
		cause: null,
		detail: 'Skipped: the run was stopped first.',
		confidence: 'low',
		identity: null,
		notes: [],
	};
}

/** The verdict for a target whose first try failed when the run was stopped before the second. */
export function notRetried(requirement: Requirement, detail: string): Verdict {
	return {
		...notProbed(requirement),
		detail: `The first try failed, and the run was stopped before the second. ${detail}`,
	};
}

/** The verdict for a row that can't be probed; `detail` says why and what to supply. */
export function notTestable(requirement: Requirement, detail: string): Verdict {
	return {...notProbed(requirement), status: 'unverified', severity: severityOf(requirement, 'unverified'), detail};
}

function judgeFailure(
	requirement: Requirement,
	judgements: readonly Judgement[],
	last: Judgement,
): Omit<Verdict, 'notes'> {
	// A fault of this machine in the last try must not hide what an earlier try saw of the path.
	const seen = judgements.findLast(({failure}) => failure !== null && failure.kind !== 'local')?.failure;
	const tries = judgements.length > 1 ? ` Tried ${judgements.length} times.` : '';
	switch (seen?.kind) {
		case 'blocked':
			return {
				status: 'blocked',
				severity: severityOf(requirement, 'blocked'),
				cause: seen.cause,
				detail: `${seen.detail}${tries}`,
				confidence: seen.confidence,
				identity: null,
			};
		case 'doubtful':
			return {...notTestable(requirement, `${seen.detail}${tries}`), identity: 'unproven'};
		default:
			return notTestable(requirement, last.detail);
	}
}

function judgeSuccess(
	requirement: Requirement,
	judgements: readonly Judgement[],
	last: Judgement,
): Omit<Verdict, 'notes'> {
	const {identity, detail} = last;
	if (last.isPrivatelyTrusted) {
		return {
			status: 'intercepted',
			severity: severityOf(requirement, 'intercepted'),
			cause: 'tls.intercepted',
			detail,
			confidence: 'high',
			identity,
		};
	}
	const earlier = judgements.find(({failure}) => failure?.kind === 'blocked')?.failure;
	if (earlier?.kind === 'blocked') {
		return {
			status: 'unstable',
			severity: severityOf(requirement, 'unstable'),
			cause: earlier.cause,
			detail: `${detail} The try before failed: ${earlier.detail}`,
			confidence: 'medium',
			identity,
		};
	}
	const confidence = last.isWitnessed ? 'high' : 'medium';
	return {status: 'reachable', severity: 'ok', cause: null, detail, confidence, identity};
}

/** How much a status matters for a requirement. */
export function severityOf(requirement: Requirement, status: Status): Severity {
	if (status === 'reachable') return 'ok';
	if (status === 'unverified' || status === 'skipped') return 'info';
	// Nobody needs these any more, whatever happens to them.
	if (requirement.level === 'legacy' || requirement.lifecycle.state === 'retired') return 'info';
	if (status === 'intercepted') return requirement.noInspection ? 'error' : 'warning';
	if (status === 'unstable') return 'warning';
	return requirement.level === 'optional' ? 'warning' : 'error';
}

/** A result whose answer other rows of the run speak against: nothing is claimed of it any more. Keeps its evidence. */
export function asUnverified(result: Result, detail: string): Result {
	const severity = severityOf(result.planned.requirement, 'unverified');
	return {...result, verdict: {...result.verdict, status: 'unverified', severity, cause: null, detail}};
}
