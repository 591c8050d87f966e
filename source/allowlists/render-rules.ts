import {isTested} from '../record/counts.ts';
import {singleLine} from '../safe-text.ts';
import {commentLines} from './comments.ts';
import {type RuleOrigin, ruleNotes} from './header.ts';
import {outcomesFor} from './outcomes.ts';
import type {Dialect, Outcome, RuleOptions, RuleSet} from './types.ts';

export type RenderedRules = {
	/** What goes into the file, comments included. */
	readonly text: string;
	readonly outcomes: readonly Outcome[];
	/** What the comments say, for a dialect that has none; else empty. */
	readonly remarks: readonly string[];
	/** Why there is no rule, where the text has no comment to say it in: an empty file would look like a failure. */
	readonly emptyBecause: string | null;
};

/** Writes the rules in one dialect. Every pattern's outcome is told, and nothing is made wider without a word. */
export function renderRules(
	dialect: Dialect,
	ruleSet: RuleSet,
	options: RuleOptions,
	origin: RuleOrigin,
): RenderedRules {
	const outcomes = outcomesFor(dialect, ruleSet.entries);
	const {head, foot} = ruleNotes(dialect, outcomes, ruleSet, options, origin);
	const canSay = outcomes.some(({written}) => written.length > 0);
	const nothing = canSay ? null : describeNothing(ruleSet, origin);
	const hasComments = dialect.commentMark !== null;
	const comment = (notes: readonly string[]) => notes.flatMap(line => commentLines(dialect, line, 2));
	// Without rules there is nothing to put first.
	const isBare = nothing !== null && hasComments;
	const comments = comment(isBare ? [...head, ...foot, nothing] : head);
	const body = canSay || dialect.commentMark === null ? dialect.renderBody(outcomes, options, ruleSet) : [];
	const exemptions = exemptionLines(dialect, outcomes, ruleSet);
	const top = [...(dialect.firstLine === null ? [] : [dialect.firstLine]), ...comments];
	const parts = [top, body, exemptions, isBare ? [] : comment(foot)].filter(part => part.length > 0);
	const lines = parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
	return {
		text: lines.map(line => `${line}\n`).join(''),
		outcomes,
		remarks: dialect.commentMark === null ? [...head, ...foot].map(singleLine) : [],
		emptyBecause: dialect.commentMark === null ? nothing : null,
	};
}

/** Of what is allowed, the hosts that inspection breaks; and those that only lack the exemption. */
function exemptionLines(dialect: Dialect, outcomes: readonly Outcome[], {exemptions}: RuleSet): readonly string[] {
	const hosts = [...outcomes.filter(({entry}) => entry.noInspection), ...outcomesFor(dialect, exemptions)].filter(
		({entry, written}) => entry.protocol === 'https' && written.length > 0,
	);
	return hosts.length === 0 ? [] : (dialect.renderExemptions?.(hosts) ?? []);
}

/** Why there is no rule. That nothing is missing is said only where the run can know. */
function describeNothing({entries, exemptions, uncured}: RuleSet, {report, onlyMissing}: RuleOrigin): string {
	if (onlyMissing && 'results' in report && report.results.length > 0 && !report.results.some(isTested)) {
		return 'There is no rule: this run tested nothing, so it could not tell what is missing. Run it again, or write the rules for all of its list.';
	}
	if (entries.length === 0 && exemptions.length > 0) {
		return 'There is no rule that allows anything: what is missing is an exemption from TLS inspection.';
	}
	if (entries.length === 0 && uncured.size > 0) {
		return `There is no rule: the run could not tell what is missing, since it failed for what no rule cures (${[...uncured.keys()].join(', ')}). Mend that and run it again, or write the rules for all of its list.`;
	}
	return 'Nothing is left to allow here: there is no rule.';
}
