import type {Severity} from '../probe/types.ts';

/** Who can put a finding right. */
export const owners = ['network', 'proxy', 'dns', 'security', 'cluster', 'you'] as const;
export type Owner = (typeof owners)[number];

/** One root cause behind many verdicts, with its owner and its fix. */
export type Finding = {
	/** Stable for the same root cause in another run. */
	readonly id: string;
	readonly title: string;
	readonly severity: Severity;
	readonly owner: Owner;
	/** `host:port` of every target behind it. */
	readonly targets: readonly string[];
	/** Why we think so. */
	readonly why: string;
	/** The fix, step by step. */
	readonly fix: readonly string[];
	/** Commands that prove it, before and after. */
	readonly verify: readonly string[];
};
