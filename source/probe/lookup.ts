import dns from 'node:dns';
import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import process from 'node:process';
import {isMadeUpAddress, isPrivateAddress, isSinkhole} from '../evidence/addresses.ts';
import {dnsOverTcpSilent, noNameServer, probeTimeout} from '../evidence/codes.ts';
import type {IpAddress, StageError} from '../evidence/types.ts';
import {system32} from '../system32.ts';
import {aliasLimit, askOverUdp, examineNameServers, type ResolvConf, readResolvConf} from './name-servers.ts';
import type {Lookup, LookupOptions, Network} from './network.ts';
import {createGate} from './pace/gate.ts';
import {type Answer, mostAddresses, resolveBothFamilies} from './resolve-both-families.ts';
import {startStopwatch, systemClock, withDeadline} from './stage-clock.ts';
import {stageErrorOf} from './stage-error.ts';

/** How long the alias of a name may take, in milliseconds: it is a remark and no more. */
const aliasGraceMs = 1000;

/** Errors that come from an answer. */
const answeredCodes = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED']);

/** Those behind which an alias may stand: who refuses tells nothing of the name. */
const aliasCodes = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL']);

const silentCodes = new Set(['ETIMEOUT', probeTimeout]);

/** Names met with silence of which it is asked why, unless one of them shows that it pays. */
const silenceSamples = 3;

const noneIsSet: StageError = {
	code: noNameServer,
	syscall: null,
	message: 'this machine has no name server set: /etc/resolv.conf names none',
};

/** Names that failed and for which getaddrinfo is asked as well. If it knows any of them, it is asked for every later one. */
const systemSamples = 2;

/**
 * Names asked for at once, with two questions each. Small name servers drop or refuse what comes in a flood, and lost
 * questions cost a second each; dnsmasq forwards 150 at once unless told otherwise.
 */
const namesAtOnce = 64;

/** A question that has waited this long, in milliseconds, gives up its place: a silent server must not hold up the others. */
const nameHoldMs = 150;

/** Names for which it is asked what programs get, though the name servers answered: a difference is the same for all. */
const programSamples = 2;

/** How long the answer to that may take once the name servers have answered, in milliseconds. */
const programGraceMs = 1000;

/** What a name server answers to a search domain behind a name; it answers at once or is not waited for, in milliseconds. */
const searchPatienceMs = 1000;

/**
 * Name lookup as the probes need it: c-ares with explicit limits, because getaddrinfo runs in a pool of four threads in
 * which one dead name server makes every other name wait. c-ares knows neither the hosts file nor what nsswitch or a
 * VPN set up, so the hosts file comes first, and getaddrinfo is asked for some of the names that failed: for the absolute
 * name, since the search list makes it another question. What the search list makes of names is asked for two of them.
 *
 * @param server the name server to ask in place of the machine's own; then neither hosts file nor getaddrinfo is used
 * @param timeoutMs limit for one lookup, shared by its three tries
 * @param resolvConf what /etc/resolv.conf says; nothing of it counts for another name server, unless it is given
 */
