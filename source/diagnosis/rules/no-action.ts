import {endpointOf} from '../../plan/endpoints.ts';
import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {endpointNamesOf} from '../results.ts';
import type {Rule} from './types.ts';

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
