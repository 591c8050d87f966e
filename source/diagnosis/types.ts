import type {LintNote} from '../settings/types.ts';
import type {JudgedRun, Result, Severity} from '../verdict/types.ts';

/** Who can put a finding right. */
export const owners = ['network', 'proxy', 'dns', 'security', 'cluster', 'you'] as const;
export type Owner = (typeof owners)[number];

export const remedies = ['allow', 'exempt'] as const;
export type Remedy = (typeof remedies)[number];

/** Which rule found a finding: what it is about, as far as a reader has to know. */
export const findingKinds = [
	'wrong-clock',
	'dns-over-tcp',
	'private-path',
	'private-link',
	'bypass-by-setting',
	'hosts-file',
	'no-name-resolves',
	'proxy-without-effect',
	'missing-no-proxy',
	'proxy-fails',
	'proxy-denies-all',
	'no-action',
	'no-route',
	'met-limits',
	'not-verified',
	'inspects-all',
	'large-hello',
	'mtu-black-hole',
	'exact-names',
	'by-cause',
	'second-family',
	'second-protocol',
	'search-list',
	'pac',
	'own-login',
	'settings-lint',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** For whom a step of a fix is: whoever can put it right, or whoever made the check and runs this program. */
export const stepReaders = ['owner', 'requester'] as const;
export type StepReader = (typeof stepReaders)[number];

/** A step of a fix as rules and causes write it. A plain text is for the owner. */
export type FixStep = string | {readonly requester: string};

/** A command that shows a fault with the tools that every network team has: curl, nslookup, ping. */
export type Check = {
	/** Ready for a POSIX shell; needs nothing of this program. */
	readonly command: string;
	/** One sentence: what it prints while the fault is there. */
	readonly now: string;
	/** One sentence: what it prints once the fault is gone. */
	readonly fixed: string;
};

/** One root cause behind many verdicts, with its owner and its fix. */
export type Finding = {
	/** Stable for the same root cause in another run. */
	readonly id: string;
	/** Null where a report of an earlier version does not say it. */
	readonly kind: FindingKind | null;
	readonly title: string;
	readonly severity: Severity;
	readonly owner: Owner;
	/** `host:port` of every target behind it. */
	readonly targets: readonly string[];
	/** Ids of the rows behind it. No row stands behind two findings. */
	readonly rows: readonly string[];
	/** Why we think so. */
	readonly why: string;
	/** What breaks, in the terms of the cluster's owner, with the error text that they will have seen. */
	readonly impact: readonly string[];
	/** The fix, step by step. */
	readonly fix: readonly string[];
	/** For whom each step of the fix is. */
	readonly fixFor: readonly StepReader[];
	/** What a rule has to do with the targets: pass them, or keep TLS inspection from them; null where no rule helps. */
	readonly remedy: Remedy | null;
	/** What others can check without this program, with what to expect before and after. */
	readonly checks: readonly Check[];
	/** All commands that prove it, before and after: those of the checks, then this program for every target. */
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
 * it has explained. A text in place of a group ends a step of long work.
 */
export type Rule = {
	readonly name: FindingKind;
	readonly find: (
		unexplained: readonly Result[],
		run: JudgedRun,
		lint: readonly LintNote[],
	) => Iterable<Group | string>;
};

/** What the fix steps of a cause may name. */
export type CauseContext = {
	/** The proxy in use, `http://proxy:3128`, or null when direct. */
	readonly proxy: string | null;
	/** Each host once. */
	readonly hosts: readonly string[];
	/** Each port once. */
	readonly ports: readonly number[];
	/** The no_proxy rules that send these hosts past a proxy that is set. */
	readonly noProxyRules: readonly string[];
	/** The name servers that were asked. */
	readonly nameServers: readonly string[];
	/** Who issued the certificate that was shown, or null. */
	readonly issuer: string | null;
	/** The schemes of a login that the proxy offered, each once. */
	readonly loginSchemes: readonly string[];
	/** How the machine's trust misses the chain that was shown, and what mends it; none: not at all, or not by little. */
	readonly authorityCures: readonly string[];
	/** What verifiers mind of the certificates, and what mends it. */
	readonly refusalCures: readonly string[];
	/** The hosts among them whose service breaks under TLS inspection. */
	readonly uninspectable: readonly string[];
};

/** What one cause means, for a network engineer who has never heard of Azure Arc. */
export type CauseText = {
	/** A short title without a full stop, true of one host as of forty. */
	readonly title: string;
	readonly owner: Owner;
	/** One sentence. */
	readonly meaning: string;
	readonly fix: (context: CauseContext) => readonly FixStep[];
};
