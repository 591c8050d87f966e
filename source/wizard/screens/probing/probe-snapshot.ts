import type {StageName} from '../../../evidence/types.ts';
import type {Severity, Status} from '../../../verdict/types.ts';

/** One endpoint under way. Rows of a plan that lead to one host and port are one endpoint. */
export type RunningRow = {
	readonly endpoint: string;
	/** Null: between stages, or waiting for the others that stand for the same wildcard. */
	readonly stage: StageName | null;
	readonly attempt: number;
};

/** How an endpoint went: as its worst row did. */
export type FinishedRow = {
	readonly endpoint: string;
	readonly status: Status;
	readonly severity: Severity;
	/** The cause, or for what went well the time that it took. */
	readonly remark: string;
};

export type StatusCounts = {readonly [status in Status]: number};

/** Endpoints that are shown together in one line: what a feature needs, or what is needed equally badly. */
export type GroupRow = {
	readonly title: string;
	readonly total: number;
	readonly finished: number;
	readonly isStarted: boolean;
	readonly counts: StatusCounts;
	/** The worst endpoint so far, or null. */
	readonly worst: Pick<FinishedRow, 'status' | 'severity'> | null;
};

/** What the probing screen shows at one moment. All numbers count endpoints. */
export type ProbeSnapshot = {
	/** Services that are asked, before the run, which hosts this set-up uses. Empty: none, or no longer. */
	readonly asking: readonly string[];
	readonly total: number;
	readonly finished: number;
	readonly counts: StatusCounts;
	/** The same by feature and by level; each is a way to show all of them. */
	readonly groups: {readonly features: readonly GroupRow[]; readonly levels: readonly GroupRow[]};
	/** In the order in which they started. */
	readonly running: readonly RunningRow[];
	/** The latest that are blocked, intercepted or unstable, as they came. */
	readonly failures: readonly FinishedRow[];
	/** The latest that went well, the newest first. */
	readonly passed: readonly FinishedRow[];
};
