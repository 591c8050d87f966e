import {readdirSync, readFileSync} from 'node:fs';
import {eachInSteps, inTurns, queueInTurns} from '../chunks.ts';
import type {Observation} from '../evidence/types.ts';
import {groupByProbe, groupByProbeInSteps, type ProbeGroup} from '../plan/endpoints.ts';
import type {Plan} from '../plan/types.ts';
import type {Secrets} from '../settings/types.ts';
import type {AttemptContext} from './attempt.ts';
import {createCertificateReader} from './certificates.ts';
import type {Lookup, Network} from './network.ts';
import {createPace, type Pace} from './pace/pace.ts';
import {type Judge, type Networks, type ProbeEvent, probeGroup} from './probe-group.ts';
import {createProxyLogins, type ProxyLogins} from './proxy-logins.ts';
import {type Clock, startStopwatch, systemClock} from './stage-clock.ts';
import {createStandstill, type Standstill} from './standstill.ts';
import {askGently} from './visit.ts';

export type ObserveOptions = {
	/** Told what happens while it happens; the observations are the truth. */
	onEvent?(group: ProbeGroup, event: ProbeEvent): void;
	/** Told once for each probe, as soon as all of it was seen. */
	onObserved?(group: ProbeGroup, observation: Observation): void;
};

/**
 * Probes what a plan names and collects what is seen, without a word on what it means. Resolves to what there is also
 * after the prober's signal was aborted: targets whose turn never came have no attempts.
 *
 * @returns by the id of the row; rows that one probe answers share what it saw, and those that are not probed have none
 */
export async function observePlan(
	plan: Plan,
	prober: Prober,
	{onEvent, onObserved}: ObserveOptions = {},
): Promise<ReadonlyMap<string, Observation>> {
	const observations = new Map<string, Observation>();
	// A limit holds many back, and they end together.
	const itsTurn = queueInTurns();
	const probe = async (group: ProbeGroup) => {
		const observation = await prober.probe(group, event => onEvent?.(group, event));
		for (const {id} of group.rows) observations.set(id, observation);
		await itsTurn();
		onObserved?.(group, observation);
	};
	// What services told changed the plan, so that its groups may not be known yet.
	const groups = await inTurns(groupByProbeInSteps(plan));
	const probes = await inTurns(eachInSteps(groups, group => heardLater(probe(group))));
	await Promise.all(probes);
	return observations;
}

/** Targets of a run that are asked in HTTP/2 as well: what breaks it on the way breaks it for many. */
const http2Trials = 6;

export type ProberOptions = {
	readonly judge: Judge;
	readonly signal: AbortSignal;
	readonly network: Network;
	readonly secrets: Secrets;
	readonly clock?: Clock;
};

/** Probes the targets of one run at the pace of that run. */
export type Prober = {
	readonly clock: Clock;
	/** When it was made, in milliseconds since 1970, and how long ago that is. */
	readonly startedAt: number;
	readonly elapsedMs: () => number;
	/** For whatever else of this run sends credentials. */
	readonly logins: ProxyLogins;
	/** For whatever else of this run asks the same peers. */
	readonly pace: Pace;
	/**
	 * Begins with the targets of a plan of which more is still being learned; what is not asked for later is for nothing.
	 * Resolves as soon as all have begun, and none may be asked for before.
	 */
	begin(plan: Plan): Promise<void>;
	/** Probes a target, or goes on with what has begun; then all that was to be told of it is told at once. */
	probe(group: ProbeGroup, onEvent: (event: ProbeEvent) => void): Promise<Observation>;
};

type Begun = {readonly observation: Promise<Observation>; listen(onEvent: (event: ProbeEvent) => void): void};

