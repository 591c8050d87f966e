import {setTimeout as sleep} from 'node:timers/promises';
import type {Requirement} from '../catalog/types.ts';
import {probeTimeout} from '../evidence/codes.ts';
import type {Attempt, Control, Observation} from '../evidence/types.ts';
import type {ProbeGroup} from '../plan/probe-groups.ts';
import type {PlannedTarget} from '../plan/types.ts';
import type {RunEvent} from '../record/run-event.ts';
import type {Secrets} from '../settings/types.ts';
import {isFinal, judgeTarget, notProbed} from '../verdict/judge-target.ts';
import {selectControls} from '../verdict/next-controls.ts';
import type {Verdict} from '../verdict/types.ts';
import {weighControls} from '../verdict/weigh-controls.ts';
import {type AttemptContext, attemptTarget, type ProbeSubject} from './attempt.ts';
import {runControl} from './controls/run-control.ts';
import type {Network} from './network.ts';
import type {HttpReader} from './stages/http.ts';
import type {Standstill} from './standstill.ts';

/** A pause before the second try, in milliseconds: what failed for a moment may have passed. */
const retryPauseMs = 300;

type Anonymous<Event> = Event extends unknown ? Omit<Event, 'target'> : never;

/** What happens to a target, before it is said for which rows. */
export type ProbeEvent = Anonymous<Extract<RunEvent, {type: 'target-started' | 'stage-started' | 'stage-finished'}>>;

type ProbeContext = Pick<
	AttemptContext,
	'clock' | 'signal' | 'timeoutMs' | 'pace' | 'logins' | 'readCertificate' | 'onWait'
> & {
	readonly secrets: Secrets;
	readonly emit: (event: ProbeEvent) => void;
	readonly at: () => string;
	/** What it fell into is done again. */
	readonly standstill: Standstill;
	/** The user lets targets be tried without the proxy too. */
	readonly isDirectAllowed: boolean;
};

/**
 * Tries a target, with one network for each try, until an attempt gets through or the tries are used up; then makes
 * the controls that tell its explanations apart. No attempts when the run was stopped before.
 */
export async function probeGroup(
	group: ProbeGroup,
	tries: readonly Network[],
	context: ProbeContext,
): Promise<Observation> {
	const {signal, emit, at, standstill} = context;
	const subject = subjectOf(group, context.secrets);
	if (!subject) return {attempts: [], controls: []};
	const attempts: Attempt[] = [];
	for (const [index, network] of tries.entries()) {
		if (index > 0) {
			context.onWait();
			// What fell silent has had its pause.
			const wasSilent = attempts.at(-1)?.stages.at(-1)?.error?.code === probeTimeout;
			if (!wasSilent) await sleep(retryPauseMs, undefined, {signal}).catch(() => {});
		}
		if (signal.aborted) break;
		const tryOnce = () => {
			emit({type: 'target-started', at: at(), attempt: index + 1});
			return attemptTarget(subject, readerAfter(attempts), {
				...context,
				network,
				onStageStarted: stage => emit({type: 'stage-started', at: at(), stage}),
				onStageFinished: evidence => emit({type: 'stage-finished', at: at(), evidence}),
			});
		};
		const judge = (attempt: Attempt) => judgeTarget(group.lead.requirement, [attempt]);
		const attempt = await standstill.awake(signal, tryOnce, attempt => isFinal(judge(attempt)));
		// A try that the abort cut short says nothing about the path.
		if (signal.aborted) break;
		attempts.push(attempt);
		const seen = judge(attempt);
		if (isFinal(seen) || !['blocked', 'unverified'].includes(seen.status)) break;
	}
	const verdict = judgeTarget(group.lead.requirement, attempts);
	const controls: Control[] = [];
	const network = tries.at(-1);
	const last = attempts.at(-1);
	// What failed has used up its tries; what was answered needs no more of them.
	const isSettled = attempts.length === tries.length || verdict.status !== 'blocked' || isFinal(verdict);
	if (network && last && isSettled && !signal.aborted) {
		const ground = {requirement: group.lead.requirement, attempt: last};
		for (const kind of selectControls(verdict, subject, ground, context.isDirectAllowed)) {
			const control = await standstill.awake(signal, () => runControl(kind, subject, last, {...context, network}));
			// One that the abort cut short decides nothing.
			if (control && !signal.aborted) controls.push(control);
			// It was the size of the hello: another name would say nothing more.
			if (control?.kind === 'small-hello' && control.passed) break;
		}
	}
	return {attempts, controls};
}

/** The verdict on one row of a group: its own requirement held against what was seen of the target. */
export function judgeRow(planned: PlannedTarget, {lead}: ProbeGroup, {attempts, controls}: Observation): Verdict {
	const requirement = expectationOf(planned, lead);
	if (attempts.length === 0) return notProbed(requirement);
	return weighControls(judgeTarget(requirement, attempts), controls, {requirement, attempt: attempts.at(-1)});
}

/** A row whose own path was not the one asked for can't hold the answer against what it expects there. */
function expectationOf(planned: PlannedTarget, lead: PlannedTarget): Requirement {
	if (planned.path === lead.path) return planned.requirement;
	return {...planned.requirement, expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false}};
}

/** What a probe needs to know of a group, or null where there is nothing to probe. */
export function subjectOf({lead}: ProbeGroup, secrets: Secrets): ProbeSubject | null {
	const {target, route, path} = lead;
	const {protocol} = lead.requirement;
	if (!target || !route || protocol === 'udp') return null;
	const proxyPassword = protocol === 'http' ? secrets.httpProxyPassword : secrets.httpsProxyPassword;
	return {target, protocol, path: path ?? '/', route, proxyPassword};
}

/** An answer that Node's parser refused is read again by the forgiving one, which at least keeps its status. */
function readerAfter(attempts: readonly Attempt[]): HttpReader {
	return attempts.at(-1)?.stages.at(-1)?.error?.code.startsWith('HPE_') ? 'raw' : 'undici';
}
