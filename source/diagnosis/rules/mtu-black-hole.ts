import type {Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {hostOf, isDecided, proxyNameOf, proxyOf} from '../results.ts';
import {quoteShellWord, type Shell, shellOf} from '../shell-words.ts';
import type {Check} from '../types.ts';
import type {Group, Rule} from './types.ts';

/** Fewer hosts than this may be filtered by name, or broken. */
const hostsWanted = 3;

/** 1500 bytes of Ethernet less 20 of IPv4 and 8 of ICMP. */
const fullPayload = 1472;

function wayOf(result: Result): string {
	return proxyNameOf(result) ?? 'direct';
}

/** The handshake hangs for the real name and for a neutral one, so no filter by name explains it. */
function isHanging({verdict, controls}: Result): boolean {
	return (
		verdict.status === 'blocked' &&
		verdict.cause === 'tls.timeout' &&
		controls.some(({kind, passed}) => kind === 'neutral-name' && !passed)
	);
}

function hasHandshake({attempts}: Result): boolean {
	return attempts.some(({stages}) => stages.some(({stage, of, ok}) => stage === 'tls' && of === 'target' && ok));
}

/** A CONNECT that was answered, or a plain HTTP request: what fits into small packets passes. */
function passesSmall({attempts, planned}: Result): boolean {
	return attempts.some(({stages}) =>
		stages.some(
			({stage, ok}) => ok && (stage === 'proxy' || (stage === 'http' && planned.requirement.protocol === 'http')),
		),
	);
}

/** The ping of Windows takes `-f` for "do not fragment" and `-l` for the size; tracepath has no counterpart there. */
function packetChecks(host: string, shell: Shell): Check[] {
	if (shell === 'powershell')
		return [
			{
				command: `ping -n 3 -f -l ${fullPayload} ${quoteShellWord(host, shell)}`,
				now: 'Prints "100% loss" or "Packet needs to be fragmented but DF set", while the same with -l 1200 is answered.',
				fixed: 'Prints "0% loss".',
			},
		];
	const word = quoteShellWord(host);
	const target = host.startsWith('-') ? `-- ${word}` : word;
	return [
		{
			command: `ping -c 3 -M do -s ${fullPayload} ${target}`,
			now: 'Prints "100% packet loss" or "message too long", while the same with -s 1200 is answered.',
			fixed: 'Prints "0% packet loss".',
		},
		{
			command: `tracepath ${target}`,
			now: 'Names a pmtu below 1500, or falls silent where the large packets are lost.',
			fixed: 'Ends with "Resume: pmtu 1500", or with the smaller MTU that both ends now know of.',
		},
	];
}

function explain(way: string, results: readonly Result[], others: readonly Result[], shell: Shell): Group[] {
	const hosts = uniqueOf(results.map(hostOf));
	const small = others.filter(passesSmall);
	const [first] = results;
	if (first === undefined || hosts.length < hostsWanted || small.length === 0 || others.some(hasHandshake)) return [];
	const proxy = proxyOf(first);
	const route = way === 'direct' ? 'on the direct path' : `through ${way}`;
	const sign = small.some(({planned}) => planned.requirement.protocol === 'http')
		? 'plain HTTP requests on the same way are answered'
		: 'the proxy answers CONNECT on the same way';
	const known = proxy === null ? (hosts[0] ?? '') : proxy.host;
	return [
		{
			id: `mtu${way === 'direct' ? '' : `@${way}`}`,
			title: 'Large packets seem to be lost (MTU)',
			owner: 'network',
			why: `The TLS handshake hangs for all ${countOf(hosts.length, 'host')} that were tried ${route} (${joinWords(hosts, 3, hostOfFinding)}), for a neutral server name as well, while connections open and ${sign}. That is how a path looks whose MTU is smaller than both ends believe, and where the ICMP messages that would tell them are dropped. Confidence is low: a device that drops every TLS handshake looks the same.`,
			fix: [
				{
					requester: `Prove it first: where ping with ${fullPayload} bytes and "do not fragment" stays silent and one with 1200 bytes is answered, large packets are lost. Where ping is filtered, lower the MTU of this machine's interface to 1280 for a moment and run the check again.`,
				},
				'Clamp the TCP MSS to the path MTU on the tunnel, VPN or firewall in question, or set the MTU of its interfaces right.',
				'Let ICMP "fragmentation needed" (type 3, code 4) and ICMPv6 "packet too big" (type 2) through.',
				'If the proof fails, look for a device that drops TLS as such.',
			],
			checks: packetChecks(known, shell),
			results,
		},
	];
}

/** Handshakes that hang on a way where small packets pass. */
export const mtuBlackHole: Rule = {
	name: 'mtu-black-hole',
	find(unexplained, {results: all, vantage}) {
		const ways = Map.groupBy(
			all.filter(result => isDecided(result)),
			wayOf,
		);
		return [...Map.groupBy(unexplained.filter(isHanging), wayOf)].flatMap(([way, results]) =>
			explain(way, results, ways.get(way) ?? [], shellOf(vantage)),
		);
	},
};
