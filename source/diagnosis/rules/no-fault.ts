import type {HttpEvidence, StageEvidence} from '../../evidence/types.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {endpointNamesOf, isDecided, proxyNameOf} from '../results.ts';
import type {Rule} from '../types.ts';

function replacementsOf(results: readonly Result[]): string[] {
	return uniqueOf(
		results.flatMap(({planned: {requirement}}) =>
			requirement.lifecycle.replacement === null
				? []
				: [`${requirement.pattern} by ${requirement.lifecycle.replacement}`],
		),
	);
}

/** Blocked, but nobody needs it any more. A row whose endpoint is blocked for another requirement too stays with that one. */
export const noAction: Rule = {
	name: 'no-action',
	find(unexplained) {
		const blocked = unexplained.filter(({verdict}) => verdict.status === 'blocked');
		const needed = new Set(endpointNamesOf(blocked.filter(({verdict}) => verdict.severity !== 'info')));
		const results = blocked.filter(
			result => result.verdict.severity === 'info' && !needed.has(endpointOf(result.planned)),
		);
		if (results.length === 0) return [];
		const replacements = replacementsOf(results);
		const replaced =
			replacements.length === 0
				? ''
				: ` Replaced: ${joinWords(replacements, 5, ['host by others', 'hosts by others'])}.`;
		return [
			{
				id: 'no-action',
				title: 'Blocked, but no longer needed',
				owner: 'you',
				why: `${countOf(endpointNamesOf(results).length, 'endpoint')} could not be reached that only older lists name: no longer needed, or retired upstream.${replaced}`,
				fix: ['No action. Do not open the firewall for them.'],
				results,
			},
		];
	},
};

/** An answer came, and nothing proves that the service gave it. */
function isAnswered({verdict}: Result): boolean {
	return verdict.identity === 'unproven';
}

/** What would make the row testable, or what kept it from being tested. */
function whatIsMissing(result: Result): string {
	const {planned, verdict} = result;
	const http = isAnswered(result) ? result.attempts.flatMap(({stages}) => stages).findLast(isHttp) : undefined;
	if (http?.status) {
		const place = proxyNameOf(result) ?? 'a firewall or portal';
		return `Find out whether ${place} answered ${http.status} itself, in place of the service: its log tells`;
	}
	const text = planned.target === null && planned.note !== null ? planned.note : verdict.detail;
	return text.replace(/\.$/, '');
}

function isHttp(stage: StageEvidence): stage is HttpEvidence {
	return stage.stage === 'http';
}

/** `… (for *.azurecr.io:443)`, unless the text names the host itself. */
function whatToSupply([what, rows]: readonly [string, readonly Result[]]): string {
	const isNamed = rows.every(({planned}) => what.includes(planned.target?.host ?? planned.requirement.pattern));
	return isNamed ? `${what}.` : `${what} (for ${joinWords(endpointNamesOf(rows), 6, ['name below', 'names below'])}).`;
}

/** Rows that nobody could test: wildcards without a concrete name, UDP, whatever failed on this machine itself, and answers that prove nothing. */
export const notVerified: Rule = {
	name: 'not-verified',
	find(unexplained, {results: all}) {
		const spokenFor = new Set(all.filter(isDecided).map(({planned}) => planned.requirement.id));
		const results = unexplained.filter(
			({verdict, planned: {target, requirement}}) =>
				// Another stand-in spoke for the same wildcard: nothing is missing then.
				verdict.status === 'unverified' && !(target?.sampled && spokenFor.has(requirement.id)),
		);
		if (results.length === 0) return [];
		const answered = endpointNamesOf(results.filter(isAnswered)).length;
		const doubt =
			answered === 0
				? ''
				: ` ${countOf(answered, 'answer')} came that the service or anything before it may have given.`;
		const endpoints = endpointNamesOf(results).length;
		const isRequired = ({planned: {requirement}}: Result) =>
			requirement.level === 'mandatory' || requirement.level === 'conditional';
		const required = endpointNamesOf(results.filter(isRequired)).length;
		const missing = [...Map.groupBy(results, whatIsMissing)].map(whatToSupply);
		return [
			{
				id: 'not-verified',
				title: 'Could not be tested',
				owner: 'you',
				why: `${countOf(endpoints, 'endpoint')} could not be tested (${required || 'none'} required).${doubt}`,
				fix: missing,
				results,
			},
		];
	},
};
