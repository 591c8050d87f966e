import {setTimeout as sleep} from 'node:timers/promises';
import {createBan} from './ban.ts';
import type {Door, Stay} from './door.ts';
import {
	type Asked,
	createKind,
	type Failure,
	freshOf,
	hasWaiting,
	inOrder,
	type Kind,
	leastAsked,
	type Member,
	type Outcome,
	type Shut,
	settle,
	spread,
	type Turn,
	timesAsked,
} from './kinds-of-failure.ts';
import {createKnownToPass, type KnownToPass} from './known-to-pass.ts';

/** Of each kind of failure so many are asked alone, to tell a limit from a refusal. */
const representatives = 3;

/** Before one is asked alone nobody else has come for so long, in milliseconds: limits of a rate count by the second. */
const quietMs = 1000;

/** A pause before others are asked in company once more, in milliseconds: what failed for a moment may have passed. */
const pauseMs = 300;

/** Where many are asked in company, one that passed before comes among them, so long after the first of them, in milliseconds. */
const amongMs = 50;

/** Who is asked alone has at least so much of a start before the others, in milliseconds. */
const headStartMs = 500;

/** So many failures in a row, where others had met a limit, speak for no limit any more. */
const failuresInRow = 5;

/** So few are each asked alone at last, where others had met a limit. */
const fewLeft = 8;

/** So many that passed when asked again show a limit, and no failure that came and went. */
const passesWanted = 2;

/** The longest that a queue is given to become empty, and how often that is tried, in milliseconds. */
const drain = {mostMs: 30_000, times: 3};

/** Gentle tries of one target before it is asked alone. */
const gentleTries = 2;

/** Before those are asked a last time who failed alone where others met a limit, in milliseconds. */
const lastQuietMs = 12_000;

/** Asks those again who failed in company at one peer. */
export type AskingAgain = {
	/**
	 * Waits for the next try of a target that failed; null: no further one, since it was no limit that it met.
	 *
	 * @param isSure it failed in a company in which others pass: only a peer that lets in nobody any more can be behind it
	 */
	next(failure: Failure, asked: Asked, isSure: boolean): Promise<Turn | Shut | null>;
	/**
	 * The same for one that is met with silence so far, while its first try goes on. Null where a limit may be behind it: then
	 * it has to wait for the end of that try.
	 *
	 * @param signal nobody waits for it any more
	 */
	early(failure: Failure, signal: AbortSignal): Promise<Turn | null>;
	/** Keeps one that passed there. */
	readonly keep: KnownToPass['keep'];
	/** What is known of a way of failing. A refusal is as good as an answer. */
	standingOf(key: string): 'unknown' | 'limit' | 'refusal';
};

/**
 * What failed in company is asked again later: of each way of failing a few alone. Where one of them passes it was a
 * limit that they met, and all are asked again, gently. Where none does, the others are asked once more as they were the
 * first time, and if none of them passes either they stay as they are: what is really blocked costs two limits of time,
 * however much of it there is. But nobody is called blocked while the peer turns away what passed before as well: that is
 * waited out, and then they are asked one by one.
 */
