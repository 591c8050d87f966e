import {BlockList, isIP} from 'node:net';
import type {Cause} from '../../verdict/causes.ts';
import type {Result} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf, proxyNameOf} from '../results.ts';
import type {Group, Rule} from './types.ts';

/** How a proxy on the outside fails for a host on the inside. */
const outsideCauses: ReadonlySet<Cause> = new Set<Cause>([
	'proxy.host-denied',
	'proxy.port-denied',
	'proxy.upstream-dns',
	'proxy.upstream-unreachable',
]);

/** Names that are never public: of a cluster, of Private Link, reserved (RFC 6762, RFC 8375, ICANN's `internal`) or customary. */
const privateName =
	/(?:^|\.)privatelink\.|\.(?:svc|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** RFC 1918, RFC 6598, link-local, and RFC 4193. */
function isPrivateAddress(host: string): boolean {
	if (isIP(host) === 0) return false;
	const ranges = new BlockList();
	ranges.addSubnet('10.0.0.0', 8);
	ranges.addSubnet('172.16.0.0', 12);
	ranges.addSubnet('192.168.0.0', 16);
	ranges.addSubnet('100.64.0.0', 10);
	ranges.addSubnet('169.254.0.0', 16);
	ranges.addSubnet('fc00::', 7, 'ipv6');
	return ranges.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

/** A name or address that no proxy on the outside knows, or the user's own resource that answers without the proxy. */
function isMeantDirect(result: Result): boolean {
	const host = hostOf(result).toLowerCase().replace(/\.$/, '');
	if (isPrivateAddress(host) || privateName.test(host)) return true;
	return (
		result.planned.requirement.resource !== null &&
		result.planned.origin === 'user' &&
		result.controls.some(({kind, passed}) => kind === 'direct' && passed)
	);
}

function explain(proxy: string, results: readonly Result[]): Group {
	const hosts = uniqueOf(results.map(hostOf));
	const named = joinWords(hosts, 5, hostOfFinding);
	return {
		id: `proxy.missing-no-proxy@${proxy}`,
		title: 'Private hosts are sent to the proxy',
		owner: 'you',
		why: `${named} ${hosts.length === 1 ? 'belongs' : 'belong'} to the inside of this network, or ${hosts.length === 1 ? 'answers' : 'answer'} without the proxy, but no entry of no_proxy keeps the traffic from ${proxy}, which fails. ${describeEvidence(results)}`,
		fix: [
			`Add to no_proxy (--no-proxy): ${hosts.join(',')}.`,
			'Give the agents the same entries: az connectedk8s connect --proxy-skip-range, or az connectedk8s update for a cluster that is connected already.',
			'Check that this machine and the cluster nodes resolve these names and reach the addresses without the proxy.',
		],
		results,
	};
}

/** Hosts on the inside that fail at the proxy: not a rule of the proxy is missing, but an entry of no_proxy. */
export const missingNoProxy: Rule = {
	name: 'missing-no-proxy',
	find(unexplained) {
		const misled = unexplained.filter(
			result =>
				result.verdict.status === 'blocked' &&
				result.verdict.severity !== 'info' &&
				result.verdict.cause !== null &&
				outsideCauses.has(result.verdict.cause) &&
				proxyNameOf(result) !== null &&
				isMeantDirect(result),
		);
		return [...Map.groupBy(misled, result => proxyNameOf(result) ?? '')].map(([proxy, results]) =>
			explain(proxy, results),
		);
	},
};
