import {BlockList, isIP} from 'node:net';
import {loopbackRule} from '../../settings/no-proxy.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {LintNote} from '../../settings/types.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {JudgedRun, Result} from '../../verdict/types.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {hostOfFinding} from '../cause-texts/phrases.ts';
import {describeEvidence} from '../describe-evidence.ts';
import {hostOf, isDecided, proxyNameOf, proxyOf, soFar} from '../results.ts';
import type {Group, Rule} from '../types.ts';

const answered = ['reachable', 'intercepted', 'unstable'];

/** What goes wrong on a way, so that another one may cure it: whose own rules the service minds, they stay. */
const isOfTheWay = /^(?:dns|tcp|tls)\.|^http\.(?!service-denied)/;

/** A row that goes past a proxy that is set, and fails on the direct way. */
function failsPastProxy({planned: {route, requirement}, verdict}: Result): boolean {
	const {status, cause} = verdict;
	if (status !== 'blocked' || cause === null || route === null || route.via !== 'direct') return false;
	// What the user requires beside the catalog may well be inside, where the direct way is the right one.
	if (requirement.features.length === 0) return false;
	return route.noProxyRule !== loopbackRule && isOfTheWay.test(cause);
}

/** The setting that sent a row there, and a name for it in an id. */
function settingOf({planned: {route, requirement}}: Result): string {
	const scheme = requirement.protocol === 'http' ? 'http' : 'https';
	return route?.noProxyRule ? `no_proxy:${route.noProxyRule}` : `no-${scheme}-proxy`;
}

function describeSetting(setting: string, proxy: string): {readonly what: string; readonly fix: string} {
	const entry = /^no_proxy:(.*)$/.exec(setting)?.[1];
	if (entry !== undefined) {
		return {
			what: `the entry "${entry}" of no_proxy sends them past the proxy`,
			fix: `Take the entry "${entry}" out of no_proxy, so that these hosts go through ${proxy}; or replace it by the names that are really inside.`,
		};
	}
	const scheme = setting === 'no-http-proxy' ? 'HTTP' : 'HTTPS';
	return {
		what: `a proxy is set for the other scheme alone, so that ${scheme} goes direct`,
		fix: `Set the proxy for ${scheme} too (--${scheme.toLowerCase()}-proxy ${proxy}, or --proxy for both).`,
	};
}

function explainBypass(setting: string, results: readonly Result[], {proxy, isTried}: SetProxy): Group {
	const {what, fix} = describeSetting(setting, proxy);
	const hosts = joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding);
	return {
		id: `bypass.${setting}`,
		title: 'Sent past the proxy by a setting',
		owner: 'you',
		why: `${describeEvidence(results)} The direct way is closed for them, and ${what}; ${isTried ? `other hosts get through ${proxy}` : `no host of this run is asked through ${proxy}`}.`,
		fix: [
			fix,
			`Keep the same list for the agents (az connectedk8s connect --proxy-skip-range) and on the nodes, since they would go past the proxy there too.`,
			`Only if the direct way is meant: let the network team open it for ${hosts}.`,
		],
		results,
	};
}

/** A proxy that is set, and gets hosts through or was never asked to. */
type SetProxy = {readonly proxy: string; readonly isTried: boolean};

function setProxyOf({results, settings}: JudgedRun): SetProxy | null {
	const proxied = results.filter(result => proxyOf(result) !== null);
	const passed = proxied.find(({verdict}) => answered.includes(verdict.status));
	const proxy = passed ? proxyOf(passed) : proxied.length === 0 ? (settings.proxy.https ?? settings.proxy.http) : null;
	return proxy ? {proxy: formatProxy(proxy), isTried: passed !== undefined} : null;
}

/** A variable names a proxy, the settings pass over it, and nothing gets through without one. */
function explainPassedOver({field, passedOver}: LintNote, unexplained: readonly Result[], run: JudgedRun): Group[] {
	const results = unexplained.filter(({verdict}) => isOfTheWay.test(verdict.cause ?? ''));
	const isDirectOpen = run.results.some(({verdict}) => answered.includes(verdict.status));
	if (passedOver === undefined || isDirectOpen || results.length === 0) return [];
	return [
		{
			id: 'bypass.variable',
			title: 'Sent past the proxy by a setting',
			owner: 'you',
			why: `${describeEvidence(results)} The direct way is closed, and the settings (--proxy none, or a profile without a proxy) pass over ${field}, which names ${passedOver}.`,
			fix: [
				`Check again with --proxy env, so that all hosts go through ${passedOver}, as programs on this machine do.`,
				'Give the agents the same proxy (az connectedk8s connect --proxy-https, --proxy-http, --proxy-skip-range).',
				`Only if the direct way is meant: let the network team open it for ${joinWords(uniqueOf(results.map(hostOf)), 5, hostOfFinding)}.`,
			],
			results,
		},
	];
}

/** The user's own setting comes first, once for each, before any firewall is asked to open a hole. */
export const bypassBySetting: Rule = {
	name: 'bypass-by-setting',
	find(unexplained, run, lint) {
		const proxy = setProxyOf(run);
		if (proxy === null) return lint.flatMap(note => explainPassedOver(note, unexplained, run));
		const rows = unexplained.filter(failsPastProxy);
		return [...Map.groupBy(rows, settingOf)].map(([setting, results]) => explainBypass(setting, results, proxy));
	},
};

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

function explainMissing(proxy: string, results: readonly Result[]): Group {
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
			explainMissing(proxy, results),
		);
	},
};

/** Fewer hosts than this may all be meant to go past the proxy. */
const hostsWanted = 3;

/** `no_proxy rule ".com" (12 hosts)`, the most frequent first. */
function reasonsOf(direct: readonly Result[]): string[] {
	return [...Map.groupBy(direct, ({planned}) => planned.route?.reason ?? '')]
		.map(([reason, results]) => ({reason, count: uniqueOf(results.map(hostOf)).length}))
		.sort((one, other) => other.count - one.count)
		.map(({reason, count}) => `${reason} (${countOf(count, 'host')})`);
}

function findIdle(_unexplained: readonly Result[], run: JudgedRun): Group[] {
	const {
		settings: {proxy},
		results: all,
	} = run;
	const name = proxy.https ?? proxy.http;
	const decided = all.filter(isDecided);
	const hosts = uniqueOf(decided.map(hostOf));
	if (name === null || hosts.length < hostsWanted || decided.some(result => proxyOf(result) !== null)) return [];
	const isSchemeMissing = proxy.https === null;
	return [
		{
			id: 'proxy.without-effect',
			title: 'The proxy that is set has no effect',
			owner: 'you',
			severity: 'warning',
			why: `${formatProxy(name)} is set, but all ${countOf(hosts.length, 'host')} that were probed${soFar(run)} go past it: ${joinWords(reasonsOf(decided), 3, 'reason')}.`,
			fix: [
				isSchemeMissing
					? 'Set the proxy for HTTPS endpoints as well (--https-proxy, or --proxy for both): nearly every endpoint is HTTPS.'
					: 'Take the rules named above out of no_proxy, and leave only what is inside the cluster and the own network.',
				'If direct access is what you want, drop the proxy from the settings and from az connectedk8s connect.',
			],
			results: [],
		},
	];
}

/** A proxy that no target uses: the rows that fail have causes of their own, but this is why they take that way. */
export const proxyWithoutEffect: Rule = {name: 'proxy-without-effect', find: findIdle};