export function createLookup(options: {
	readonly server: {readonly address: string; readonly port: number} | null;
	readonly timeoutMs: number;
	readonly resolvConf?: ResolvConf | null;
}): Network['lookup'] {
	// c-ares doubles the limit with each try: one, two and four sevenths make one whole.
	const resolver = new dns.promises.Resolver({timeout: Math.max(100, Math.floor(options.timeoutMs / 7)), tries: 3});
	if (options.server !== null) resolver.setServers([formatServer(options.server)]);
	const servers = resolver.getServers();
	// Node takes 127.0.0.1 for a default that nobody set, and drops all that is asked there once one question was refused.
	if (servers.length === 1 && servers[0] === '127.0.0.1') resolver.setServers(servers);
	let firstLook: ReturnType<typeof askOverUdp> | undefined;
	let refusal: Promise<StageError> | undefined;
	let hosts: Map<string, IpAddress[]> | undefined;
	const {resolvConf = options.server === null ? readResolvConf() : null} = options;
	let hasAnswered = false;
	let silencesExamined = 0;
	let programsAsked = 0;
	let searchesAsked = 0;
	let systemAsked = 0;
	let isSystemWiser = false;
	const takeTurn = createGate(namesAtOnce, nameHoldMs);
	const takeLook = createGate(silenceSamples);

	async function askServers(name: string, lookup: LookupOptions): Promise<Answer> {
		const answer = await resolveBothFamilies(resolver, name, lookup);
		if (answer.error !== null && silentCodes.has(answer.error.code)) return explainSilence(name, answer, lookup);
		hasAnswered ||= answer.error === null || answeredCodes.has(answer.error.code);
		if (answer.error?.code !== 'ECONNREFUSED') return answer;
		if (resolvConf !== null && !resolvConf.hasNameServer) return {...answer, error: noneIsSet};
		const heard = await explainSilence(name, answer, lookup);
		if (heard !== answer) return heard;
		// The same for every name: the servers are looked at once.
		refusal ??= examineNameServers(servers, lookup.signal);
		return {...answer, error: await refusal};
	}

	/** A server that answers over UDP is not down. Where it was silent or refused, its answer may be too long for that. */
	async function explainSilence(name: string, answer: Answer, lookup: LookupOptions): Promise<Answer> {
		const [server] = servers;
		if (server === undefined || silencesExamined >= silenceSamples) return answer;
		// Of a server that has said nothing yet, one look is enough for all names.
		if (!hasAnswered) {
			firstLook ??= askOverUdp(name, server, lookup.signal);
			if (!(await firstLook)?.isTruncated) return answer;
		}
		const isTruncated = await takeLook(async () => {
			if (silencesExamined >= silenceSamples) return false;
			const heard = await askOverUdp(name, server, lookup.signal);
			if (!heard?.isTruncated) silencesExamined++;
			return heard?.isTruncated ?? false;
		});
		if (!isTruncated) return answer;
		const message = 'says over UDP that its answer is too long for that (truncated), and nothing comes over TCP';
		return {...answer, error: {code: dnsOverTcpSilent, syscall: null, message}};
	}

	/** What programs of this machine get for a name that the name servers know: asked for two names of a run. */
	function askAsPrograms(name: string, lookup: LookupOptions): Promise<Answer> | null {
		if (options.server !== null || lookup.prefer === 'application' || programsAsked >= programSamples) return null;
		programsAsked++;
		return systemLookup(name, {...lookup, timeoutMs: Math.min(lookup.timeoutMs, programGraceMs)});
	}

	/** Pods ask the name servers, and read no hosts file of a machine. */
	async function askServersToo(name: string, lookup: LookupOptions): Promise<Answer | null> {
		if (lookup.prefer === 'application' || !name.includes('.')) return null;
		const limit = {...lookup, timeoutMs: Math.min(lookup.timeoutMs, programGraceMs)};
		return takeTurn(() => resolveBothFamilies(resolver, name, limit));
	}

	/** What the name servers answer where a search domain stands behind the name. */
	async function askSearchList(name: string, lookup: LookupOptions): Promise<Lookup['search']> {
		const domains = resolvConf?.search ?? [];
		if (domains.length === 0 || lookup.prefer === 'application' || searchesAsked >= programSamples) return null;
		searchesAsked++;
		const limit = {...lookup, timeoutMs: Math.min(lookup.timeoutMs, searchPatienceMs)};
		const answers = await Promise.all(
			domains.map(async domain => {
				const {addresses} = await resolveBothFamilies(resolver, `${name}.${domain}`, limit);
				return {domain, addresses};
			}),
		);
		const variables = resolvConf?.variables;
		const found = answers.filter(({addresses}) => addresses.length > 0);
		return {ndots: resolvConf?.ndots ?? 1, answers: found, ...(variables && {variables})};
	}

	/** getaddrinfo runs in few threads, which a dead name server fills; so it is asked for samples, and on only if it knows better. */
	async function askSystemToo(name: string, lookup: LookupOptions): Promise<Answer | null> {
		if (options.server !== null || lookup.prefer === 'application') return null;
		if (!isSystemWiser && systemAsked >= systemSamples) return null;
		systemAsked++;
		const answer = await systemLookup(`${name}.`, lookup);
		if (answer.error === null) isSystemWiser = true;
		return answer;
	}

	/** An alias that leads nowhere says whose doing it is, and c-ares keeps it to itself. A server that failed names none unless asked. */
	async function aliasesOfFailure(name: string, code: string, lookup: LookupOptions): Promise<readonly string[]> {
		const [server] = servers;
		const told = server === undefined ? [] : ((await askOverUdp(name, server, lookup.signal))?.aliases ?? []);
		const isWorthAsking = told.length === 0 && code === 'ESERVFAIL' && lookup.tellsAlias !== undefined;
		return isWorthAsking ? askForAlias(resolver, name, lookup) : told;
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
			if (addresses) {
				const ms = stopwatch();
				const byServers = await askServersToo(name, lookup);
				return {...seen, addresses, source: 'hosts', ms, ...(byServers && {byServers})};
			}
			if (lookup.prefer === 'application') {
				const answer = await systemLookup(name, lookup);
				if (answer.error === null) return {...seen, ...answer, source: 'system', ms: stopwatch()};
			}
		}
		return takeTurn(async () => {
			// The wait for our own turn is not the network's.
			const own = startStopwatch(systemClock);
			const searched = askSearchList(name, lookup);
			const answer = await askServers(name, lookup);
			const ms = own();
			const search = await searched;
			const more = {...seen, ...(search !== null && {search})};
			if (answer.error === null) {
				const aliases = await aliasesWorthKnowing(resolver, name, answer, lookup);
				return {...more, ...answer, aliases, source: 'server', system: await askAsPrograms(name, lookup), ms};
			}
			// It would wait for the same TCP connection, for minutes and without a way to stop it.
			const isFutile = answer.error.code === dnsOverTcpSilent;
			const system = isFutile ? null : await askSystemToo(name, lookup);
			if (system?.error === null) return {...more, ...system, source: 'system', system, ms: own()};
			const aliases = aliasCodes.has(answer.error.code) ? await aliasesOfFailure(name, answer.error.code, lookup) : [];
			return {...more, ...answer, aliases, source: 'server', system, ms};
		});
	}

	return (name, lookup) => find(name, lookup, startStopwatch(systemClock));
}

