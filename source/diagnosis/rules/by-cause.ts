import {safeText} from '../../safe-text.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {Result, Status} from '../../verdict/types.ts';
import {causeContextOf} from '../cause-context.ts';
import type {CauseText} from '../cause-texts/types.ts';
import {causeTextOf} from '../cause-variants.ts';
import {describeEvidence, findIssuer} from '../describe-evidence.ts';
import {remedyOf} from '../remedy.ts';
import {proxyNameOf} from '../results.ts';
import {type Shell, shellOf} from '../shell-words.ts';
import type {Group, Rule} from './types.ts';

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

function explain(id: string, results: readonly Result[], shell: Shell): Group {
	const verdict = results[0]?.verdict;
	const isOwnFilter = verdict?.cause === 'tcp.prohibited' && shell === 'powershell';
	const text = {
		...(verdict?.cause ? causeTextOf(verdict.cause, results[0]).text : unnamed),
		...(isOwnFilter && ownFilter),
	};
	const evidence = describeEvidence(results);
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
	find(unexplained, {vantage}) {
		const faults = unexplained.filter(({verdict}) => faultStatuses.has(verdict.status));
		return [...Map.groupBy(faults, rootOf)].map(([id, results]) => explain(id, results, shellOf(vantage)));
	},
};
