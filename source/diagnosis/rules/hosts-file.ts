import {programDifference} from '../../evidence/program-names.ts';
import {targetDnsOf, targetTlsOf} from '../../evidence/stages.ts';
import type {Result} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf} from '../results.ts';
import {shellOf} from '../shell-words.ts';
import type {Group, Rule} from './types.ts';

/** Why the hosts file decided otherwise than the name servers; null: it did not. */
function differenceOf({attempts}: Result): string | null {
	const dns = attempts.map(targetDnsOf).findLast(evidence => evidence !== undefined);
	const difference = dns && programDifference(dns);
	return difference?.kind === 'hosts-file' ? difference.sentence : null;
}

/** What is wrong with an address, and not with a name: nor with an answer from where a public certificate was shown. */
function failsThere({verdict, attempts}: Result): boolean {
	if (verdict.status !== 'blocked') return false;
	const tls = attempts.map(targetTlsOf).findLast(evidence => evidence !== undefined);
	const isService = verdict.cause?.startsWith('http.') && tls?.trust === 'public';
	return !isService && /^(?:tcp|tls|http)\./.test(verdict.cause ?? '');
}

/**
 * An entry of this machine's hosts file comes before any firewall: where its address fails it is the first to blame, and
 * where it works nobody else has it.
 */
export const hostsFile: Rule = {
	name: 'hosts-file',
	find(unexplained, run): Group[] {
		const rows = run.results.filter(result => differenceOf(result) !== null);
		const [first] = rows;
		if (!first) return [];
		const failing = rows.filter(row => failsThere(row) && unexplained.includes(row));
		const hosts = joinWords(uniqueOf(rows.map(hostOf)), 5, hostOfFinding);
		const effect =
			failing.length > 0
				? describeEvidence(failing)
				: `${rows.some(({verdict}) => verdict.status === 'reachable') ? 'It works here, and says' : 'That says'} nothing of the nodes and pods, which do not read this file.`;
		return [
			{
				id: 'names.hosts-file',
				title: 'The hosts file of this machine decides where names lead',
				owner: 'you',
				...(failing.length === 0 && {severity: 'warning'}),
				why: `${differenceOf(failing[0] ?? first)} ${effect}`,
				fix: [
					`Take the lines for ${hosts} out of the hosts file of this machine (${shellOf(run.vantage) === 'posix' ? '/etc/hosts' : String.raw`%SystemRoot%\System32\drivers\etc\hosts`}), or correct their addresses, and check again.`,
					'If the address is meant, as with Private Link, put it into the zone that nodes and pods ask.',
				],
				results: failing,
			},
		];
	},
};
