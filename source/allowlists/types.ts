import type {Scope} from '../catalog/types.ts';
import type {Cause} from '../verdict/causes.ts';
import type {DialectId} from './dialect-ids.ts';

/** What a rule tells apart. A WebSocket is HTTPS to a firewall. */
export const ruleProtocols = ['https', 'http', 'udp'] as const;
export type RuleProtocol = (typeof ruleProtocols)[number];

/** One host pattern that must be allowed on one port, in no firewall's own syntax. */
export type RuleEntry = {
	/** The documented patterns that this stands for, placeholders included. */
	readonly patterns: readonly string[];
	/** A host name, or a name with `*` for whole labels, in lower case. A leading `*` is one label or more, a later one exactly one. */
	readonly host: string;
	readonly port: number;
	readonly protocol: RuleProtocol;
	readonly purposes: readonly string[];
	readonly requirementIds: readonly string[];
	/** Who must reach it; empty where nobody says. */
	readonly scopes: readonly Scope[];
	/** TLS inspection breaks the service. */
	readonly noInspection: boolean;
	/** How the documented pattern was narrowed before any dialect saw it, to follow "narrowed"; null where it was not. */
	readonly narrowing: string | null;
	/** Why it is a wildcard although the user named own resources behind it, as a sentence; null where there is no such reason. */
	readonly breadth: string | null;
	/** Hosts under a wildcard that the service itself names for this region. */
	readonly namedHosts: readonly string[];
	/** Why a run could not reach it; empty for a plan. */
	readonly causes: readonly Cause[];
};

/** A documented line that no rule can be made of, and why. */
export type LeftOut = {readonly pattern: string; readonly port: number; readonly reason: string};

/** All that is to be allowed, and what could not become an entry. */
export type RuleSet = {
	readonly entries: readonly RuleEntry[];
	/** What gets through already, and is only to be left alone by TLS inspection: no rule opens it any further. */
	readonly exemptions: readonly RuleEntry[];
	/** The proxies through which the settings go, each once; their hosts are plain names or addresses. */
	readonly proxies: readonly {readonly host: string; readonly port: number}[];
	readonly leftOut: readonly LeftOut[];
	/** Lines passed over as below the chosen level or retired. */
	readonly passedOverCount: number;
	/** What is missing for a reason that no rule cures: `host:port` by cause, and none of it among the entries. */
	readonly uncured: ReadonlyMap<Cause, readonly string[]>;
	/** What a run could not test and is needed all the same, as `host:port`; not in a list of what is blocked. */
	readonly untested: readonly string[];
	/** Lines that a stopped run did not get to; not in a list of what is blocked. */
	readonly skippedCount: number;
};

/** From the best to the worst. */
export const outcomeKinds = ['exact', 'narrowed', 'enumerated', 'widened', 'inexpressible'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/** How one dialect can say one entry. */
export type Expression = {
	readonly kind: OutcomeKind;
	/** What stands in the output; nothing where it can't be said. */
	readonly written: readonly string[];
	/** To what it was narrowed, the risk of a wider one, why it can't be said; null where there is nothing to add. */
	readonly detail: string | null;
};

/** How an entry came out in one dialect, its own narrowing included. */
export type Outcome = Expression & {readonly entry: RuleEntry};

export type RuleOptions = {
	/** Addresses and CIDR ranges that the traffic comes from; empty where they were not given. */
	readonly sources: readonly string[];
};

/** The syntax of one firewall or proxy. */
export type Dialect = {
	readonly id: DialectId;
	/** To follow "allow-list for". */
	readonly title: string;
	/** Without a dot. */
	readonly fileExtension: string;
	/** Null where the syntax has no comments. */
	readonly commentMark: '#' | '//' | null;
	/** Stands before everything else, such as the line that names the interpreter. */
	readonly firstLine: string | null;
	/** Where the rules belong, what they match on, the traps, and whether the product could read them. */
	readonly notes: readonly string[];
	/** Stands before the rules, where the product takes no comments: how to paste what is left without them. */
	readonly pasting?: string;
	/** Takes out of a comment what its product would act on. */
	readonly cleanComment: (text: string) => string;
	/** What to do with the source of the traffic where the rules can not say it; null where they do. */
	readonly withSource: string | null;
	/** What the rules do where nobody said it, to follow "No source of the traffic was given: "; null where they need none. */
	readonly withoutSource: string | null;
	readonly express: (entry: RuleEntry, all: readonly RuleEntry[]) => Expression;
	/** The rules themselves, line by line: for at least one entry that can be said, unless the syntax has no comments. */
	readonly renderBody: (outcomes: readonly Outcome[], options: RuleOptions, ruleSet: RuleSet) => Iterable<string>;
	/** What keeps TLS inspection away from at least one HTTPS host; null where the syntax is not known. */
	readonly renderExemptions: ((outcomes: readonly Outcome[]) => readonly string[]) | null;
};