/** A prober for one run. What one probe learns of pace, logins and names the others of it know. */
export function createProber(settings: Plan['settings'], options: ProberOptions): Prober {
	const {signal, network, secrets, judge, clock = systemClock} = options;
	const pace = createPace({
		targets: settings.concurrency,
		sockets: countSockets(readDescriptors()),
		timeoutMs: settings.timeoutMs,
		signal,
	});
	const logins = createProxyLogins({...settings, network, signal});
	const standstill = createStandstill(clock);
	const memoized: Network[] = [];
	// What is tried once more has failed: then it is asked as well where the name really leads.
	const tellAlias = (tellsAlias: 'of-failure' | 'always'): Network => ({
		...network,
		lookup: (name, asked) => network.lookup(name, {...asked, tellsAlias}),
	});
	const networks: Networks = {
		of(index) {
			memoized[index] ??= memoizeLookups(
				askGently(index === 0 ? network : tellAlias('always'), pace.names),
				standstill,
			);
			return memoized[index];
		},
		again: turn => askGently(tellAlias('of-failure'), pace.names, turn),
	};
	const trials = new Set<string>();
	const shared = {
		takesHttp2Trial: (target: string) => {
			if (trials.size < http2Trials) trials.add(target);
			return trials.has(target);
		},
		clock,
		signal,
		secrets,
		judge,
		pace,
		logins,
		readCertificate: createCertificateReader(),
		once: createOnce(),
		standstill,
		timeoutMs: settings.timeoutMs,
		retries: settings.retries,
		at: () => new Date(clock.now()).toISOString(),
	};
	return {
		clock,
		startedAt: clock.now(),
		elapsedMs: startStopwatch(clock),
		logins,
		pace,
		...createHeadStart((group, emit) =>
			pace.begin(leave => probeGroup(group, networks, {...shared, emit, onWait: leave})),
		),
	};
}

/** Begins and goes on with probes, however one is done. */
export function createHeadStart(
	start: (group: ProbeGroup, emit: (event: ProbeEvent) => void) => Promise<Observation>,
): Pick<Prober, 'begin' | 'probe'> {
	const begun = new Map<string, Begun>();
	function beginOne(group: ProbeGroup): void {
		const untold: ProbeEvent[] = [];
		let emit = (event: ProbeEvent) => {
			untold.push(event);
		};
		begun.set(identityOf(group), {
			observation: heardLater(start(group, event => emit(event))),
			listen(onEvent) {
				for (const event of untold.splice(0)) onEvent(event);
				emit = onEvent;
			},
		});
	}
	return {
		begin: async plan => void (await inTurns(eachInSteps(groupByProbe(plan), beginOne))),
		probe(group, onEvent) {
			const identity = identityOf(group);
			const known = begun.get(identity);
			if (!known) return start(group, onEvent);
			begun.delete(identity);
			known.listen(onEvent);
			return known.observation;
		},
	};
}

/** What it rejects with is told to whoever waits for it, and nobody may yet. */
function heardLater<Value>(work: Promise<Value>): Promise<Value> {
	work.catch(() => {});
	return work;
}

/** What makes two groups of two plans the same probe: the way there, what is asked, and what is expected. */
function identityOf({key, lead}: ProbeGroup): string {
	return `${key} ${lead.path ?? ''} ${lead.id}`;
}

/** Does each piece of work once, by its key; who comes later waits for the same. */
function createOnce(): NonNullable<AttemptContext['once']> {
	const done = new Map<string, Promise<unknown>>();
	return <Value>(key: string, work: () => Promise<Value>) => {
		const known = done.get(key) ?? work();
		done.set(key, known);
		return known as Promise<Value>;
	};
}

/** Kept free for name servers, the journal, the report, and whatever Node opens by itself. */
const reserved = 12;

/** How many connections this process may have at once and never run out of descriptors: two at least. */
export function countSockets({limit, open}: {readonly limit: number; readonly open: number}): number {
	return Math.max(2, limit - open - reserved);
}

/**
 * What this process may open, and what it has open, as Linux tells it in proc(5). Other systems don't say: there Node has
 * raised its own limit as far as it goes, which is far.
 */
export function readDescriptors(): {readonly limit: number; readonly open: number} {
	try {
		const [, limit = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
		const open = readdirSync('/proc/self/fd').length;
		return {limit: /^\d+$/.test(limit) ? Number(limit) : Number.POSITIVE_INFINITY, open};
	} catch {
		return {limit: Number.POSITIVE_INFINITY, open: 0};
	}
}

/** Shares lookups under way or done: the name of a proxy, or one host on several ports, is asked for once. One during a standstill is forgotten. */
export function memoizeLookups(network: Network, standstill: Pick<Standstill, 'count'>): Network {
	const known = new Map<string, Promise<Lookup>>();
	return {
		...network,
		lookup(name, options) {
			const key = `${options.prefer} ${name}`;
			let lookup = known.get(key);
			if (!lookup) {
				const before = standstill.count();
				lookup = network.lookup(name, options).finally(() => {
					if (standstill.count() !== before) known.delete(key);
				});
				known.set(key, lookup);
			}
			return lookup;
		},
	};
}
