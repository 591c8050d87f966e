import {endpointOf} from '../../diagnosis/results.ts';
import {formatHostPort} from '../../host-port.ts';
import type {Plan} from '../../plan/types.ts';
import type {Result, RunEvent, Severity, StageName, Status} from '../../probe/types.ts';

/** One endpoint under way. Rows of a plan that share a probe are one endpoint. */
export type RunningRow = {
	readonly endpoint: string;
	/** Null: between stages, or waiting for the others that stand for the same wildcard. */
	readonly stage: StageName | null;
	readonly attempt: number;
};

export type FinishedRow = {
	readonly endpoint: string;
	readonly status: Status;
	readonly severity: Severity;
	/** The cause, or for what went well the time that it took. */
	readonly remark: string;
};

/** What the probing screen shows at one moment. */
export type ProbeSnapshot = {
	/** Services that are asked, before the run, which hosts this set-up uses. Empty: none, or no longer. */
	readonly asking: readonly string[];
	readonly total: number;
	readonly finished: number;
	readonly counts: {readonly [status in Status]: number};
	/** In the order in which they started. */
	readonly running: readonly RunningRow[];
	/** Blocked, intercepted or unstable, as they came. */
	readonly failures: readonly FinishedRow[];
	/** The latest that went well, the newest first. */
	readonly passed: readonly FinishedRow[];
};

/** More would only make lines move that nobody reads. */
const passedKept = 2;

export function emptySnapshot(plan: Plan): ProbeSnapshot {
	return {
		asking: [],
		total: plan.targets.length,
		finished: 0,
		counts: {reachable: 0, intercepted: 0, unstable: 0, blocked: 0, unverified: 0, skipped: 0},
		running: [],
		failures: [],
		passed: [],
	};
}

/** `host:port` of every row of a plan that is probed, by the id that events name. */
export function endpointNames(plan: Plan): ReadonlyMap<string, string> {
	return new Map(
		plan.targets.map(({id, target, requirement}) => [
			id,
			target ? formatHostPort(target.host, target.port) : formatHostPort(requirement.pattern, requirement.port),
		]),
	);
}

/** Folds one event into what is shown. */
export function foldEvent(snapshot: ProbeSnapshot, event: RunEvent, names: ReadonlyMap<string, string>): ProbeSnapshot {
	switch (event.type) {
		case 'expansion-started':
			return {...snapshot, asking: event.hosts};
		case 'expansion-finished':
			return {...snapshot, asking: []};
		case 'run-started':
			// The services themselves may have named other hosts than the plan that was reviewed.
			return event.targets === snapshot.total ? snapshot : {...snapshot, total: event.targets};
		case 'run-finished':
			return snapshot;
		case 'target-started':
			return start(snapshot, nameOf(event.target, names), event.attempt);
		case 'stage-started':
			return setStage(snapshot, nameOf(event.target, names), event.stage);
		case 'stage-finished':
			return setStage(snapshot, nameOf(event.target, names), null);
		case 'target-finished':
			return finish(snapshot, event.result);
		default:
			return event satisfies never;
	}
}

/** Rows that the reviewed plan lacks are named by their id, `requirement@host:port`. */
function nameOf(target: string, names: ReadonlyMap<string, string>): string {
	return names.get(target) ?? target.slice(target.indexOf('@') + 1);
}

function start(snapshot: ProbeSnapshot, endpoint: string, attempt: number): ProbeSnapshot {
	const row: RunningRow = {endpoint, stage: null, attempt};
	const index = snapshot.running.findIndex(other => other.endpoint === endpoint);
	const running = index < 0 ? [...snapshot.running, row] : snapshot.running.with(index, row);
	return {...snapshot, running};
}

function setStage(snapshot: ProbeSnapshot, endpoint: string, stage: StageName | null): ProbeSnapshot {
	const index = snapshot.running.findIndex(row => row.endpoint === endpoint);
	const row = snapshot.running[index];
	if (!row || row.stage === stage) return snapshot;
	return {...snapshot, running: snapshot.running.with(index, {...row, stage})};
}

function finish(snapshot: ProbeSnapshot, result: Result): ProbeSnapshot {
	const endpoint = endpointOf(result);
	const {status, severity} = result.verdict;
	const row: FinishedRow = {endpoint, status, severity, remark: remarkOn(result)};
	const isFailure = status === 'blocked' || status === 'intercepted' || status === 'unstable';
	const without = (rows: readonly FinishedRow[]) => rows.filter(other => other.endpoint !== endpoint);
	return {
		...snapshot,
		finished: snapshot.finished + 1,
		counts: {...snapshot.counts, [status]: snapshot.counts[status] + 1},
		running: snapshot.running.filter(other => other.endpoint !== endpoint),
		failures: isFailure ? [...without(snapshot.failures), row] : snapshot.failures,
		passed: status === 'reachable' ? [row, ...without(snapshot.passed)].slice(0, passedKept) : snapshot.passed,
	};
}

function remarkOn({verdict, attempts}: Result): string {
	if (verdict.cause) return verdict.cause;
	const milliseconds = attempts.at(-1)?.stages.reduce((sum, {ms}) => sum + ms, 0) ?? 0;
	return `${Math.round(milliseconds)} ms`;
}
