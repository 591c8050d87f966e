import {nameServerOutOfReach, noNameServer, noRoute as noRouteCode} from '../../evidence/codes.ts';
import type {StageError} from '../../evidence/types.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import {findLimitsInSteps, isShutOut, type Limit} from '../../verdict/limits.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {endpointNamesOf, hostOf, isDecided, proxyNameOf, proxyOf} from '../results.ts';
import {quoteShellWord, type Shell, shellOf} from '../shell-words.ts';
import type {Check, Group, Owner, Rule} from '../types.ts';

const ownCodes: readonly string[] = [nameServerOutOfReach, noNameServer, noRouteCode];

/** What this machine said itself, before anything left it. */
function ownErrorOf({verdict, attempts}: Result): StageError | null {
	const error = verdict.status === 'unverified' ? attempts.at(-1)?.stages.at(-1)?.error : null;
	return error !== undefined && error !== null && ownCodes.includes(error.code) ? error : null;
}

/** Rows with one cause: the name server is the same for all, and so is a proxy. */
function causeOf(result: Result): string {
	const {code} = ownErrorOf(result) ?? {};
	if (code === noNameServer) return 'no-name-server';
	return code === nameServerOutOfReach ? 'name-server' : (proxyNameOf(result) ?? 'direct');
}

/** An address in the words of the error: `… 10.0.0.2:53 (ENETUNREACH)`, `… [fd00::1]:53 …`. */
function addressIn({message}: StageError): string | null {
	return /\b(\d+\.\d+\.\d+\.\d+)\b/.exec(message)?.[1] ?? /[[ ]([0-9a-f]*:[0-9a-f:]+)[\] ]/i.exec(message)?.[1] ?? null;
}

function routeCheck(address: string, shell: Shell): Check {
	if (shell === 'powershell')
		return {
			command: `Find-NetRoute -RemoteIPAddress ${quoteShellWord(address, shell)}`,
			now: 'Prints an error, or a route over an interface that leads nowhere.',
			fixed: 'Prints the interface, the source address and the next hop of the way there.',
		};
	return {
		command: `ip route get ${address}`,
		now: 'Prints "Network is unreachable", or a route that forbids it.',
		fixed: 'Prints the interface and the source address of the way there.',
	};
}

/** Where each system keeps what a machine needs to reach anything. */
const placesOf: {readonly [shell in Shell]: {readonly routes: string; readonly servers: string}} = {
	posix: {routes: 'ip address, ip route', servers: 'put it into /etc/resolv.conf'},
	powershell: {
		routes: 'Get-NetIPConfiguration, Get-NetRoute',
		servers: 'set it for the adapter (Set-DnsClientServerAddress)',
	},
};

