import {randomBytes} from 'node:crypto';
import {countPlannedEndpoints} from '../plan/endpoints.ts';
import {groupByProbe} from '../plan/probe-groups.ts';
import type {Plan, PlannedTarget} from '../plan/types.ts';
import type {RunEvent} from '../record/run-event.ts';
import {weighLookalikes} from '../verdict/across-rows/lookalike-pages.ts';
import {weighRefusals} from '../verdict/across-rows/proxy-refusals.ts';
import {weighLogins} from '../verdict/across-rows/rejected-logins.ts';
import {weighSiblings} from '../verdict/across-rows/shared-path.ts';
import {settleWildcard, settleWildcards} from '../verdict/across-rows/wildcards.ts';
import {isFinal, notRetried, notTestable} from '../verdict/judge-target.ts';
import {summarize} from '../verdict/summarize.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';
import {judgeRow, type ProbeEvent} from './probe-group.ts';
import {createProber, type Prober, type ProberOptions} from './prober.ts';
import {readVantage} from './vantage.ts';

export type RunOptions = ProberOptions & {
	readonly onEvent?: (event: RunEvent) => void;
	/** One that has begun already. */
	readonly prober?: Prober;
};

/**
 * Probes a plan. Resolves, whatever happens, to a run with a result for every row: after an abort it is marked
 * incomplete and the rows whose turn never came are skipped. Events tell the same while it happens.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<JudgedRun> {
	const {signal, network, prober = createProber(plan.settings, options)} = options;
	const {clock, startedAt: started} = prober;
	const id = runId(started);
	const results = new Map<string, Result>();
	const emit = (event: RunEvent) => options.onEvent?.(event);
	const at = () => new Date(clock.now()).toISOString();
	emit({
		type: 'run-started',
		at: new Date(started).toISOString(),
		id,
		targets: plan.targets.length,
		endpoints: countPlannedEndpoints(plan.targets),
	});

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
			controls: [],
			verdict: notTestable(planned.requirement, planned.note ?? 'Nothing concrete to probe.'),
		});
	}

	await Promise.all(
		groups.map(async group => {
			const {attempts, controls} = await prober.probe(group, event => {
				for (const {id: target} of group.rows) emit(addressTo(target, event));
			});
			for (const planned of group.rows) {
				const verdict = judgeRow(planned, group, {attempts, controls});
				// Nothing is called blocked before its second try, and a stop may have come between the two.
				const isTriedOut = attempts.length > plan.settings.retries || isFinal(verdict);
				const isCutShort = signal.aborted && verdict.status === 'blocked' && !isTriedOut;
				finish({
					planned,
					attempts,
					controls,
					verdict: isCutShort ? notRetried(planned.requirement, verdict.detail) : verdict,
				});
			}
		}),
	);

	const judged = plan.targets.flatMap(planned => results.get(planned.id) ?? []);
	const ordered = weighSiblings(settleWildcards(weighLookalikes(weighRefusals(weighLogins(judged)))));
	const summary = summarize(ordered);
	const complete = summary.skipped === 0;
	emit({type: 'run-finished', at: at(), complete, summary});
	return {
		id,
		startedAt: new Date(started).toISOString(),
		durationMs: Math.round(prober.elapsedMs()),
		complete,
		vantage: readVantage(network),
		settings: plan.settings,
		catalogVersion: plan.catalogVersion,
		summary,
		results: ordered,
	};
}

/** An event of a probe, for one of the rows that it answers. */
function addressTo(target: string, event: ProbeEvent): RunEvent {
	const {at} = event;
	switch (event.type) {
		case 'target-started':
			return {type: event.type, at, target, attempt: event.attempt};
		case 'stage-started':
			return {type: event.type, at, target, stage: event.stage};
		case 'stage-finished':
			return {type: event.type, at, target, evidence: event.evidence};
	}
}

/** Sorts by time, and two runs of one second still differ. */
function runId(started: number): string {
	const stamp = new Date(started).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
	return `${stamp}-${randomBytes(3).toString('hex')}`;
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
