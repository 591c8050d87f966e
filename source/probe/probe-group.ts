import {setTimeout as sleep} from 'node:timers/promises';
import {probeTimeout} from '../evidence/codes.ts';
import type {ControlKind} from '../evidence/controls.ts';
import {targetDnsOf} from '../evidence/stages.ts';
import type {Attempt, Control, Observation, StageEvidence, StageName} from '../evidence/types.ts';
import {wayOfFailing} from '../evidence/way-of-failing.ts';
import type {ProbeGroup} from '../plan/endpoints.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import type {Secrets} from '../settings/types.ts';
import {formatHostPort} from '../words.ts';
import {type AttemptContext, attemptTarget, type ProbeSubject} from './attempt.ts';
import {runControl} from './controls.ts';
import {createEarlyTry, type EarlyTry} from './early-try.ts';
import type {Network} from './network.ts';
import type {Door} from './pace/door.ts';
import type {Asked, Failure, Turn} from './pace/kinds-of-failure.ts';
import type {Peer} from './pace/pace.ts';
import type {HttpReader} from './stages/http.ts';
import type {Standstill} from './standstill.ts';
import {createVisit, type Visit} from './visit.ts';

/** A pause before the second try, in milliseconds: what failed for a moment may have passed. */
const retryPauseMs = 300;

/** What a try came to: an answer; a failure that another try may undo; one that must not be tried again. */
type TryOutcome = 'answered' | 'failed' | 'final';

/**
 * What a probe asks whoever judges. It only collects: whether another try or a control would say more depends on what
 * the evidence means.
 */
export type Judge = {
	outcomeOf(group: ProbeGroup, attempt: Attempt): TryOutcome;
	/** Controls that tell the explanations apart, in the order of asking, without those that were made. */
	nextControls(group: ProbeGroup, observation: Observation): readonly ControlKind[];
};

/** What happens to a target: plain data, only for showing. `at` is an ISO time. */
export type ProbeEvent =
	| {readonly type: 'target-started'; readonly at: string; readonly attempt: number}
	| {readonly type: 'stage-started'; readonly at: string; readonly stage: StageName}
	| {
			readonly type: 'stage-finished';
			readonly at: string;
			/** When the try began, in milliseconds since 1970. */
			readonly startedAt: number;
			readonly evidence: StageEvidence;
	  };

type ProbeContext = Pick<
	AttemptContext,
	'clock' | 'signal' | 'timeoutMs' | 'pace' | 'logins' | 'readCertificate' | 'once' | 'onWait' | 'takesHttp2Trial'
> & {
	readonly secrets: Secrets;
	readonly judge: Judge;
	readonly emit: (event: ProbeEvent) => void;
	readonly at: () => string;
	/** What it fell into is done again. */
	readonly standstill: Standstill;
	/** Further tries of what failed, whatever company it was in. */
	readonly retries: number;
};

/** The networks of a run: in each look-ups are shared, so that each try has another one. */
export type Networks = {
	/** The one of a try, from 0 on. */
	readonly of: (index: number) => Network;
	/** One that shares nothing, and asks for the next name with what a try at the name servers was let in. */
	readonly again: (turn: Turn) => Network;
};

/**
 * Tries a target until it answers, or its failure is sure: alone, or in a company in which others passed, and as often as
 * the settings say. Then makes the controls that the judge asks for. No attempts when the run was stopped before.
 */
