import {eachInSteps, type Steps} from '../../chunks.ts';
import {safeText} from '../../safe-text.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {Result, Status} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding, onPortsPhrase} from '../cause-texts/phrases.ts';
import {causeContextOf, causeTextOf, causeTexts} from '../cause-texts.ts';
import {describeEvidence, findIssuer} from '../describe-evidence.ts';
import {remedyOf} from '../remedy.ts';
import {hostOf, proxyNameOf} from '../results.ts';
import {type Shell, shellOf} from '../shell-words.ts';
import type {CauseText, Group, Rule} from '../types.ts';

const faultStatuses: ReadonlySet<Status> = new Set<Status>(['blocked', 'intercepted', 'unstable']);

/** For these causes it is the issuer that tells one device on the way from another. */
const causesByIssuer: ReadonlySet<Cause> = new Set<Cause>(['tls.intercepted', 'tls.untrusted']);

/** A row without a cause is never dropped: it is said as it was seen. */
const unnamed: CauseText = {
	title: 'Blocked for a reason without a name',
	owner: 'network',
	meaning: 'What was seen fits none of the known causes.',
	fix: () => ['Look at the stages of these endpoints in the JSON report.'],
};

function rootOf(result: Result): string {
	const {cause, status} = result.verdict;
	const proxy = proxyNameOf(result);
	const issuer = cause !== null && causesByIssuer.has(cause) ? findIssuer(result) : null;
	const key = cause === null ? null : causeTextOf(cause, result).key;
	const parts = [status === 'unstable' ? 'unstable:' : '', cause ?? 'unnamed', key === null ? '' : `.${key}`];
	if (proxy !== null) parts.push(`@${proxy}`);
	if (issuer !== null) parts.push(`#${safeText(issuer, 120)}`);
	return parts.join('');
}

/** Windows says WSAEACCES of its own filter, and of no router (learn.microsoft.com, "Windows Sockets Error Codes"). */
const ownFilter = {
	owner: 'you',
	meaning: 'The connection was forbidden on this machine, by its firewall or by an agent that guards it.',
	fix: () => [
		'Look for the rule of Windows Firewall (Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True), or of the agent that guards this machine, and let the connection through.',
	],
} as const;

function* explainCause(id: string, results: readonly Result[], shell: Shell): Steps<Group> {
	const verdict = results[0]?.verdict;
	const isOwnFilter = verdict?.cause === 'tcp.prohibited' && shell === 'powershell';
	const text = {
		...(verdict?.cause ? causeTextOf(verdict.cause, results[0]).text : unnamed),
		...(isOwnFilter && ownFilter),
	};
	const evidence = describeEvidence(results);
	yield '';
	if (verdict?.status === 'unstable') {
		return {
			id,
			title: `Unstable: ${text.title}`,
			owner: text.owner,
			why: `${evidence} This happened on the first try only; the next one worked, so no fixed rule blocks these endpoints.`,
			fix: [
				{requester: 'Run the check again, at another time of day too.'},
				'If it comes back, look for loss, overload or one bad member of a group of devices on the path.',
			],
			results,
		};
	}
	const why = `${evidence} ${text.meaning}`;
	const remedy = verdict?.cause && !isOwnFilter ? remedyOf(verdict.cause) : null;
	return {id, title: text.title, owner: text.owner, why, fix: text.fix(causeContextOf(results)), remedy, results};
}

/** One finding for each cause, path and, where TLS was opened on the way, issuer. The last rule: it explains all that is left. */
export const byCause: Rule = {
	name: 'by-cause',
	*find(unexplained, {vantage}) {
		const faults = unexplained.filter(({verdict}) => faultStatuses.has(verdict.status));
		const roots = yield* eachInSteps(faults, rootOf);
		const byRoot = Map.groupBy(faults, (_fault, index) => roots[index]);
		for (const [id = '', results] of byRoot) yield yield* explainCause(id, results, shellOf(vantage));
	},
};

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

function explainNames(key: string, results: readonly Result[], siblings: readonly string[]): Group[] {
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
			explainNames(key, results, uniqueOf(results.flatMap(result => passingSiblings(result, all)))),
		);
	},
};
