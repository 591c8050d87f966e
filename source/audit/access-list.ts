import type {RuleProtocol} from '../allowlists/types.ts';
import {joinWords, uniqueOf} from '../words.ts';
import type {Expression} from './expression.ts';
import type {Variable} from './tree.ts';

/** Where something stands in the list: its file, its line from 1 where the syntax has lines, and its text, bounded. */
export type Place = {readonly file: string; readonly line: number; readonly text: string};

/** Which names an item takes. A name here is in lower case, without a final dot. */
export type Matcher =
	| {readonly kind: 'name'; readonly name: string}
	/** Names under `base`: of any depth, or of one label more alone; `hasApex`: and `base` itself. */
	| {readonly kind: 'suffix'; readonly base: string; readonly hasApex: boolean; readonly isDeep: boolean}
	/** `*` for one label each, `**` in front for one or more, and `*` within a label for a run of characters. */
	| {readonly kind: 'labels'; readonly labels: readonly string[]}
	| {readonly kind: 'every'}
	/** Against the host, or against what Squid calls the URL: `host:443` of a tunnel, `http://host/` of a request. */
	| {readonly kind: 'expression'; readonly expression: Expression; readonly of: 'host' | 'url' | 'path'};

/** One line that names hosts. */
export type HostItem = {readonly matcher: Matcher; readonly place: Place};

/** Ports with what is spoken there; null stands for any. */
export type Service = {readonly protocol: RuleProtocol | 'tcp' | null; readonly from: number; readonly to: number};

/** What must hold for a rule to act. A list holds where one of its members does. */
export type Condition =
	| {readonly kind: 'hosts'; readonly isNegated?: boolean; readonly items: readonly HostItem[]}
	| {readonly kind: 'services'; readonly isNegated?: boolean; readonly services: readonly Service[]}
	/** Where the traffic comes from, or who signed in: it says nothing of hosts, and is taken to fit; `ranges` lets a given source decide. */
	| {readonly kind: 'client'; readonly isNegated?: boolean; readonly ranges: readonly string[] | null}
	| {readonly kind: 'never' | 'unknown'; readonly isNegated?: boolean}
	| {readonly kind: 'any' | 'all'; readonly isNegated?: boolean; readonly of: readonly Condition[]};

/** One rule, in the order in which the product asks them. All its conditions must hold. */
export type Entry = {
	readonly action: 'allow' | 'deny';
	readonly place: Place;
	readonly conditions: readonly Condition[];
	/** The profile of which it is a line: where it allows, it ends this one alone, and the rest is asked as well. */
	readonly profile?: string;
	/** It turns away all others, and what it names opens nothing. */
	readonly isGate?: boolean;
};

/** A line that was not understood, and why: it never counts as allowed. */
export type Refusal = {readonly place: Place; readonly why: string};

/** A list in no product's own syntax: what every reader gives. */
export type AccessList = {
	/** The first rule that fits decides. */
	readonly entries: readonly Entry[];
	/** What happens where no rule fits. */
	readonly otherwise: 'allow' | 'deny';
	/** Hosts that TLS inspection leaves alone; null where the list says nothing of inspection. */
	readonly exemptions: readonly HostItem[] | null;
	/** In place of exemptions, where inspection has rules of an order: what they allow is left alone. */
	readonly inspection?: Pick<AccessList, 'entries' | 'otherwise'>;
	readonly refusals: readonly Refusal[];
	/** What the reader took for granted, as sentences. */
	readonly notes: readonly string[];
	/** Whether a rule can name ports at all. */
	readonly knowsPorts: boolean;
	/** Where the files hold several lists of which each decides by itself: virtual domains, device groups, layers, policies. */
	readonly parts?: readonly Part[];
	/** Where rules that are added belong, as the product calls it: a virtual domain, `device-group Edge`, a policy. */
	readonly scope?: string;
};

export type Part = {readonly name: string; readonly list: AccessList};

/** Puts lists that decide each by itself into one: what one of them does not allow does not pass. */
export function joinParts(parts: readonly Part[], notes: readonly string[] = []): AccessList {
	const [first, ...others] = parts;
	const refusals = new Map(
		parts.flatMap(({list}) => list.refusals.map(one => [JSON.stringify([one.place, one.why]), one] as const)),
	);
	const own: AccessList = {
		entries: parts.flatMap(({list}) => list.entries),
		otherwise: 'deny',
		exemptions: null,
		refusals: [...refusals.values()],
		notes: [...new Set([...notes, ...parts.flatMap(({list}) => list.notes)])],
		knowsPorts: parts.some(({list}) => list.knowsPorts),
	};
	if (first === undefined) return own;
	return others.length === 0 ? {...first.list, refusals: own.refusals, notes: own.notes} : {...own, parts};
}

