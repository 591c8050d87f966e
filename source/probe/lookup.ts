import dns from 'node:dns';
import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import {isMadeUpAddress, isPrivateAddress, isSinkhole} from '../evidence/addresses.ts';
import type {IpAddress, StageError} from '../evidence/types.ts';
import {withDeadline} from './deadline.ts';
import {examineNameServers} from './examine-name-server.ts';
import {createGate} from './gate.ts';
import {parseHostsFile} from './hosts-file.ts';
import type {Lookup, LookupOptions, Network} from './network.ts';
import {type Answer, resolveBothFamilies} from './resolve-both-families.ts';
import {startStopwatch, systemClock} from './stage-clock.ts';
import {stageErrorOf} from './stage-error.ts';

/** How long the alias of a name may take, in milliseconds: it is a remark and no more. */
const aliasGraceMs = 1000;

/** Names that failed and for which getaddrinfo is asked as well. If it knows any of them, it is asked for every later one. */
const systemSamples = 2;

/**
 * Names asked for at once, with two questions each. Small name servers drop or refuse what comes in a flood, and lost
 * questions cost a second each; dnsmasq forwards 150 at once unless told otherwise.
 */
const namesAtOnce = 64;

/** A question that has waited this long, in milliseconds, gives up its place: a silent server must not hold up the others. */
const nameHoldMs = 150;

/**
 * Name lookup as the probes need it: c-ares with explicit limits, because getaddrinfo runs in a pool of four threads in
 * which one dead name server makes every other name wait. c-ares knows neither the hosts file nor what nsswitch or a
 * VPN set up, so the hosts file comes first, and getaddrinfo is asked for some of the names that failed.
 *
 * @param server the name server to ask in place of the machine's own; then neither hosts file nor getaddrinfo is used
 * @param timeoutMs limit for one lookup, shared by its three tries
 */
export function createLookup(options: {
	readonly server: {readonly address: string; readonly port: number} | null;
	readonly timeoutMs: number;
}): Network['lookup'] {
	// c-ares doubles the limit with each try: one, two and four sevenths make one whole.
	const resolver = new dns.promises.Resolver({timeout: Math.max(100, Math.floor(options.timeoutMs / 7)), tries: 3});
	if (options.server !== null) resolver.setServers([formatServer(options.server)]);
	const servers = resolver.getServers();
	let refusal: Promise<StageError> | undefined;
	let hosts: Map<string, IpAddress[]> | undefined;
	let systemAsked = 0;
	let isSystemWiser = false;
	const takeTurn = createGate(namesAtOnce, nameHoldMs);

	async function askServers(name: string, lookup: LookupOptions): Promise<Answer> {
		const answer = await resolveBothFamilies(resolver, name, lookup);
		if (answer.error?.code !== 'ECONNREFUSED') return answer;
		// The same for every name: the servers are looked at once.
		refusal ??= examineNameServers(servers, lookup.signal);
		return {...answer, error: await refusal};
	}

	/** getaddrinfo runs in few threads, which a dead name server fills; so it is asked for samples, and on only if it knows better. */
	async function askSystemToo(name: string, lookup: LookupOptions): Promise<Answer | null> {
		if (options.server !== null || lookup.prefer === 'application') return null;
		if (!isSystemWiser && systemAsked >= systemSamples) return null;
		systemAsked++;
		const answer = await systemLookup(name, lookup);
		if (answer.error === null) isSystemWiser = true;
		return answer;
	}

	async function find(name: string, lookup: LookupOptions, stopwatch: () => number): Promise<Lookup> {
		const seen = {name, aliases: [], servers, system: null, error: null};
		const family = isIP(name);
		if (family !== 0) {
			const addresses: IpAddress[] = [{address: name, family: family === 6 ? 6 : 4}];
			return {...seen, addresses, source: 'literal', servers: [], ms: stopwatch()};
		}
		if (options.server === null) {
			hosts ??= readHostsFile();
			const addresses = hosts.get(name.toLowerCase());
			if (addresses) return {...seen, addresses, source: 'hosts', ms: stopwatch()};
			if (lookup.prefer === 'application') {
				const answer = await systemLookup(name, lookup);
				if (answer.error === null) return {...seen, ...answer, source: 'system', ms: stopwatch()};
			}
		}
		return takeTurn(async () => {
			// The wait for our own turn is not the network's.
			const own = startStopwatch(systemClock);
			const answer = await askServers(name, lookup);
			if (answer.error === null) {
				const ms = own();
				return {
					...seen,
					...answer,
					aliases: await aliasesWorthKnowing(resolver, name, answer, lookup),
					source: 'server',
					ms,
				};
			}
			const system = await askSystemToo(name, lookup);
			if (system?.error === null) return {...seen, ...system, source: 'system', system, ms: own()};
			return {...seen, ...answer, source: 'server', system, ms: own()};
		});
	}

	return (name, lookup) => find(name, lookup, startStopwatch(systemClock));
}

function formatServer({address, port}: {address: string; port: number}): string {
	return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

function readHostsFile(): Map<string, IpAddress[]> {
	try {
		return parseHostsFile(readFileSync('/etc/hosts', 'utf8'));
	} catch {
		return new Map();
	}
}

function systemLookup(name: string, lookup: LookupOptions): Promise<Answer> {
	return withDeadline<dns.LookupAddress[]>(
		{timeoutMs: lookup.timeoutMs, signal: lookup.signal, what: `asking this machine's resolver for ${name}`},
		(done, fail) => {
			dns.promises.lookup(name, {all: true, order: 'ipv4first'}).then(done, fail);
			return undefined;
		},
	).then(
		found => ({addresses: found.map(({address, family}) => ({address, family: family === 6 ? 6 : 4})), error: null}),
		error => ({addresses: [], error: stageErrorOf(error)}),
	);
}

/** The alias behind an address that is not public says whose doing it is: Private Link, or a filtering resolver. */
async function aliasesWorthKnowing(
	resolver: dns.promises.Resolver,
	name: string,
	answer: Answer,
	lookup: LookupOptions,
): Promise<string[]> {
	const isTelling = ({address}: IpAddress) =>
		isPrivateAddress(address) || isSinkhole(address) || isMadeUpAddress(address);
	if (!answer.addresses.some(isTelling)) return [];
	return withDeadline<string[]>(
		{
			timeoutMs: Math.min(aliasGraceMs, lookup.timeoutMs),
			signal: lookup.signal,
			what: `asking for the alias of ${name}`,
		},
		(done, fail) => {
			resolver.resolveCname(name).then(done, fail);
			return undefined;
		},
	).catch(() => []);
}
