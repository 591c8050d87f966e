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
	/** What breaks, in the terms of the cluster's owner, with the error text that they will have seen. */
	readonly impact: readonly string[];
	/** The fix, step by step. */
	readonly fix: readonly string[];
	/** Commands that prove it, before and after. */
	readonly verify: readonly string[];
};

export const nextStepIds = ['findings', 'authority', 'retest', 'connect', 'extension'] as const;

/** One thing to do after a run, in the order of doing. */
export type NextStep = {
	/** Stable, for scripts. */
	readonly id: (typeof nextStepIds)[number];
	readonly title: string;
	/** What to know and to do, one sentence or two each. */
	readonly steps: readonly string[];
	/** Ready for a POSIX shell, but for what stands between `<` and `>`. No password, ever. */
	readonly commands: readonly string[];
};
