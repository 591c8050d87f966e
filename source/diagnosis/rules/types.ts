import type {Result, Run} from '../../probe/types.ts';
import type {Finding} from '../types.ts';

/** One root cause and the rows behind it. What follows from the rows alone (severity, targets, commands) is added to all alike. */
export type Group = Omit<Finding, 'severity' | 'targets' | 'verify'> & {
	/** In plan order, never empty. */
	readonly results: readonly Result[];
};

/**
 * Looks for one kind of root cause. Rules are asked one after the other, and each sees only the rows that no rule before
 * it has explained.
 */
export type Rule = {
	readonly name: string;
	readonly find: (unexplained: readonly Result[], run: Run) => readonly Group[];
};
