import {singleLine} from '../escape.ts';
import {commentLines} from './comments.ts';
import {headerLines, type RuleOrigin} from './header.ts';
import {outcomesFor} from './outcomes.ts';
import type {Dialect, Outcome, RuleOptions, RuleSet} from './types.ts';

export type RenderedRules = {
	/** What goes into the file, comments included. */
	readonly text: string;
	readonly outcomes: readonly Outcome[];
	/** What the comments say, for a dialect that has none; else empty. */
	readonly remarks: readonly string[];
};

/** Writes the rules in one dialect. Every pattern's outcome is told, and nothing is made wider without a word. */
export function renderRules(
	dialect: Dialect,
	ruleSet: RuleSet,
	options: RuleOptions,
	origin: RuleOrigin,
): RenderedRules {
	const outcomes = outcomesFor(dialect, ruleSet.entries);
	const header = headerLines(dialect, outcomes, ruleSet, options, origin);
	const canSay = outcomes.some(({written}) => written.length > 0);
	if (!canSay) header.push('Nothing is left to allow here: there is no rule.');

	const comments = header.flatMap(line => commentLines(dialect, line, 2));
	const body = canSay || dialect.commentMark === null ? dialect.renderBody(outcomes, options, ruleSet) : [];
	const top = [...(dialect.firstLine === null ? [] : [dialect.firstLine]), ...comments];
	const lines = [...top, ...(top.length > 0 && body.length > 0 ? [''] : []), ...body];
	return {
		text: lines.map(line => `${line}\n`).join(''),
		outcomes,
		remarks: dialect.commentMark === null ? header.map(singleLine) : [],
	};
}
