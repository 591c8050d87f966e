import {randomBytes} from 'node:crypto';
import {inTurns} from '../chunks.ts';
import {countPlannedEndpoints, isProbed} from '../plan/endpoints.ts';
import type {Plan} from '../plan/types.ts';
import type {Judge, ProbeEvent} from '../probe/probe-group.ts';
import {createProber, observePlan, type Prober, type ProberOptions} from '../probe/prober.ts';
import {readVantage} from '../probe/vantage.ts';
import type {RunEvent} from '../record/run.ts';
import {toCatalogUsed} from '../record/shape.ts';
import type {Settings} from '../settings/types.ts';
import {settleWildcard} from '../verdict/across-rows/wildcards.ts';
import {assessStage} from '../verdict/assess-attempt.ts';
import {judgeRow, judgeRunInSteps, judgeUnprobed, nextControls, outcomeOf} from '../verdict/judge-run.ts';
import {type JudgedRun, type Result, summarize} from '../verdict/types.ts';

export type RunOptions = Omit<ProberOptions, 'judge'> & {
	readonly onEvent?: (event: RunEvent) => void;
	/** Told once all is seen and its events are told: from here on nothing waits for the network. */
	readonly onProbed?: () => void;
	/** Asked now and then while it is judged; what it throws gives the run up. */
	readonly goesOn?: () => void;
	/** One that has begun already. */
	readonly prober?: Prober;
};

/** A prober that asks the judge of these settings. */
export function startProber(settings: Settings, options: Omit<ProberOptions, 'judge'>): Prober {
	const judge: Judge = {
		outcomeOf,
		nextControls: (group, observation) => nextControls(group, observation, settings),
	};
	return createProber(settings, {...options, judge});
}

/**
 * Probes a plan and judges what was seen. Resolves, whatever happens, to a run with a result for every row: after an
 * abort it is marked incomplete and the rows whose turn never came are skipped. Events tell the same while it happens.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<JudgedRun> {
	const {signal, network, prober = startProber(plan.settings, options)} = options;
	const {clock, startedAt: started} = prober;
	const id = runId(started);
	const emit = (event: RunEvent) => options.onEvent?.(event);
	const at = () => new Date(clock.now()).toISOString();
	emit({
		type: 'run-started',
		at: new Date(started).toISOString(),
		id,
		targets: plan.targets.length,
		endpoints: countPlannedEndpoints(plan.targets),
		catalog: toCatalogUsed(plan),
	});

	const tell = tellWhenSettled(plan, result =>
		emit({type: 'target-finished', at: at(), target: result.planned.id, result}),
	);
	for (const planned of plan.targets) if (!isProbed(planned)) tell(judgeUnprobed(planned));
	const observations = await observePlan(plan, prober, {
		onEvent(group, event) {
			for (const {id: target} of group.rows) emit(addressTo(target, event));
		},
		onObserved(group, observation) {
			const limits = {retries: plan.settings.retries, isStopped: signal.aborted};
			for (const planned of group.rows) tell(judgeRow(planned, group, observation, limits));
		},
	});

	options.onProbed?.();
	// What was seen is whole: who stops the run from here on stops its judging.
	const isStopped = signal.aborted;
	const results = await inTurns(
		judgeRunInSteps(plan, observations, () => isStopped),
		options.goesOn,
	);
	const summary = summarize(results);
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
		catalogChecksum: plan.catalogChecksum,
		summary,
		results,
	};
}

/** An event of a probe, for one of the rows that it answers, with what the judge says of its evidence. */
function addressTo(target: string, event: ProbeEvent): RunEvent {
	const {at} = event;
	switch (event.type) {
		case 'target-started':
			return {type: event.type, at, target, attempt: event.attempt};
		case 'stage-started':
			return {type: event.type, at, target, stage: event.stage};
		case 'stage-finished':
			return {type: event.type, at, target, evidence: assessStage(event.evidence, event.startedAt)};
	}
}

/** Sorts by time, and two runs of one second still differ. */
function runId(started: number): string {
	const stamp = new Date(started).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
	return `${stamp}-${randomBytes(3).toString('hex')}`;
}

/** Rows that stand for one wildcard are judged together, so none is told before the last of them is done. */
function tellWhenSettled({targets, settings}: Plan, tell: (result: Result) => void): (result: Result) => void {
	const sampled = new Set(targets.filter(({target}) => target?.sampled).map(({requirement}) => requirement.id));
	const siblings = targets.filter(({requirement}) => sampled.has(requirement.id));
	const wildcards = new Map(
		[...Map.groupBy(siblings, ({requirement}) => requirement.id)].map(([id, rows]) => [
			id,
			{waiting: new Set(rows.map(row => row.id)), done: [] as Result[]},
		]),
	);
	return result => {
		const others = wildcards.get(result.planned.requirement.id);
		if (!others?.waiting.delete(result.planned.id)) return tell(result);
		others.done.push(result);
		if (others.waiting.size === 0) for (const settled of settleWildcard(others.done, settings)) tell(settled);
	};
}