function formatServer({address, port}: {address: string; port: number}): string {
	return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Where the hosts file is. On Windows `/etc/hosts` would be one that any user may make (Microsoft, "TCP/IP host name resolution"). */
export function hostsFile(
	platform: NodeJS.Platform,
	environment: {readonly [name: string]: string | undefined},
): string {
	return platform === 'win32' ? system32(environment, 'drivers', 'etc', 'hosts') : '/etc/hosts';
}

function readHostsFile(): Map<string, IpAddress[]> {
	try {
		return parseHostsFile(readFileSync(hostsFile(process.platform, process.env), 'utf8'));
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
		found => ({
			addresses: found
				.slice(0, 2 * mostAddresses)
				.map(({address, family}) => ({address, family: family === 6 ? 6 : 4})),
			error: null,
		}),
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
	return lookup.tellsAlias === 'always' || answer.addresses.some(isTelling) ? askForAlias(resolver, name, lookup) : [];
}

function askForAlias(resolver: dns.promises.Resolver, name: string, lookup: LookupOptions): Promise<string[]> {
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
	).then(
		aliases => aliases.slice(0, aliasLimit),
		() => [],
	);
}

/** Reads the text of a hosts file: name in lower case → its addresses. Lines that make no sense are passed over, as resolvers do. */
export function parseHostsFile(text: string): Map<string, IpAddress[]> {
	const byName = new Map<string, IpAddress[]>();
	for (const line of text.split('\n')) {
		const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
		const family = isIP(address);
		if (family === 0) continue;
		for (const name of names) {
			const key = name.toLowerCase();
			byName.set(key, [...(byName.get(key) ?? []), {address, family: family === 6 ? 6 : 4}]);
		}
	}
	return byName;
}
