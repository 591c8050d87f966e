import {isIP} from 'node:net';
import {dnsOverTcpSilent} from '../../evidence/codes.ts';
import {otherProgramAddress, type ProgramDifference, programDifference} from '../../evidence/program-names.ts';
import {nameServersOf, targetDnsOf, targetTlsOf} from '../../evidence/stages.ts';
import type {DnsEvidence} from '../../evidence/types.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {describeEvidence, dnsAnswerOf, serversOf} from '../describe-evidence.ts';
import {endpointNamesOf, hostOf, isDecided, proxyOf, soFar} from '../results.ts';
import {type Shell, shellOf} from '../shell-words.ts';
import type {FixStep, Group, Rule} from '../types.ts';

function needsTcp({attempts, verdict}: Result): boolean {
	const last = attempts.at(-1);
	return verdict.status === 'blocked' && last !== undefined && targetDnsOf(last)?.error?.code === dnsOverTcpSilent;
}

/** Answers that are too long for UDP never arrive, although the name server answers. */
export const dnsOverTcp: Rule = {
	name: 'dns-over-tcp',
	find(unexplained) {
		const results = unexplained.filter(needsTcp);
		if (results.length === 0) return [];
		const servers = nameServersOf(results).join(', ') || 'the name server';
		return [
			{
				id: 'dns.over-tcp',
				title: 'Long answers of the name server do not arrive',
				owner: 'network',
				why: `The name server ${servers} says over UDP that its answer for ${countOf(uniqueOf(results.map(hostOf)).length, 'name')} is truncated, since it does not fit, and does not answer over TCP. So TCP port 53 towards it is what fails.`,
				fix: [
					`Allow TCP port 53 from this machine and from the cluster nodes to ${servers}, beside UDP port 53.`,
					'If the name server itself does not listen on TCP, let its team switch that on (RFC 7766 demands it).',
				],
				results,
			},
		];
	},
};

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

/** Fewer names than this say nothing about name resolution as a whole. */
const namesWanted = 3;

/** The share of names that must fail. Closed networks know a few public names after all: mirrors, private zones. */
const shareWanted = 0.9;

/** A sinkhole is an answer: names do resolve then, only not to the truth. */
function isUnresolved({verdict}: Result): boolean {
	return verdict.status === 'blocked' && verdict.cause?.startsWith('dns.') === true && verdict.cause !== 'dns.sinkhole';
}

function whatTheySaid(failed: readonly Result[]): string {
	const counts = [...Map.groupBy(failed, result => dnsAnswerOf(result) ?? '')]
		.map(([answer, results]) => ({
			answer,
			names: uniqueOf(results.map(hostOf)),
		}))
		.sort((one, other) => other.names.length - one.names.length);
	const servers = serversOf(nameServersOf(failed));
	const parts = counts.map(({answer, names}) => `${answer} for ${countOf(names.length, 'name')}`);
	return `${servers.charAt(0).toUpperCase()}${servers.slice(1)} ${joinWords(parts)}.`;
}

function meaningOf(isNameless: boolean, hasProxy: boolean): string {
	if (hasProxy)
		return 'These endpoints bypass the proxy because of no_proxy, so this machine has to resolve them itself.';
	return isNameless
		? 'NXDOMAIN for so many public names usually means that this machine has no path to public DNS and is meant to use a proxy; no proxy is set.'
		: 'No proxy is set, so this machine has to resolve every name itself; many closed networks leave that to a proxy.';
}

function fixSteps(servers: string, hasProxy: boolean): FixStep[] {
	const letResolve = `let ${servers} resolve public names.`;
	const tryAnother = {
		requester: 'To try a name server that does, run the check from the command line with --dns ADDRESS.',
	};
	if (hasProxy) {
		return [
			'Take these hosts out of no_proxy, if they are meant to go through the proxy.',
			`L${letResolve.slice(1)}`,
			tryAnother,
		];
	}
	return [
		{
			requester:
				'Find out whether this network uses a proxy. If it does, name it (--proxy http://HOST:PORT): the proxy then resolves the names. This is the likely cure.',
		},
		`If there is no proxy: ${letResolve}`,
		tryAnother,
	];
}

/** `for all 57 endpoints that were probed` or `for 54 of the 57 endpoints …`, with the names that do resolve. */
function extentOf(failed: readonly Result[], direct: readonly Result[], hasProxy: boolean): string {
	const scope = hasProxy ? 'that bypass the proxy' : 'that were probed';
	const [failedCount, directCount] = [failed, direct].map(rows => endpointNamesOf(rows).length);
	if (failed.length === direct.length)
		return `for all ${countOf(failedCount ?? 0, 'endpoint')} ${scope}; no connection could be tried.`;
	const resolved = uniqueOf(direct.filter(result => !isUnresolved(result)).map(hostOf));
	return `for ${failedCount} of the ${countOf(directCount ?? 0, 'endpoint')} ${scope}; only ${joinWords(resolved, 5, ['name among the endpoints', 'names among the endpoints'])} could be resolved.`;
}

function findUnresolved(unexplained: readonly Result[], run: JudgedRun): Group[] {
	const {settings} = run;
	const direct = unexplained.filter(
		result => isDecided(result) && proxyOf(result) === null && isIP(hostOf(result)) === 0,
	);
	const failed = direct.filter(isUnresolved);
	const names = uniqueOf(failed.map(hostOf)).length;
	if (names < namesWanted || names < shareWanted * uniqueOf(direct.map(hostOf)).length) return [];
	const hasProxy = settings.proxy.https !== null || settings.proxy.http !== null;
	const isNameless = failed.every(({verdict}) => verdict.cause === 'dns.nxdomain');
	return [
		{
			id: 'dns.no-name-resolves',
			title: `${failed.length === direct.length ? 'No name' : 'Hardly any name'} could be resolved${soFar(run)}`,
			owner: 'dns',
			why: [
				`Name resolution is what fails, ${extentOf(failed, direct, hasProxy)}`,
				whatTheySaid(failed),
				meaningOf(isNameless, hasProxy),
			].join(' '),
			fix: fixSteps(serversOf(nameServersOf(failed)), hasProxy),
			results: failed,
		},
	];
}

export const noNameResolves: Rule = {name: 'no-name-resolves', find: findUnresolved};

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
