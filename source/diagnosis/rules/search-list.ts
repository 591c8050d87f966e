import {otherProgramAddress, type ProgramDifference, programDifference} from '../../evidence/program-names.ts';
import {targetDnsOf} from '../../evidence/stages.ts';
import type {DnsEvidence} from '../../evidence/types.ts';
import type {Result} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {hostOf} from '../results.ts';
import {type Shell, shellOf} from '../shell-words.ts';
import type {Group, Rule} from './types.ts';

type Difference = ProgramDifference & {readonly host: string};

function differencesIn(results: readonly Result[]): Difference[] {
	return results.flatMap(result => {
		const dns = result.attempts.map(targetDnsOf).findLast(evidence => evidence !== undefined);
		const difference = dns && (programDifference(dns) ?? staleDifference(result, dns));
		return difference ? [{...difference, host: hostOf(result)}] : [];
	});
}

/** Public addresses take turns: another one is an old one where it does not show a certificate for the name. */
function staleDifference({controls}: Result, dns: DnsEvidence): ProgramDifference | null {
	const other = otherProgramAddress(dns);
	const control = controls.find(({kind, passed}) => kind === 'program-address' && !passed);
	if (!other || !control) return null;
	const own = dns.addresses.slice(0, 3).map(({address}) => address);
	const sentence = `The name servers answer ${own.join(', ')} for ${dns.name}, but programs on this machine get ${other.address}, where no certificate for the name is shown (${control.detail}).`;
	return {kind: 'resolver', domains: [], sentence};
}

function describeSearchList(differences: readonly Difference[]): Group {
	const domains = joinWords(uniqueOf(differences.flatMap(difference => difference.domains)));
	const variables = joinWords(uniqueOf(differences.flatMap(difference => difference.variables ?? [])));
	return {
		id: 'names.search-list',
		title: 'A search domain answers for names of the internet',
		owner: variables === '' ? 'dns' : 'you',
		severity: 'warning',
		why: `${differences[0]?.sentence} A wildcard record in ${domains} does that for every name, so that programs on machines and in pods with this search list reach another host than they mean.`,
		fix: [
			...(variables === '' ? [] : [`Unset ${variables} in the environment, and check again.`]),
			`Take the wildcard record out of ${domains}, or limit it to the names that it is meant for.`,
			`Or take ${domains} out of the search list of this machine and of the cluster nodes (resolv.conf), from which pods inherit it.`,
			'In pods, lower ndots to 1 (dnsConfig), so that names with a dot are tried as they are first.',
		],
		results: [],
	};
}

function describeResolver(differences: readonly Difference[], shell: Shell): Group {
	const isPosix = shell === 'posix';
	return {
		id: 'names.resolver',
		title: 'Programs on this machine resolve names otherwise than its name servers',
		owner: 'you',
		severity: 'warning',
		why: `${differences[0]?.sentence} The verdicts hold for what the name servers say; programs such as curl and az on this machine go elsewhere.`,
		fix: [
			`Compare "${isPosix ? 'getent ahosts' : 'Resolve-DnsName'} NAME" with "nslookup NAME" on this machine${isPosix ? ' and on a cluster node' : ''}.`,
			isPosix
				? 'Look for an old entry in a cache (nscd, systemd-resolved), an entry in the hosts file, or another order in /etc/nsswitch.conf.'
				: 'Look for an old entry in the cache (Get-DnsClientCache), an entry in the hosts file, or a rule of its own for the name (Get-DnsClientNrptPolicy).',
		],
		results: [],
	};
}

/**
 * Names mean another thing to programs than to the name servers. It stands beside the rows, whose own faults other rules
 * explain.
 */
export const searchList: Rule = {
	name: 'search-list',
	find(_unexplained, run) {
		const differences = [...Map.groupBy(differencesIn(run.results), ({kind}) => kind)];
		return differences.flatMap(([kind, of]) => {
			if (kind === 'hosts-file') return [];
			return [kind === 'search-list' ? describeSearchList(of) : describeResolver(of, shellOf(run.vantage))];
		});
	},
};
