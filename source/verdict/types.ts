import type {Attempt, Control, Vantage} from '../evidence/types.ts';
import type {PlannedTarget} from '../plan/types.ts';
import type {Settings} from '../settings/types.ts';
import type {Cause} from './causes.ts';

export const statuses = ['reachable', 'intercepted', 'unstable', 'blocked', 'unverified', 'skipped'] as const;
export type Status = (typeof statuses)[number];

export const severities = ['ok', 'info', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];

export const confidences = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof confidences)[number];

/** What the evidence means for one target. */
export type Verdict = {
	readonly status: Status;
	readonly severity: Severity;
	readonly cause: Cause | null;
	/** One sentence for a reader. */
	readonly detail: string;
	readonly confidence: Confidence;
	/** Whether the answer is known to come from the real service; null where nothing answered, or somebody else did. */
	readonly identity: 'proven' | 'unproven' | null;
	/** Further observations that are no fault: a private address, an IPv6 path that leads nowhere. */
	readonly notes: readonly string[];
};

/** One row of a run: what was planned, what was seen, what it means. */
export type Result = {
	readonly planned: PlannedTarget;
	readonly attempts: readonly Attempt[];
	/** Made only for a target that failed, or was answered by somebody who may be anybody. */
	readonly controls: readonly Control[];
	readonly verdict: Verdict;
};

export type Summary = {readonly targets: number} & {readonly [status in Status]: number};

/** A plan, probed: all results of one moment, from one vantage point. */
export type JudgedRun = {
	/** Sortable and unique. */
	readonly id: string;
	/** ISO time with zone. */
	readonly startedAt: string;
	readonly durationMs: number;
	/** False when it was stopped before every target had its result. */
	readonly complete: boolean;
	readonly vantage: Vantage;
	readonly settings: Settings;
	readonly catalogVersion: string;
	/** Of a catalog that came from a file. */
	readonly catalogChecksum?: string | undefined;
	readonly summary: Summary;
	readonly results: readonly Result[];
};

/** Counts results by status. */
export function summarize(results: readonly Result[]): Summary {
	const counts = Object.fromEntries(
		statuses.map(status => [status, results.filter(({verdict}) => verdict.status === status).length]),
	);
	return {targets: results.length, ...counts} as Summary;
}