export async function probeGroup(group: ProbeGroup, networks: Networks, context: ProbeContext): Promise<Observation> {
	const {signal, judge, standstill, pace} = context;
	const subject = subjectOf(group, context.secrets);
	const attempts: Attempt[] = [];
	const controls: Control[] = [];
	if (!subject) return {attempts, controls};
	const proxy = proxyOf(subject);
	const asked: Asked = new Map();
	const early = createEarlyTry<Tried>(pace.way(proxy), {
		...context,
		isRetried: context.retries > 0,
		async attempt(given, ownSignal, connectMs) {
			const untold: ProbeEvent[] = [];
			const own = {...context, signal: ownSignal, connectMs, emit: (event: ProbeEvent) => untold.push(event)};
			const tried = await makeTry(subject, {earlier: 1, turn: given && {...given, at: 'way'}}, networks, own);
			tried.visit.leave();
			given?.tell(judge.outcomeOf(group, tried.attempt) === 'answered' ? 'passed' : 'failed');
			return {...tried, untold};
		},
	});
	let turn: PeerTurn | null = null;
	let wasSure = false;
	let second: Tried | null = null;
	while (!signal.aborted) {
		const isEarly: boolean = second !== null;
		const tried: Tried =
			second ??
			(await makeTry(subject, {earlier: attempts.length, turn, reader: readerAfter(attempts)}, networks, {
				...context,
				...(proxy === null && attempts.length === 0 && {early}),
			}));
		const {attempt, visit} = tried;
		// A try that the abort cut short says nothing about the path.
		if (signal.aborted) {
			visit.leave();
			turn?.tell('failed');
			break;
		}
		for (const event of tried.untold ?? []) context.emit({...event, at: context.at()});
		attempts.push(attempt);
		const failure = failureOf(attempt, visit, pace.names.door);
		const outcome = judge.outcomeOf(group, attempt);
		const peer = failure && (failure.at === 'names' ? pace.names : pace.way(proxy));
		const isSure =
			failure === null ||
			failure.places.every(
				({door, company}) =>
					door.isSafe(company, failure.isSilent) || (isEarly && failure.isSilent && door.isSilentForSome()),
			);
		const hasFailed = outcome === 'failed' || (outcome === 'answered' && failure !== null && !isSure);
		if (failure && peer && hasFailed && !isSure) noteFailure(failure, visit, peer);
		visit.leave();
		const wasTurn = turn;
		turn = null;
		wasTurn?.tell(hasFailed || outcome === 'final' ? (isAlone(failure) ? 'failed-alone' : 'failed') : 'passed');
		keepName(subject.target.host, attempt, networks, context);
		if (outcome === 'answered' && failure === null) keepPassed(subject, visit, networks, context);
		if (!hasFailed) break;
		context.onWait();
		second = failure?.isSilent && !isEarly ? await early.outcome() : null;
		if (second) {
			wasSure ||= isSure;
			continue;
		}
		if (failure && peer) {
			const next = await peer.again.next(failure, asked, isSure || wasSure);
			const isShut = next !== null && 'shutTo' in next;
			const banned = isShut ? next.shutTo : next?.behindBan;
			if (banned && (isShut || controls.length === 0)) {
				controls.splice(0, 1, {
					kind: 'known-to-pass',
					passed: !isShut,
					ms: 0,
					code: isShut ? 'failed' : 'done',
					detail: banned,
				});
			}
			if (isShut) break;
			turn = next && {...next, at: failure.at};
			if (turn) continue;
		}
		wasSure ||= isSure;
		if (outcome !== 'failed' || attempts.length > context.retries) break;
		// What fell silent has had its pause.
		const wasSilent = attempt.stages.at(-1)?.error?.code === probeTimeout;
		if (!wasSilent) await sleep(retryPauseMs, undefined, {signal}).catch(() => {});
	}
	early.drop();
	turn?.stay?.leave();
	const network = networks.of(context.retries);
	const last = attempts.at(-1);
	const made = new Set<ControlKind>();
	// Of a peer that turns away everybody by now a control says nothing.
	const isShut = controls.some(({passed}) => !passed);
	while (last && !isShut && !signal.aborted) {
		const kind = judge.nextControls(group, {attempts, controls}).find(next => !made.has(next));
		if (kind === undefined) break;
		made.add(kind);
		const control = await standstill.awake(signal, async () => {
			const visit = createVisit(pace, proxy, null);
			try {
				return await runControl(kind, subject, last, {...context, network, visit});
			} finally {
				visit.leave();
			}
		});
		// One that the abort cut short decides nothing.
		if (control && !signal.aborted) controls.push(control);
	}
	return {attempts, controls};
}

/** A turn at the name servers, or at the way. */
type PeerTurn = Turn & {readonly at: 'names' | 'way'};

/** One try, with what it took up at the peers on its way. */
type Tried = {
	readonly attempt: Attempt;
	readonly visit: Visit;
	/** What happened, where that was kept back. */
	readonly untold?: readonly ProbeEvent[];
};

/** Makes a try, and makes it again where the process stood still meanwhile. */
async function makeTry(
	subject: ProbeSubject,
	{
		earlier,
		turn,
		reader = 'undici',
	}: {readonly earlier: number; readonly turn: PeerTurn | null; readonly reader?: HttpReader},
	networks: Networks,
	context: ProbeContext & Pick<AttemptContext, 'connectMs'> & {readonly early?: EarlyTry<Tried>},
): Promise<Tried> {
	const {emit, at, clock, pace, early} = context;
	const proxy = proxyOf(subject);
	let given = turn;
	let visit = createVisit(pace, proxy, null);
	const silentSoFar = (): Failure => ({
		key: `tcp ${probeTimeout}`,
		isSilent: true,
		beganAt: visit.stays()[0]?.beganAt() ?? performance.now(),
		places: visit.stays().map(({door, company}) => ({door, company: company()})),
	});
	const attempt = await context.standstill.awake(
		context.signal,
		async () => {
			// What is done again gives up its place, and asks for another one.
			visit.leave();
			visit = createVisit(pace, proxy, given?.at === 'way' ? given : null);
			const startedAt = clock.now();
			emit({type: 'target-started', at: at(), attempt: earlier + 1});
			const network = given?.at === 'names' ? networks.again(given) : networks.of(earlier);
			given = given && {...given, stay: null};
			return attemptTarget(subject, reader, {
				...context,
				visit,
				network,
				onStageStarted(stage) {
					if (stage === 'tcp') early?.watch(silentSoFar);
					emit({type: 'stage-started', at: at(), stage});
				},
				onStageFinished(evidence) {
					// A try that was begun beside another failure than silence would be one of which nobody knows.
					if (evidence.stage === 'tcp' && evidence.error?.code !== probeTimeout) early?.drop();
					emit({type: 'stage-finished', at: at(), startedAt, evidence});
				},
			});
		},
		wasLoginRejected,
	);
	// Where the try did not get as far as the peer.
	turn?.stay?.leave();
	return {attempt, visit};
}

