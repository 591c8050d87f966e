import dns from 'node:dns';
import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import {isPrivateAddress, isSinkhole} from './addresses.ts';
import {withDeadline} from './deadline.ts';
import {parseHostsFile} from './hosts-file.ts';
import type {LookupOptions, Network} from './network.ts';
import {stageErrorOf} from './stage-error.ts';
import type {IpAddress, StageError} from './types.ts';

/** How long the slower address family may take once the other one has answered, in milliseconds. */
const secondFamilyGraceMs = 1000;

/** After so many names for which getaddrinfo knew no better than the name servers, it is not asked again in this run. */
const systemAgreementsWanted = 2;

type Answer = {readonly addresses: readonly IpAddress[]; readonly error: StageError | null};

/**
 * Name lookup as the probes need it: c-ares with explicit limits, because getaddrinfo runs in a pool of four threads in
 * which one dead name server makes every other name wait. c-ares knows neither the hosts file nor what nsswitch or a
 * VPN set up, so the hosts file comes first and getaddrinfo is asked for names that failed, until it is clear that it
 * knows no better.
 *
 * @param server the name server to ask in place of the machine's own; then neither hosts file nor getaddrinfo is used
 * @param timeoutMs limit for one lookup, shared by its two tries
 */
export function createLookup(options: {
	readonly server: {readonly address: string; readonly port: number} | null;
	readonly timeoutMs: number;
}): Network['lookup'] {
	// c-ares doubles the limit with each try: a third now and two thirds then make one whole.
	const resolver = new dns.promises.Resolver({timeout: Math.max(100, Math.floor(options.timeoutMs / 3)), tries: 2});
	if (options.server !== null) resolver.setServers([formatServer(options.server)]);
	const servers = resolver.getServers();
	let hosts: Map<string, IpAddress[]> | undefined;
	let systemAgreements = 0;
	let systemQueue: Promise<unknown> = Promise.resolve();

	async function askServers(name: string, lookup: LookupOptions): Promise<Answer> {
		const families = [
			resolveFamily(() => resolver.resolve4(name), 4, name, lookup),
			resolveFamily(() => resolver.resolve6(name), 6, name, lookup),
		] as const;
		return mergeFamilies(await settleFamilies(families));
	}

	/** One name at a time: a dead name server would otherwise fill the thread pool. */
	function askSystem(name: string, lookup: LookupOptions): Promise<Answer> {
		const turn = systemQueue.then(() => systemLookup(name, lookup));
		systemQueue = turn;
		return turn;
	}

	return async (name, lookup) => {
		const family = isIP(name);
		if (family !== 0) {
			const address: IpAddress = {address: name, family: family === 6 ? 6 : 4};
			return {name, addresses: [address], aliases: [], source: 'literal', servers: [], system: null, error: null};
		}
		if (options.server === null) {
			hosts ??= readHostsFile();
			const fromFile = hosts.get(name.toLowerCase());
			if (fromFile)
				return {name, addresses: fromFile, aliases: [], source: 'hosts', servers: [], system: null, error: null};
			if (lookup.prefer === 'application') {
				const answer = await askSystem(name, lookup);
				if (answer.error === null) return {name, ...answer, aliases: [], source: 'system', servers, system: null};
			}
		}
		const answer = await askServers(name, lookup);
		if (answer.error === null) {
			return {
				name,
				...answer,
				aliases: await aliasesWorthKnowing(resolver, name, answer, lookup),
				source: 'server',
				servers,
				system: null,
			};
		}
		if (options.server !== null || lookup.prefer === 'application' || systemAgreements >= systemAgreementsWanted) {
			return {name, ...answer, aliases: [], source: 'server', servers, system: null};
		}
		const system = await askSystem(name, lookup);
		if (system.error === null) {
			systemAgreements = Number.NEGATIVE_INFINITY;
			return {name, addresses: system.addresses, aliases: [], source: 'system', servers, system, error: null};
		}
		systemAgreements++;
		return {name, ...answer, aliases: [], source: 'server', servers, system};
	};
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

function resolveFamily(
	resolve: () => Promise<string[]>,
	family: 4 | 6,
	name: string,
	lookup: LookupOptions,
): Promise<Answer> {
	return withDeadline<string[]>(
		{timeoutMs: lookup.timeoutMs, signal: lookup.signal, what: `asking for ${name}`},
		(done, fail) => {
			resolve().then(done, fail);
			return undefined;
		},
	).then(
		// A CNAME without an address of this family comes as an empty list, not as an error.
		found => ({
			addresses: found.map(address => ({address, family})),
			error: found.length > 0 ? null : {code: 'ENODATA', syscall: null, message: `no IPv${family} address`},
		}),
		error => ({addresses: [], error: stageErrorOf(error)}),
	);
}

/** Waits for both families, but only a little longer for the second once the first has found an address. */
async function settleFamilies(families: readonly [Promise<Answer>, Promise<Answer>]): Promise<Answer[]> {
	const settled: Answer[] = [];
	const all = Promise.all(families.map(async family => settled.push(await family)));
	const first = await Promise.race(families);
	if (first.error === null) {
		let timer: NodeJS.Timeout | undefined;
		const grace = new Promise(resolve => {
			timer = setTimeout(resolve, secondFamilyGraceMs);
		});
		await Promise.race([all, grace]);
		clearTimeout(timer);
	} else {
		await all;
	}
	return settled;
}

/** Joins what both families said. NXDOMAIN speaks for the name as a whole; "no address of this family" says least. */
function mergeFamilies(answers: readonly Answer[]): Answer {
	const addresses = answers.flatMap(answer => answer.addresses);
	if (addresses.length > 0) return {addresses: addresses.toSorted((a, b) => a.family - b.family), error: null};
	const errors = answers.flatMap(answer => answer.error ?? []);
	const worst =
		errors.find(error => error.code === 'ENOTFOUND') ?? errors.find(error => error.code !== 'ENODATA') ?? errors[0];
	return {addresses: [], error: worst ?? {code: 'ENODATA', syscall: null, message: 'no address'}};
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

/** The alias behind a private address or a sinkhole says whose doing it is: Private Link, or a filtering resolver. */
async function aliasesWorthKnowing(
	resolver: dns.promises.Resolver,
	name: string,
	answer: Answer,
	lookup: LookupOptions,
): Promise<string[]> {
	if (!answer.addresses.some(({address}) => isPrivateAddress(address) || isSinkhole(address))) return [];
	return withDeadline<string[]>(
		{
			timeoutMs: Math.min(secondFamilyGraceMs, lookup.timeoutMs),
			signal: lookup.signal,
			what: `asking for the alias of ${name}`,
		},
		(done, fail) => {
			resolver.resolveCname(name).then(done, fail);
			return undefined;
		},
	).catch(() => []);
}