const longestText = 160;

/** A place with its text bounded. `line` counts from 1. */
export function placeOf(file: string, line: number, text: string): Place {
	const trimmed = text.trim();
	return {file, line, text: trimmed.length > longestText ? `${trimmed.slice(0, longestText - 1)}…` : trimmed};
}

export const anyPort = {from: 1, to: 65_535} as const;

export const servicesOf = (...services: readonly Service[]): Condition => ({kind: 'services', services});

/** Gathers a list whose lines stand side by side: the order of what is allowed says nothing, and what is excluded comes first. */
export type ListBuilder = {
	allow(matcher: Matcher, place: Place, services?: readonly Service[]): void;
	exclude(matcher: Matcher, place: Place): void;
	exempt(matcher: Matcher, place: Place): void;
	refuse(place: Place, why: string): void;
	note(text: string): void;
	/** Whether a name was allowed. */
	hasNames(): boolean;
	finish(knowsPorts: boolean): AccessList;
};

/** What a list takes for granted where defaults of variables stand in it, each with its place in words. */
export function defaultsNote(variables: readonly string[]): string[] {
	const all = uniqueOf(variables);
	const [own, values] = all.length === 1 ? ['the default', 'it counts'] : ['the defaults', 'they count'];
	return all.length === 0
		? []
		: [`Check what overrides ${own} of ${joinWords(all, 12, 'variable')}: ${values} as in force here.`];
}

/** `var.hosts (line 3)`, with the file where there are several. */
export function variableWords({name, line}: Variable, file: string, files: readonly unknown[]): string {
	return `${name.slice(0, 80)} (${files.length > 1 ? `${file} ` : ''}line ${line})`;
}

/** Begins an empty list. */
export function buildList(): ListBuilder {
	const allowed = new Map<string, {services: readonly Service[]; items: HostItem[]; place: Place}>();
	const excluded: HostItem[] = [];
	const exempt: HostItem[] = [];
	const refusals: Refusal[] = [];
	const notes = new Set<string>();
	return {
		allow(matcher, place, services = []) {
			const key = JSON.stringify(services);
			const group = allowed.get(key);
			if (group) group.items.push({matcher, place});
			else allowed.set(key, {services, items: [{matcher, place}], place});
		},
		exclude: (matcher, place) => void excluded.push({matcher, place}),
		exempt: (matcher, place) => void exempt.push({matcher, place}),
		refuse: (place, why) => void refusals.push({place, why}),
		note: text => void notes.add(text),
		hasNames: () => allowed.size > 0,
		finish(knowsPorts) {
			const [first] = excluded;
			const denials: Entry[] =
				first === undefined
					? []
					: [{action: 'deny', place: first.place, conditions: [{kind: 'hosts', items: excluded}]}];
			const entries = [...allowed.values()].map(({services, items, place}): Entry => {
				const hosts = {kind: 'hosts', items} as const;
				const conditions = services.length === 0 ? [hosts] : [{kind: 'services', services} as const, hosts];
				return {action: 'allow', place, conditions};
			});
			return {
				entries: [...denials, ...entries],
				otherwise: 'deny',
				exemptions: exempt.length === 0 ? null : exempt,
				refusals,
				notes: [...notes],
				knowsPorts,
			};
		},
	};
}

/** A file of a list, whole. */
export type ListFile = {readonly file: string; readonly text: string};

/** Gives the files that a file names (a path, with `*` for several), or null where there is none that may be read. */
export type Resolve = (from: string, path: string) => Promise<readonly ListFile[] | null>;

/** Does a part of the work that ends by itself; throws where all parts together take too long. */
export type Within = <Value>(work: () => Value) => Value;

/**
 * Reads files of one dialect, in their order one list. Throws a UsageError where they hold no list of it at all. What it does
 * after it has waited for other files, it does by `within`.
 */
export type Reader = (
	files: readonly ListFile[],
	context: {readonly resolve: Resolve; readonly within?: Within},
) => Promise<AccessList>;
