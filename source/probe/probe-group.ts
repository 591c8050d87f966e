import {setTimeout as sleep} from 'node:timers/promises';
import {probeTimeout} from '../evidence/codes.ts';
import type {ControlKind} from '../evidence/controls.ts';
import type {Attempt, Control, Observation, StageEvidence, StageName} from '../evidence/types.ts';
import type {ProbeGroup} from '../plan/probe-groups.ts';
import type {Secrets} from '../settings/types.ts';
import {type AttemptContext, attemptTarget, type ProbeSubject} from './attempt.ts';
import {runControl} from './controls/run-control.ts';
import type {Network} from './network.ts';
import type {HttpReader} from './stages/http.ts';
import type {Standstill} from './standstill.ts';

/** A pause before the second try, in milliseconds: what failed for a moment may have passed. */
const retryPauseMs = 300;

/**
 * What a probe asks whoever judges. It only collects: whether another try or a control would say more depends on what
 * the evidence means.
 */
export type Judge = {
	/** Whether another try would say more. */
	wantsTry(group: ProbeGroup, attempts: readonly Attempt[]): boolean;
	/** Controls that tell the explanations apart, in the order of asking, without those that were made. */
	nextControls(group: ProbeGroup, observation: Observation): readonly ControlKind[];
};

/** What happens to a target: plain data, only for showing. `at` is an ISO time. */
export type ProbeEvent =
	| {readonly type: 'target-started'; readonly at: string; readonly attempt: number}
	| {readonly type: 'stage-started'; readonly at: string; readonly stage: StageName}
	| {
			readonly type: 'stage-finished';
			readonly at: string;
			/** When the try began, in milliseconds since 1970. */
			readonly startedAt: number;
			readonly evidence: StageEvidence;
	  };

type ProbeContext = Pick<
	AttemptContext,
	'clock' | 'signal' | 'timeoutMs' | 'pace' | 'logins' | 'readCertificate' | 'once' | 'onWait'
> & {
	readonly secrets: Secrets;
	readonly judge: Judge;
	readonly emit: (event: ProbeEvent) => void;
	readonly at: () => string;
	/** What it fell into is done again. */
	readonly standstill: Standstill;
};

/**
 * Tries a target, with one network for each try, until the judge wants no other or the tries are used up; then makes
 * the controls that the judge asks for. No attempts when the run was stopped before.
 */
export async function probeGroup(
	group: ProbeGroup,
	tries: readonly Network[],
	context: ProbeContext,
): Promise<Observation> {
	const {signal, judge, standstill} = context;
	const subject = subjectOf(group, context.secrets);
	const attempts: Attempt[] = [];
	const controls: Control[] = [];
	if (!subject) return {attempts, controls};
	for (const [index, network] of tries.entries()) {
		if (index > 0) {
			context.onWait();
			// What fell silent has had its pause.
			const wasSilent = attempts.at(-1)?.stages.at(-1)?.error?.code === probeTimeout;
			if (!wasSilent) await sleep(retryPauseMs, undefined, {signal}).catch(() => {});
		}
		if (signal.aborted) break;
		const tryOnce = () => makeAttempt(subject, attempts, network, context);
		const attempt = await standstill.awake(signal, tryOnce, wasLoginRejected);
		// A try that the abort cut short says nothing about the path.
		if (signal.aborted) break;
		attempts.push(attempt);
		if (!judge.wantsTry(group, attempts)) break;
	}
	const network = tries.at(-1);
	const last = attempts.at(-1);
	const asked = new Set<ControlKind>();
	while (network && last && !signal.aborted) {
		const kind = judge.nextControls(group, {attempts, controls}).find(next => !asked.has(next));
		if (kind === undefined) break;
		asked.add(kind);
		const control = await standstill.awake(signal, () => runControl(kind, subject, last, {...context, network}));
		// One that the abort cut short decides nothing.
		if (control && !signal.aborted) controls.push(control);
	}
	return {attempts, controls};
}

function makeAttempt(
	subject: ProbeSubject,
	earlier: readonly Attempt[],
	network: Network,
	context: ProbeContext,
): Promise<Attempt> {
	const {emit, at, clock} = context;
	const startedAt = clock.now();
	emit({type: 'target-started', at: at(), attempt: earlier.length + 1});
	return attemptTarget(subject, readerAfter(earlier), {
		...context,
		network,
		onStageStarted: stage => emit({type: 'stage-started', at: at(), stage}),
		onStageFinished: evidence => emit({type: 'stage-finished', at: at(), startedAt, evidence}),
	});
}

/** A password that was turned down counts towards the lock of an account, so that the same must not be asked again. */
function wasLoginRejected({stages}: Attempt): boolean {
	return stages.some(
		stage =>
			(stage.stage === 'proxy' || stage.stage === 'http') &&
			stage.authenticated &&
			(stage.status === 407 || stage.status === 401),
	);
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