export function createAskingAgain(
	door: Door,
	options: {
		readonly timeoutMs: number;
		readonly signal: AbortSignal;
		/** What failed so takes up nothing at this peer while it is waited for: packets that are dropped on the direct way. */
		readonly isAside: (key: string) => boolean;
	},
): AskingAgain {
	const {timeoutMs, signal, isAside} = options;
	const kinds = new Map<string, Kind>();
	const earlyKinds = new Map<string, Kind>();
	const known = createKnownToPass();
	const failedAlone = new WeakSet<Asked>();
	const pause = (ms: number) => sleep(ms, undefined, {signal}).catch(() => {});
	const ban = createBan(door, pause);
	let isConducting = false;

	function kindOf(failure: Failure, isEarly = false): Kind {
		const all = isEarly ? earlyKinds : kinds;
		const kind = all.get(failure.key) ?? createKind(failure, isEarly);
		all.set(failure.key, kind);
		return kind;
	}

	function meetLimit(kind: Kind, {failure}: Member): void {
		kind.isLoad = true;
		for (const place of failure.places) place.door.limit({isSilent: kind.isSilent});
	}

	/**
	 * Whether the peer lets in who passed before: somebody since then, or else two of them now. Unless one is known, nothing
	 * speaks against it.
	 */
	async function isOpen(kind: Kind, sinceMs: number, mostMs: number | null = null): Promise<boolean> {
		if (known.hasPassedSince(sinceMs) || signal.aborted) return true;
		return (await askKnown(kind.waiting[0], {mostMs, isAtOnce: false})) ?? true;
	}

	/** Whether one of those passes now who passed before: at the address first, and then on the way to it. */
	const askKnown = (member: Member | undefined, how: {readonly isAtOnce: boolean; readonly mostMs: number | null}) =>
		known.ask([...(member?.failure.places ?? []).map(place => place.door).toReversed(), door], how);

	/** Waits until the peer lets in again who passed before; those who failed meanwhile are asked anew then. */
	async function waitOut(kind: Kind): Promise<void> {
		await door.clear({quietMs: 0, isSilenceInside: isAside(kind.key)});
		// While nobody else is asked, who takes much longer than those that passed is not let in.
		const promptMs = () => Math.min(timeoutMs, Math.max(timeoutMs / 4, 5 * door.slowestMs()));
		if (await ban.outlast(known.host(), () => isOpen(kind, performance.now(), promptMs()))) {
			kind.waiting = kind.waiting.map(member => ({...member, isSure: false}));
			for (const member of kind.waiting) {
				member.asked.delete(kind.key);
				meetLimit(kind, member);
			}
		} else {
			for (const {resolve} of kind.waiting.splice(0)) resolve({shutTo: known.host()});
		}
		door.clearSuspicion();
		door.open();
	}

	/** Gives a member its turn, and resolves to what came of it. */
	function ask(kind: Kind, member: Member, stay: Stay | null, as: Turn['as']): Promise<Outcome> {
		kind.waiting = kind.waiting.filter(other => other !== member);
		member.asked.set(kind.key, timesAsked(kind, member) + 1);
		const outcome = new Promise<Outcome>(tell => member.resolve({stay, as, behindBan: ban.host(), tell})).then(seen => {
			if (seen === 'failed-alone') failedAlone.add(member.asked);
			if (seen !== 'passed') kind.inRow += Number(seen === 'failed-alone');
			else {
				kind.countsLong ||= failedAlone.has(member.asked);
				kind.inRow = 0;
				kind.passes++;
				meetLimit(kind, member);
			}
			return seen;
		});
		const ended = outcome.finally(() => kind.underWay.delete(ended));
		kind.underWay.add(ended);
		return outcome;
	}

	/**
	 * What was given up still stands in the queue of a peer that does not notice, and whoever comes next waits behind it.
	 * One is asked alone once the queue should be empty.
	 */
	async function outwait(kind: Kind, queuedMs: number): Promise<void> {
		kind.isOutwaited = true;
		const backlog = kind.waiting.length;
		for (let time = 1; time <= drain.times && !signal.aborted && !kind.isLoad; time++) {
			const member = leastAsked(kind);
			if (member === undefined) break;
			await door.clear({quietMs, isSilenceInside: true});
			await pause(Math.min(drain.mostMs, time * backlog * queuedMs));
			await ask(kind, member, await door.enter('exempt'), 'exempt');
		}
		door.open();
	}

	/** Asks some alone, until one does not fail or takes so long that the others can't wait for it. */
	async function examine(kind: Kind): Promise<void> {
		const [mostQuietMs, mostStartMs] = kind.isEarly ? [timeoutMs / 4, timeoutMs / 10] : [quietMs, timeoutMs / 4];
		// Where nobody passed nothing counts by the second, which would have granted the first ones. Early on they may be late.
		const isDead = kind.isSilent && !kind.isEarly && door.passed() === 0;
		const leastMs = isDead ? 0 : Math.min(quietMs, mostQuietMs);
		await door.clear({quietMs: leastMs, isSilenceInside: isAside(kind.key)});
		const beganAt = performance.now();
		for (const member of spread(freshOf(kind), representatives)) {
			const seen = await askPromptly(kind, member, mostStartMs);
			if (seen !== null && ['passed', 'late'].includes(seen)) break;
		}
		kind.isExamined = true;
		if (!kind.isEarly && !kind.isLoad && !(await isOpen(kind, beganAt))) {
			// Those that are silent still may take up what there is.
			await Promise.all(kind.underWay);
			if (!kind.isLoad && !(await isOpen(kind, performance.now()))) return waitOut(kind);
		}
		if (!kind.isLoad) door.clearSuspicion();
		door.open();
	}

	/** Asks all of these at once, or as wide as the door is. Resolves to whether anybody passed. */
	async function askTogether(kind: Kind, members: readonly Member[], as: Turn['as']): Promise<boolean> {
		if (!kind.isSilent) await pause(pauseMs);
		const {passes} = kind;
		for (const member of members) void ask(kind, member, null, as);
		// By the time at which silence has an end, the peer may let in somebody again whom it did not let in with them.
		const knownAmong = kind.isSilent
			? pause(amongMs).then(() => askKnown(members[0], {isAtOnce: true, mostMs: null}))
			: null;
		await Promise.all(kind.underWay);
		kind.wasShut = (await knownAmong) === false;
		return kind.passes > passes;
	}

	/** Asks those who met a limit as few at once, and as slowly, as it takes; at last alone. */
	async function askGently(kind: Kind): Promise<void> {
		const mostTries = kind.isSilent ? 2 : gentleTries + 1;
		kind.inRow = 0;
		// One that passed may have been chance; where several did, each is asked alone before it is called blocked.
		const isWorthAsking = () => kind.inRow < failuresInRow || (!kind.isSilent && kind.passes >= passesWanted);
		while (!signal.aborted && isWorthAsking()) {
			const member = leastAsked(kind);
			if (member === undefined) {
				if (kind.underWay.size === 0) return;
				await Promise.race(kind.underWay);
			} else if (timesAsked(kind, member) < mostTries) {
				const stay = await door.enter('again');
				void ask(kind, member, stay, 'again');
			} else {
				await Promise.all(kind.underWay);
				if (timesAsked(kind, member) > mostTries) return askLast(kind);
				await askAlone(kind, member, quietMs);
				door.open();
			}
		}
		await Promise.all(kind.underWay);
		if (kind.waiting.length <= fewLeft) return askLast(kind);
		await door.clear({quietMs, isSilenceInside: false});
		door.open();
		// So many failed in a row that others may have met the limit: either one of those left passes now, or none will.
		if (await askTogether(kind, [...kind.waiting], 'exempt')) return;
		await door.clear({quietMs: lastQuietMs, isSilenceInside: false});
		door.open();
		if (!(await askTogether(kind, [...kind.waiting], 'exempt'))) await conclude(kind);
	}

	/** Behind a ban they come one by one. Where two in a row don't pass, it is asked whether it began anew. */
	async function askSlowly(kind: Kind): Promise<void> {
		let inRow = 0;
		while (!signal.aborted) {
			const member = leastAsked(kind);
			if (member === undefined && kind.underWay.size === 0) return;
			if (member === undefined || timesAsked(kind, member) >= gentleTries) {
				await Promise.all(kind.underWay);
				if (member !== undefined) return askLast(kind);
				continue;
			}
			await pause(ban.gapMs());
			inRow = (await askPromptly(kind, member, timeoutMs / 4)) === 'passed' ? 0 : inRow + 1;
			if (inRow < 2) continue;
			inRow = 0;
			await pause(ban.gapMs());
			if (await isOpen(kind, performance.now())) continue;
			await Promise.all(kind.underWay);
			return waitOut(kind);
		}
	}

	/** Asks all that are left a last time, after so long that whatever counts over seconds has forgotten the others. */
	async function askLast(kind: Kind): Promise<void> {
		const {passes} = kind;
		const isResent = kind.isSilent && isAside(kind.key);
		let ms = lastQuietMs;
		for (const member of [...kind.waiting]) {
			const seen = await askAlone(kind, member, ms);
			// What nobody answers is sent several times: a question, the first packet of a connection.
			ms = isResent && (ban.gapMs() > 0 || kind.countsLong) ? lastQuietMs : Math.max(quietMs, ban.gapMs());
			if (seen !== 'passed' && !(await isOpen(kind, performance.now()))) return waitOut(kind);
		}
		door.open();
		if (kind.passes === passes) settle(kind);
	}

	async function askAlone(kind: Kind, member: Member, ms: number): Promise<Outcome> {
		await door.clear({quietMs: ms, isSilenceInside: false});
		return ask(kind, member, await door.enter('exempt'), 'exempt');
	}

	/** Asks one, and waits no longer for it than for those that pass. Null where it waits no more. */
	async function askPromptly(kind: Kind, member: Member, mostMs: number): Promise<Outcome | 'late' | null> {
		const stay = await door.enter('exempt');
		if (!kind.waiting.includes(member)) {
			stay.leave();
			return null;
		}
		const startMs = Math.min(mostMs, Math.max(headStartMs, 5 * door.slowestMs()));
		return Promise.race([ask(kind, member, stay, 'exempt'), pause(startMs).then(() => 'late' as const)]);
	}

	/** Nothing is blocked while the peer turns away everybody. */
	async function conclude(kind: Kind, isMeant: (member: Member) => boolean = () => true): Promise<void> {
		const latest = kind.waiting.filter(isMeant).reduce((most, {failure}) => Math.max(most, failure.beganAt), 0);
		if (!(await isOpen(kind, latest))) return waitOut(kind);
		if (!kind.wasShut) return settle(kind, isMeant);
		kind.wasShut = false;
		kind.isLoad = true;
		for (const member of kind.waiting) meetLimit(kind, member);
	}

	/** What is silent for many is asked a second time while the first tries go on, unless that may be too much. */
	async function treatEarly(kind: Kind): Promise<void> {
		if (kind.isLoad || door.isLimited() || door.queuedMs() !== null) return settle(kind);
		if (!kind.isExamined) return examine(kind);
		for (const member of kind.waiting) void ask(kind, member, null, 'again');
	}

	async function treat(kind: Kind): Promise<void> {
		if (kind.isEarly) return treatEarly(kind);
		const isSettled = (member: Member) => member.isSure && timesAsked(kind, member) === 0;
		if (ban.gapMs() === 0 && kind.waiting.some(isSettled)) return conclude(kind, isSettled);
		if (kind.isLoad) return ban.gapMs() > 0 ? askSlowly(kind) : askGently(kind);
		const queuedMs = kind.isSilent && !kind.isOutwaited ? door.queuedMs() : null;
		if (queuedMs !== null) return outwait(kind, queuedMs);
		const fresh = freshOf(kind);
		if (fresh.length > 0 && !kind.isExamined) return examine(kind);
		if (fresh.length > 0) return void (await askTogether(kind, fresh, 'again'));
		await Promise.all(kind.underWay);
		if (!kind.isLoad) await conclude(kind);
	}

	async function conduct(): Promise<void> {
		if (isConducting) return;
		isConducting = true;
		for (;;) {
			await door.idle();
			const early = [...earlyKinds.values()].find(hasWaiting);
			const kind = early ?? [...kinds.values()].filter(hasWaiting).toSorted(inOrder)[0];
			if (!kind && ![...earlyKinds.values()].some(hasWaiting)) break;
			if (!kind) continue;
			if (signal.aborted) settle(kind);
			else await treat(kind);
		}
		isConducting = false;
	}

	signal.addEventListener('abort', () => {
		door.giveUp();
		for (const kind of [...kinds.values(), ...earlyKinds.values()]) settle(kind);
	});

	function wait(kind: Kind, member: Omit<Member, 'resolve'>, given?: AbortSignal): Promise<Turn | Shut | null> {
		if (signal.aborted || given?.aborted) return Promise.resolve(null);
		return new Promise(resolve => {
			const waiting = {...member, resolve};
			kind.waiting.push(waiting);
			given?.addEventListener('abort', () => {
				kind.waiting = kind.waiting.filter(other => other !== waiting);
				resolve(null);
			});
			void conduct();
		});
	}

	return {
		next(failure, asked, isSure) {
			const isVouchedFor = !known.isAny() || known.hasPassedSince(failure.beganAt);
			return isSure && isVouchedFor ? Promise.resolve(null) : wait(kindOf(failure), {failure, asked, isSure});
		},
		async early(failure, given) {
			const next = await wait(kindOf(failure, true), {failure, asked: new Map(), isSure: false}, given);
			return next && 'shutTo' in next ? null : next;
		},
		keep: known.keep,
		standingOf(key) {
			const kind = kinds.get(key);
			if (kind?.isLoad) return 'limit';
			return kind?.isExamined ? 'refusal' : 'unknown';
		},
	};
}