function explainNoRoute(cause: string, results: readonly Result[], shell: Shell): Group[] {
	const [first] = results;
	const error = first ? ownErrorOf(first) : null;
	if (error === null) return [];
	if (cause === 'no-name-server') return [explainNoNameServer(results, shell)];
	const what = {'name-server': 'its name server', direct: 'the addresses of the endpoints'}[cause] ?? 'the proxy';
	const address = addressIn(error);
	return [
		{
			id: `no-route.${cause === 'name-server' || cause === 'direct' ? cause : 'proxy'}`,
			title: `This machine has no way to ${what}`,
			owner: 'you',
			severity: 'error',
			why: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}: its own routing table or firewall says so, and nothing was sent. ${countOf(endpointNamesOf(results).length, 'endpoint')} could not be tested for it, which says nothing of the network.`,
			fix: [
				`Look at the interfaces, addresses and routes of this machine (${placesOf[shell].routes}): is the cable, the VPN or the default route missing?`,
				...(cause === 'name-server' ? [`If another name server is meant: ${placesOf[shell].servers}.`] : []),
				'Check again from here, or from a machine in the network of the cluster.',
			],
			...(address !== null && {checks: [routeCheck(address, shell)]}),
			results,
		},
	];
}

function explainNoNameServer(results: readonly Result[], shell: Shell): Group {
	const isPosix = shell === 'posix';
	return {
		id: 'no-route.no-name-server',
		title: 'This machine has no name server set',
		owner: 'you',
		severity: 'error',
		why: `${isPosix ? '/etc/resolv.conf' : 'No adapter'} names ${isPosix ? 'no' : 'a'} name server, so this machine can resolve no name. ${countOf(endpointNamesOf(results).length, 'endpoint')} could not be tested for it, which says nothing of the network.`,
		fix: [
			isPosix
				? 'Put the name server of this network into /etc/resolv.conf (nameserver ADDRESS), or let the network manager do it.'
				: 'Set the name server of this network for the adapter (Set-DnsClientServerAddress), or let DHCP do it.',
			{requester: 'Or name one for this check alone on the command line (--dns ADDRESS).'},
			'Check again from here, or from a machine in the network of the cluster.',
		],
		results,
	};
}

/** Rows that never left this machine. */
export const noRoute: Rule = {
	name: 'no-route',
	find: (unexplained, {vantage}) =>
		[
			...Map.groupBy(
				unexplained.filter(result => ownErrorOf(result) !== null),
				causeOf,
			),
		].flatMap(([cause, results]) => explainNoRoute(cause, results, shellOf(vantage))),
};

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

function explainBlackHole(way: string, results: readonly Result[], others: readonly Result[], shell: Shell): Group[] {
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
			explainBlackHole(way, results, ways.get(way) ?? [], shellOf(vantage)),
		);
	},
};

type Words = {readonly id: string; readonly who: string; readonly owner: Owner; readonly unit: string};

const wordsFor: {readonly [by in Limit['by']]: (limit: Limit) => Words} = {
	proxy: ({name}) => ({id: `limit.proxy@${name}`, who: `The proxy ${name}`, owner: 'proxy', unit: 'connection'}),
	direct: ({address}) => ({
		id: 'limit.firewall',
		who: address === null ? 'A firewall on the direct way' : `A firewall before ${address}, or the host itself,`,
		owner: 'network',
		unit: 'connection',
	}),
	names: ({name}) => ({
		id: 'limit.name-server',
		who: name === null ? 'The name server' : `The name server ${name}`,
		owner: 'dns',
		unit: 'name',
	}),
};

const titles: {readonly [by in Limit['by']]: string} = {
	proxy: 'The proxy limits how many connections this machine may have',
	direct: 'Something on the way limits how many connections this machine may have',
	names: 'The name server limits how much this machine may ask',
};

/** `status 503`, `silence`, `ECONNRESET`: how those were turned away who were too many. */
function describeWay(key: string): string {
	const [stage = '', seen = ''] = key.split(' ');
	if (/TIMEOUT|TIMEDOUT/.test(seen)) return 'silence';
	return /^\d+$/.test(seen) ? `status ${seen}` : `${seen} (${stage})`;
}

function explainLimit(limit: Limit, {settings}: JudgedRun): Group {
	const {id, who, owner, unit} = wordsFor[limit.by](limit);
	const {count} = limit;
	const isAtOnce = limit.of === 'at-once';
	const granted = `${countOf(count, unit)} ${{'at-once': 'at once', 'per-second': 'a second', 'in-a-row': 'in a row'}[limit.of]}`;
	// A target may have two connections for a moment.
	const below = isAtOnce ? Math.max(1, Math.floor(count / 2)) : 1;
	const ways = joinWords(limit.ways.map(describeWay), 3, ['way', 'ways']);
	const failed = countOf(uniqueOf(limit.rows.map(({planned}) => endpointOf(planned))).length, 'endpoint');
	const untested = limit.rows.filter(result => isShutOut({result})).length;
	return {
		id,
		title: titles[limit.by],
		owner,
		severity: 'warning',
		why:
			limit.of === 'in-a-row'
				? `${who} let about ${granted} pass and then turned everybody away (${ways}), what had passed before as well, ${untested > 0 ? `for as long as it was waited for, so that nothing is known of ${countOf(untested, 'endpoint')}.` : `for a while. ${failed} failed meanwhile and were asked again later, so none of them is blocked for that.`}`
				: `${who} grants this machine about ${granted}. ${failed} failed beside others (${ways}) and passed when they were asked again with fewer at once, so none of them is blocked for that.`,
		impact: [
			'Whatever opens more than that at once fails now and then, which looks like a network that comes and goes. The agents open fewer connections than this check, but nodes that pull images at the same time may open as many.',
		],
		fix: [
			untested > 0
				? 'Find out for how long it turns this machine away, wait for that, and check again what was not tested, with --concurrency 1.'
				: {
						requester:
							below < settings.concurrency
								? `Nothing has to be done for this check: it stays below the limit with --concurrency ${below}, and asks again by itself without.`
								: 'Nothing has to be done for this check: it asks again by itself.',
					},
			`If all nodes of the cluster share one address towards it, or pull many images at once, raise the limit of ${granted} for them.`,
		],
		results: [],
	};
}

/** A peer that turned away those who were too many: nothing is blocked for it, but somebody should know. */
export const metLimits: Rule = {
	name: 'met-limits',
	*find(_unexplained, run) {
		const limits = yield* findLimitsInSteps(run.results);
		yield* limits.map(limit => explainLimit(limit, run));
	},
};
