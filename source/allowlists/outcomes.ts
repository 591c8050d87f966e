import type {Dialect, Expression, Outcome, OutcomeKind, RuleEntry, RuleProtocol} from './types.ts';

/** The entry's own narrowing matters only where the dialect says it exactly; elsewhere it is told beside the dialect's. */
function kindOf(expression: Expression, entry: RuleEntry): OutcomeKind {
	return expression.kind === 'exact' && entry.narrowing !== null ? 'narrowed' : expression.kind;
}

/** How every entry comes out in one dialect, in the order of the entries. */
export function outcomesFor(dialect: Pick<Dialect, 'express'>, entries: readonly RuleEntry[]): Outcome[] {
	return entries.map(entry => outcomeFor(dialect, entry, entries));
}

/** How an entry among all of them comes out in one dialect. */
export function outcomeFor(dialect: Pick<Dialect, 'express'>, entry: RuleEntry, all: readonly RuleEntry[]): Outcome {
	const expression = dialect.express(entry, all);
	const isNarrowed = entry.narrowing !== null && expression.kind !== 'inexpressible';
	const narrowing = isNarrowed ? `narrowed ${entry.narrowing}` : null;
	const details = [narrowing, expression.detail].filter(text => text !== null);
	return {entry, ...expression, kind: kindOf(expression, entry), detail: details.join('; ') || null};
}

/** Entries of one protocol and port. */
export type OutcomeGroup = {
	readonly protocol: RuleProtocol;
	readonly port: number;
	/** `https-443`, the end of an object's name. */
	readonly key: string;
	/** `HTTPS on port 443`. */
	readonly title: string;
	readonly outcomes: readonly Outcome[];
};

/** Groups what can be said by protocol and port, in the order of the outcomes. */
export function groupOutcomes(outcomes: readonly Outcome[]): OutcomeGroup[] {
	const written = outcomes.filter(outcome => outcome.written.length > 0);
	return [...Map.groupBy(written, ({entry}) => `${entry.protocol}-${entry.port}`)].flatMap(([key, members]) => {
		const entry = members[0]?.entry;
		if (entry === undefined) return [];
		const {protocol, port} = entry;
		return [{protocol, port, key, title: `${protocol.toUpperCase()} on port ${port}`, outcomes: members}];
	});
}

/** What is written for a group, each once, with the purposes of all the entries it stands for. */
export function writtenOf(outcomes: readonly Outcome[]): {readonly text: string; readonly purpose: string}[] {
	const purposes = new Map<string, Set<string>>();
	for (const {entry, written} of outcomes) {
		for (const text of written) {
			const known = purposes.get(text) ?? new Set<string>();
			for (const purpose of entry.purposes) known.add(purpose);
			purposes.set(text, known);
		}
	}
	return [...purposes].map(([text, known]) => ({text, purpose: [...known].join(' ')}));
}

export const exact = (...written: readonly string[]): Expression => ({kind: 'exact', written, detail: null});

export const widened = (written: string, risk: string): Expression => ({
	kind: 'widened',
	written: [written],
	detail: risk,
});

export const inexpressible = (reason: string): Expression => ({kind: 'inexpressible', written: [], detail: reason});

/** What no dialect that matches on names can say, whatever its wildcards are like. */
export const addressReason = 'an IP address is no name; it belongs in a rule with addresses';
