import type {LintNote} from '../../settings/types.ts';
import type {JudgedRun, Result, Severity} from '../../verdict/types.ts';
import type {Check, Finding, FindingKind, FixStep, Remedy} from '../types.ts';

/** One root cause and the rows behind it. What follows from the rows alone (severity, targets, commands) is added to all alike. */
export type Group = Omit<
	Finding,
	'kind' | 'severity' | 'targets' | 'rows' | 'checks' | 'verify' | 'impact' | 'fix' | 'fixFor' | 'remedy'
> & {
	readonly fix: readonly FixStep[];
	/** In plan order; those that another rule explained before stay with that. Empty only where the cause shows elsewhere than in rows at fault. */
	readonly results: readonly Result[];
	/** The least that it weighs, whatever its rows do. */
	readonly severity?: Severity;
	/** Checks of its own, before those that follow from the rows. */
	readonly checks?: readonly Check[];
	/** Absent where no rule helps. */
	readonly remedy?: Remedy | null;
	/** What breaks for its own reason, before what its rows break. */
	readonly impact?: readonly string[];
};

/**
 * Looks for one kind of root cause. Rules are asked one after the other, and each sees only the rows that no rule before
 * it has explained.
 */
export type Rule = {
	readonly name: FindingKind;
	readonly find: (unexplained: readonly Result[], run: JudgedRun, lint: readonly LintNote[]) => readonly Group[];
};
