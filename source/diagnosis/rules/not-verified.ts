import type {Result} from '../../probe/types.ts';
import {endpointOf, groupResults, isDecided} from '../results.ts';
import {countOf, joinWords, uniqueOf} from '../words.ts';
import type {Rule} from './types.ts';

/** Renderers recognise this finding by its id: its rows have no cause. */
export const notVerifiedId = 'not-verified';

/** What would make the row testable, or what kept it from being tested. */
function whatIsMissing({planned, verdict}: Result): string {
	const text = planned.target === null && planned.note !== null ? planned.note : verdict.detail;
	return text.replace(/\.$/, '');
}

/** `… (for *.azurecr.io:443)`, unless the text names the host itself. */
function whatToSupply([what, rows]: readonly [string, readonly Result[]]): string {
	const isNamed = rows.every(({planned}) => what.includes(planned.target?.host ?? planned.requirement.pattern));
	return isNamed ? `${what}.` : `${what} (for ${joinWords(uniqueOf(rows.map(endpointOf)), 6)}).`;
}

/** Rows that nobody could test: wildcards without a concrete name, UDP, and whatever failed on this machine itself. */
export const notVerified: Rule = {
	name: 'not-verified',
	find(unexplained, {results: all}) {
		const answered = new Set(all.filter(isDecided).map(({planned}) => planned.requirement.id));
		const results = unexplained.filter(
			({verdict, planned: {target, requirement}}) =>
				// Another stand-in spoke for the same wildcard: nothing is missing then.
				verdict.status === 'unverified' && !(target?.sampled && answered.has(requirement.id)),
		);
		if (results.length === 0) return [];
		const mandatory = results.filter(({planned}) => planned.requirement.level === 'mandatory').length;
		const missing = [...groupResults(results, whatIsMissing)].map(whatToSupply);
		return [
			{
				id: notVerifiedId,
				title: 'Not tested',
				owner: 'you',
				why: `${countOf(results.length, 'requirement')} could not be tested (${mandatory || 'none'} mandatory): neither reachable nor blocked, as far as this run can tell.`,
				fix: missing,
				results,
			},
		];
	},
};
