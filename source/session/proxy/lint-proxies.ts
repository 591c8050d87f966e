import {isIP} from 'node:net';
import type {DnsEvidence, IpAddress} from '../../evidence/types.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import type {Plan, PlannedTarget} from '../../plan/types.ts';
import {stageErrorOf} from '../../probe/stage-error.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {LintNote, ProxyEndpoint} from '../../settings/types.ts';
import {countOf, joinWords} from '../../words.ts';
import {type ExaminationOptions, examineProxies, type ProxyExamination} from './examine-proxy.ts';

/** How long an address of a proxy may take to be connected to, in milliseconds. */
const patienceMs = 1000;
/** Addresses of one name that are dialled. */
const mostAddresses = 8;

/** What says that nobody is at an address. A machine without IPv6 says nothing about one. */
const deadCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT', 'PROBE_TIMEOUT']);

/**
 * What is wrong with proxies that no row would show: those that a PAC names behind the first, and single addresses of a
 * name that has several. Each is connected to once, and the note names the one. Never rejects.
 *
 * @param examined what the proxies that rows go through said of themselves
 */
export async function lintProxies(
	plan: Plan,
	examined: readonly ProxyExamination[],
	options: ExaminationOptions,
): Promise<readonly LintNote[]> {
	const behind = fallbacksOf(plan.targets, new Set(examined.map(({proxy}) => proxy)));
	const targets = [...behind.values()].map(({proxy, rows: [row]}) => ({
		...row,
		route: {via: 'proxy', proxy, noProxyRule: null, reason: ''} as const,
	}));
	const others = targets.length === 0 ? [] : await examineProxies({...plan, targets}, options);
	const proxies = new Map(
		[...plan.targets, ...targets].flatMap(({route}) => (route?.proxy ? [[formatProxy(route.proxy), route.proxy]] : [])),
	);
	const dead = await Promise.all(
		[...examined, ...others].map(examination => lintAddresses(examination, proxies.get(examination.proxy), options)),
	);
	return [
		...others.flatMap(examination => lintFallback(examination, behind.get(examination.proxy)?.rows ?? [])),
		...examined.flatMap(examination => lintFirst(examination, plan.targets, others)),
		...dead.flat(),
	];
}

type Fallback = {readonly proxy: ProxyEndpoint; readonly rows: [PlannedTarget, ...PlannedTarget[]]};

/** The proxies that stand behind the first of some rows, by their address, with those rows. */
function fallbacksOf(targets: readonly PlannedTarget[], known: ReadonlySet<string>): ReadonlyMap<string, Fallback> {
	const found = new Map<string, Fallback>();
	for (const row of targets) {
		for (const proxy of row.route?.fallbacks ?? []) {
			if (proxy === null || known.has(formatProxy(proxy))) continue;
			const fallback = found.get(formatProxy(proxy));
			if (fallback) fallback.rows.push(row);
			else found.set(formatProxy(proxy), {proxy, rows: [row]});
		}
	}
	return found;
}

const useless: ReadonlySet<ProxyExamination['kind']> = new Set([
	'dead',
	'other-scheme',
	'no-proxy',
	'rejected',
	'login',
]);

function lintFallback({kind, proxy, sentence}: ProxyExamination, rows: readonly PlannedTarget[]): readonly LintNote[] {
	if (!useless.has(kind)) return [];
	const count = countOf(new Set(rows.map(endpointOf)).size, 'endpoint');
	return [
		{
			field: 'The PAC',
			severity: 'warning',
			problem: `${proxy}, to which clients fall back for ${count}, is of no use: ${sentence}`,
			cure: 'Take it out of the script, or bring it up.',
		},
	];
}

/** Clients go on to the next of the list; agents, with one fixed proxy, do not. */
function lintFirst(
	{kind, proxy}: ProxyExamination,
	targets: readonly PlannedTarget[],
	others: readonly ProxyExamination[],
): readonly LintNote[] {
	if (kind !== 'dead') return [];
	const behind = targets.flatMap(({route}) =>
		route?.proxy && formatProxy(route.proxy) === proxy ? (route.fallbacks ?? []) : [],
	);
	const next = others.find(
		({kind, proxy}) => kind === 'alive' && behind.some(way => way && formatProxy(way) === proxy),
	);
	if (!next) return [];
	return [
		{
			field: 'The PAC',
			severity: 'warning',
			problem: `${proxy}, the first of its list, is dead; browsers go on to ${next.proxy}, which answers, and agents with one fixed proxy do not.`,
			cure: `Bring it up, or give the agents ${next.proxy}.`,
		},
	];
}

/** One dead address of several makes every second connection wait or fail, depending on who connects. */
async function lintAddresses(
	{proxy, attempt}: ProxyExamination,
	endpoint: ProxyEndpoint | undefined,
	{network, signal}: ExaminationOptions,
): Promise<readonly LintNote[]> {
	const name = attempt.stages.find((stage): stage is DnsEvidence => stage.stage === 'dns' && stage.of === 'proxy');
	const addresses = name?.addresses.slice(0, mostAddresses) ?? [];
	if (!endpoint || addresses.length < 2 || isIP(endpoint.host) !== 0) return [];
	const dial = async ({address, family}: IpAddress) => {
		try {
			const socket = await network.connect({address, family, port: endpoint.port, timeoutMs: patienceMs, signal});
			socket.destroy();
			return {address, code: null};
		} catch (error) {
			return {address, code: stageErrorOf(error).code};
		}
	};
	const dials = await Promise.all(addresses.map(dial));
	const dead = dials.filter(({code}) => code !== null && deadCodes.has(code));
	if (dead.length === 0 || dials.every(({code}) => code !== null)) return [];
	const list = joinWords(dead.map(({address, code}) => `${address} (${code})`));
	return [
		{
			field: `The proxy ${proxy}`,
			severity: 'warning',
			problem: `Of the ${addresses.length} addresses of its name nobody answers at ${list} on port ${endpoint.port}: who gets that one waits or fails.`,
			cure: 'Take the address out of DNS, or bring up what stands there.',
		},
	];
}
