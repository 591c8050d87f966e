import type {Cause} from '../../verdict/causes.ts';
import type {Result} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {causeContextOf} from '../cause-context.ts';
import {hostOfFinding, onPortsPhrase} from '../cause-texts/phrases.ts';
import {causeTexts} from '../cause-texts.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf, proxyNameOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** How a filter by name shows. */
const filterCauses: ReadonlySet<Cause> = new Set<Cause>([
	'proxy.host-denied',
	'tls.reset',
	'tls.closed',
	'tls.timeout',
	'tls.alert',
	'http.block-page',
]);

/** `.azurecr.io` of `<acr>.azurecr.io`: what all resources of the kind have in common; null without a name of their own. */
function domainOf({planned: {requirement}}: Result): string | null {
	return /^<[^>]+>(?:\.<[^>]+>)*(\.[a-z0-9.-]+)$/.exec(requirement.resource?.host ?? '')?.[1] ?? null;
}

function isOwnBlocked({planned, verdict}: Result): boolean {
	const isOwn = planned.origin === 'user' && planned.target !== null && !planned.target.sampled;
	return isOwn && verdict.status === 'blocked' && verdict.cause !== null && filterCauses.has(verdict.cause);
}

/** Hosts of the same domain that the same way lets through. */
function passingSiblings(result: Result, all: readonly Result[]): string[] {
	const domain = domainOf(result);
	if (domain === null) return [];
	const own = hostOf(result);
	return uniqueOf(
		all
			.filter(({verdict}) => verdict.status === 'reachable' || verdict.status === 'intercepted')
			.filter(other => proxyNameOf(other) === proxyNameOf(result) && other.planned.origin !== 'user')
			.map(hostOf)
			.filter(host => host !== own && host.endsWith(domain)),
	);
}

function keyOf(result: Result): string {
	const proxy = proxyNameOf(result);
	return `${result.verdict.cause}${proxy === null ? '' : `@${proxy}`}`;
}

function explain(key: string, results: readonly Result[], siblings: readonly string[]): Group[] {
	const cause = results[0]?.verdict.cause;
	if (!cause) return [];
	const domains = uniqueOf(results.flatMap(result => domainOf(result) ?? []));
	const context = causeContextOf(results);
	const place = context.proxy === null ? 'the filter on the direct path' : context.proxy;
	return [
		{
			id: `exact-names.${key}`,
			title: 'Your own resources are missing from rules by exact name',
			owner: causeTexts[cause].owner,
			why: `${joinWords(siblings, 3, ['host among the reachable ones', 'hosts among the reachable ones'])} ${siblings.length === 1 ? 'passes' : 'pass'}, but ${joinWords(context.hosts, 5, hostOfFinding)} under the same domain ${context.hosts.length === 1 ? 'does' : 'do'} not: the rules name hosts one by one. ${describeEvidence(results)}`,
			fix: [
				`Add ${context.hosts.join(', ')} to the rules of ${place}, ${onPortsPhrase(context)}.`,
				`Or, if policy allows every resource of the kind, allow the ${domains.length === 1 ? 'domain' : 'domains'} ${joinWords(domains)}.`,
				{
					requester:
						'Name the other resources of your workspaces too (--resource), and run the check again: each needs a rule of its own.',
				},
			],
			remedy: 'allow',
			results,
		},
	];
}

/** A public host of a domain passes and the user's own in it does not: the rules are no wildcards. */
export const exactNames: Rule = {
	name: 'exact-names',
	find(unexplained, {results: all}) {
		const missing = unexplained.filter(result => isOwnBlocked(result) && passingSiblings(result, all).length > 0);
		return [...Map.groupBy(missing, keyOf)].flatMap(([key, results]) =>
			explain(key, results, uniqueOf(results.flatMap(result => passingSiblings(result, all)))),
		);
	},
};