type PeerFailure = Failure & {readonly at: 'names' | 'way'};

/** In what company a try failed in a way that load has as well; null where it did not. */
function failureOf(attempt: Attempt, visit: Visit, names: Door): PeerFailure | null {
	const way = wayOfFailing(attempt);
	if (way === null) return null;
	const stays = visit.stays();
	const beganAt = stays[0]?.beganAt() ?? performance.now();
	if (way.at === 'way') return {...way, beganAt, places: stays.map(({door, company}) => ({door, company: company()}))};
	const company = targetDnsOf(attempt)?.company;
	return {...way, beganAt, places: company ? [{door: names, company}] : []};
}

/** Another try of what passed, of which nobody is told. */
const byItself: Turn = {stay: null, as: 'exempt', tell: () => {}};
const quietly = {onStageStarted: () => {}, onStageFinished: () => {}, onWait: () => {}, takesHttp2Trial: () => false};

/** A target that got through is asked again where others don't, to tell whether the way lets in anybody. */
function keepPassed(subject: ProbeSubject, visit: Visit, networks: Networks, context: ProbeContext): void {
	const {pace} = context;
	const proxy = proxyOf(subject);
	const [stay] = visit.stays();
	if (!stay) return;
	const doors = visit.stays().map(({door}) => door);
	const ask = async (late: AbortSignal) => {
		const alone = createVisit(pace, proxy, byItself);
		const signal = AbortSignal.any([context.signal, late]);
		const again = {...context, ...quietly, signal, visit: alone, network: networks.of(0)};
		const tried = await attemptTarget(subject, 'undici', again);
		alone.leave();
		return wayOfFailing(tried) === null;
	};
	pace.way(proxy).again.keep(doors, {host: subject.target.host, ask}, stay.beganAt());
}

/** The same for a name that the name servers knew. */
function keepName(host: string, attempt: Attempt, networks: Networks, {pace, timeoutMs, signal}: ProbeContext): void {
	const dns = targetDnsOf(attempt);
	if (!dns?.ok || dns.company === undefined || dns.source !== 'server') return;
	const ask = async (late: AbortSignal) => {
		const given = {timeoutMs, signal: AbortSignal.any([signal, late]), prefer: 'server'} as const;
		const {error} = await networks.again(byItself).lookup(host, given);
		return error === null;
	};
	pace.names.again.keep([pace.names.door], {host, ask}, Number.NEGATIVE_INFINITY);
}

/** Nobody else was there, and hardly anybody just before: what goes on for long is no matter of the moment. */
function isAlone(failure: Failure | null): boolean {
	if (failure === null) return true;
	const {isSilent, places} = failure;
	return places.every(({company}) => company.open === 1 && (isSilent || company.recent <= 2));
}

/** Tells the doors of a failure before its place is free for the next one. */
function noteFailure({key, isSilent, places}: PeerFailure, visit: Visit, {door, again}: Peer): void {
	const standing = again.standingOf(key);
	for (const stay of visit.stays()) {
		if (standing === 'refusal') stay.answered({isSilence: isSilent});
		if (standing === 'limit') stay.turnedAway();
	}
	const company = places[0]?.company;
	if (standing === 'unknown' && !isSilent && company) door.suspect(company);
}

function proxyOf({route}: ProbeSubject): string | null {
	return route.proxy && formatHostPort(route.proxy.host, route.proxy.port);
}

/** A password that was turned down counts towards the lock of an account, so that the same must not be asked again. */
function wasLoginRejected({stages}: Attempt): boolean {
	return stages.some(
		stage =>
			(stage.stage === 'proxy' || stage.stage === 'http') &&
			stage.authenticated &&
			(stage.status === 407 || stage.status === 401),
	);
}

/** What a probe needs to know of a group, or null where there is nothing to probe. */
export function subjectOf({lead}: ProbeGroup, secrets: Secrets): ProbeSubject | null {
	const {target, route, path} = lead;
	const {protocol} = lead.requirement;
	if (!target || !route || protocol === 'udp') return null;
	const bySettings = protocol === 'http' ? secrets.httpProxyPassword : secrets.httpsProxyPassword;
	const proxyPassword = (route.proxy && secrets.byProxy?.[formatProxy(route.proxy)]) ?? bySettings;
	return {target, protocol, path: path ?? '/', route, proxyPassword};
}

/** An answer that Node's parser refused is read again by the forgiving one, which at least keeps its status. */
function readerAfter(attempts: readonly Attempt[]): HttpReader {
	return attempts.at(-1)?.stages.at(-1)?.error?.code.startsWith('HPE_') ? 'raw' : 'undici';
}
