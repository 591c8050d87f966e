import {randomBytes} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Requirement} from '../catalog/types.ts';
import {groupByProbe, type ProbeGroup} from '../plan/probe-groups.ts';
import type {Plan, PlannedTarget} from '../plan/types.ts';
import type {Secrets} from '../settings/types.ts';
import {type AttemptContext, attemptTarget, type ProbeSubject} from './attempt.ts';
import {createGate} from './gate.ts';
import {memoizeLookups} from './memoize-lookups.ts';
import type {Network} from './network.ts';
import {type Clock, systemClock} from './stage-clock.ts';
import type {HttpReader} from './stages/http.ts';
import {summarize} from './summarize.ts';
import type {Attempt, Result, Run, RunEvent} from './types.ts';
import {readVantage} from './vantage.ts';
import {judgeTarget, notProbed, notRetried, notTestable} from './verdict/judge-target.ts';
import {settleWildcard} from './verdict/settle-wildcard.ts';

/** Handshakes at once. More of them only wait for each other's turn of the processor, and their latencies show it. */
const handshakesAtOnce = 16;

/** A handshake that takes longer waits for the network, not for us, in milliseconds. */
const handshakeHoldMs = 250;

/** A pause before the second try, in milliseconds: what failed for a moment may have passed. */
const retryPauseMs = 300;

export type RunOptions = {
	readonly signal: AbortSignal;
	readonly onEvent?: (event: RunEvent) => void;
	readonly network: Network;
	readonly secrets: Secrets;
	readonly clock?: Clock;
};

/**
 * Probes a plan. Resolves, whatever happens, to a run with a result for every row: after an abort it is marked
 * incomplete and the rows whose turn never came are skipped. Events tell the same while it happens.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Run> {
	const {signal, network, secrets, clock = systemClock} = options;
	const started = clock.now();
	const stopAt = clock.elapsed();
	const id = runId(started);
	const results = new Map<string, Result>();
	const emit = (event: RunEvent) => options.onEvent?.(event);
	const at = () => new Date(clock.now()).toISOString();
	emit({type: 'run-started', at: at(), id, targets: plan.targets.length});

	const record = (result: Result) => {
		results.set(result.planned.id, result);
		emit({type: 'target-finished', at: at(), target: result.planned.id, result});
	};
	const wildcards = collectWildcards(plan.targets);
	/** Rows that stand for one wildcard are judged together, so none is told before the last of them is done. */
	const finish = (result: Result) => {
		const siblings = wildcards.get(result.planned.requirement.id);
		if (!siblings?.waiting.delete(result.planned.id)) return record(result);
		siblings.done.push(result);
		if (siblings.waiting.size === 0) for (const settled of settleWildcard(siblings.done)) record(settled);
	};

	const groups = groupByProbe(plan);
	const probed = new Set(groups.flatMap(({rows}) => rows));
	for (const planned of plan.targets) {
		if (probed.has(planned)) continue;
		finish({
			planned,
			attempts: [],
			verdict: notTestable(planned.requirement, planned.note ?? 'Nothing concrete to probe.'),
		});
	}

	const takePlace = createGate(plan.settings.concurrency);
	const takeTurn = createGate(handshakesAtOnce, handshakeHoldMs);
	const tries = Array.from({length: plan.settings.retries + 1}, () => memoizeLookups(network));
	const shared = {clock, signal, secrets, takeTurn, timeoutMs: plan.settings.timeoutMs};

	await Promise.all(
		groups.map(group =>
			takePlace(async () => {
				const attempts = await probeGroup(group, tries, {...shared, emit, at});
				for (const planned of group.rows) {
					const requirement = expectationOf(planned, group.lead);
					const verdict = attempts.length === 0 ? notProbed(requirement) : judgeTarget(requirement, attempts);
					// Nothing is called blocked before its second try, and a stop may have come between the two.
					const isCutShort = signal.aborted && verdict.status === 'blocked' && attempts.length < tries.length;
					finish({planned, attempts, verdict: isCutShort ? notRetried(requirement, verdict.detail) : verdict});
				}
			}),
		),
	);

	const ordered = plan.targets.flatMap(planned => results.get(planned.id) ?? []);
	const summary = summarize(ordered);
	const complete = !signal.aborted;
	emit({type: 'run-finished', at: at(), complete, summary});
	return {
		id,
		startedAt: new Date(started).toISOString(),
		durationMs: Math.round(clock.elapsed() - stopAt),
		complete,
		vantage: readVantage(),
		settings: plan.settings,
		catalogVersion: plan.catalogVersion,
		summary,
		results: ordered,
	};
}

/** Sorts by time, and two runs of one second still differ. */
function runId(started: number): string {
	const stamp = new Date(started).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
	return `${stamp}-${randomBytes(3).toString('hex')}`;
}

type ProbeContext = Pick<AttemptContext, 'clock' | 'signal' | 'timeoutMs' | 'takeTurn'> & {
	readonly secrets: Secrets;
	readonly emit: (event: RunEvent) => void;
	readonly at: () => string;
};

/** Tries a target until an attempt gets through or the tries are used up. Empty when the run was stopped before. */
async function probeGroup(group: ProbeGroup, tries: readonly Network[], context: ProbeContext): Promise<Attempt[]> {
	const {signal, emit, at} = context;
	const subject = subjectOf(group, context.secrets);
	if (!subject) return [];
	const attempts: Attempt[] = [];
	for (const [index, network] of tries.entries()) {
		if (index > 0) await sleep(retryPauseMs, undefined, {signal}).catch(() => {});
		if (signal.aborted) break;
		const tell = (event: (target: string) => RunEvent) => {
			for (const row of group.rows) emit(event(row.id));
		};
		tell(target => ({type: 'target-started', at: at(), target, attempt: index + 1}));
		const attempt = await attemptTarget(subject, readerAfter(attempts), {
			...context,
			network,
			onStageStarted: stage => tell(target => ({type: 'stage-started', at: at(), target, stage})),
			onStageFinished: evidence => tell(target => ({type: 'stage-finished', at: at(), target, evidence})),
		});
		// A try that the abort cut short says nothing about the path.
		if (signal.aborted) break;
		attempts.push(attempt);
		if (!['blocked', 'unverified'].includes(judgeTarget(group.lead.requirement, [attempt]).status)) break;
	}
	return attempts;
}

/** A row whose own path was not the one asked for can't hold the answer against what it expects there. */
function expectationOf(planned: PlannedTarget, lead: PlannedTarget): Requirement {
	if (planned.path === lead.path) return planned.requirement;
	return {...planned.requirement, expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false}};
}

function subjectOf({lead}: ProbeGroup, secrets: Secrets): ProbeSubject | null {
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

type WildcardRows = {readonly waiting: Set<string>; readonly done: Result[]};

function collectWildcards(targets: readonly PlannedTarget[]): Map<string, WildcardRows> {
	const byRequirement = new Map<string, WildcardRows>();
	for (const {id, requirement, target} of targets) {
		if (!target?.sampled) continue;
		const rows = byRequirement.get(requirement.id) ?? {waiting: new Set<string>(), done: []};
		rows.waiting.add(id);
		byRequirement.set(requirement.id, rows);
	}
	return byRequirement;
}
