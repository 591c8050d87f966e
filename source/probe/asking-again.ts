import {setTimeout as sleep} from 'node:timers/promises';
import type {Company} from '../evidence/types.ts';
import type {Door, Stay} from './door.ts';

/** Of each kind of failure so many are asked alone, to tell a limit from a refusal. */
const representatives = 3;

/** Before one is asked alone nobody else has come for so long, in milliseconds: limits of a rate count by the second. */
const quietMs = 1000;

/** A pause before others are asked in company once more, in milliseconds: what failed for a moment may have passed. */
const pauseMs = 300;

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

/** A failure in a way in which a peer may turn away those who are too many. */
export type Failure = {
	/** How it failed. Those of one way of failing at one peer are judged by each other. */
	readonly key: string;
	readonly isSilent: boolean;
	/** The peers at which it may have been too much, and in what company it was there. */
	readonly places: readonly {readonly door: Door; readonly company: Company}[];
};

/** Another try. */
export type Turn = {
	/** The place that is kept for it at the door; null: it has to ask for one. */
	readonly stay: Stay | null;
	/** How it comes to doors at which no place is kept for it. */
	readonly as: 'again' | 'exempt';
	/** To be told what came of it, once. */
	tell(outcome: Outcome): void;
};

/** One target: how often it was asked again, for each way of failing. */
export type Asked = Map<string, number>;

/** Asks those again who failed in company at one peer. */
export type AskingAgain = {
	/** Waits for the next try of a target that failed; null: no further one, since it was no limit that it met. */
	next(failure: Failure, asked: Asked): Promise<Turn | null>;
	/**
	 * The same for one that is met with silence so far, while its first try goes on. Null where a limit may be behind it: then
	 * it has to wait for the end of that try.
	 *
	 * @param signal nobody waits for it any more
	 */
	early(failure: Failure, signal: AbortSignal): Promise<Turn | null>;
	/** What is known of a way of failing. A refusal is as good as an answer. */
	standingOf(key: string): 'unknown' | 'limit' | 'refusal';
};

type Member = {readonly failure: Failure; readonly asked: Asked; readonly resolve: (turn: Turn | null) => void};
type Kind = {
	readonly key: string;
	readonly isSilent: boolean;
	/** Its first tries go on. */
	readonly isEarly: boolean;
	waiting: Member[];
	readonly underWay: Set<Promise<unknown>>;
	isExamined: boolean;
	/** Its queue was given the time to become empty. */
	isOutwaited: boolean;
	/** Somebody who had failed in company passed when asked again. */
	isLoad: boolean;
	passes: number;
	/** Failures since the last one that passed. */
	inRow: number;
};
/** What came of a try. */
type Outcome = 'passed' | 'failed' | 'failed-alone';

/**
 * What failed in company is asked again later: of each way of failing a few alone. Where one of them passes it was a
 * limit that they met, and all are asked again, gently. Where none does, the others are asked once more as they were the
 * first time, and if none of them passes either they stay as they are: what is really blocked costs two limits of time,
 * however much of it there is.
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
	let isConducting = false;

	function kindOf({key, isSilent}: Failure, isEarly = false): Kind {
		const all = isEarly ? earlyKinds : kinds;
		const known = all.get(key);
		if (known) return known;
		const kind = {
			key,
			isSilent,
			isEarly,
			waiting: [],
			underWay: new Set<Promise<unknown>>(),
			isExamined: false,
			isOutwaited: false,
			isLoad: false,
			passes: 0,
			inRow: 0,
		};
		all.set(key, kind);
		return kind;
	}

	function meetLimit(kind: Kind, {failure}: Member): void {
		kind.isLoad = true;
		for (const place of failure.places) place.door.limit({isSilent: kind.isSilent});
	}

	/** Gives a member its turn, and resolves to what came of it. */
	function ask(kind: Kind, member: Member, stay: Stay | null, as: Turn['as']): Promise<Outcome> {
		kind.waiting = kind.waiting.filter(other => other !== member);
		member.asked.set(kind.key, timesAsked(kind, member) + 1);
		const outcome = new Promise<Outcome>(resolve => member.resolve({stay, as, tell: resolve})).then(seen => {
			if (seen !== 'passed') kind.inRow += Number(seen === 'failed-alone');
			else {
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
			await sleep(Math.min(drain.mostMs, time * backlog * queuedMs), undefined, {signal}).catch(() => {});
			await ask(kind, member, await door.enter('exempt'), 'exempt');
		}
		door.open();
	}

	/** Asks some alone, until one does not fail or takes so long that the others can't wait for it. */
	async function examine(kind: Kind): Promise<void> {
		const [mostQuietMs, mostStartMs] = kind.isEarly ? [timeoutMs / 4, timeoutMs / 10] : [quietMs, timeoutMs / 4];
		await door.clear({quietMs: Math.min(quietMs, mostQuietMs), isSilenceInside: isAside(kind.key)});
		const startMs = Math.min(mostStartMs, Math.max(headStartMs, 5 * door.slowestMs()));
		for (const member of spread(freshOf(kind), representatives)) {
			const stay = await door.enter('exempt');
			if (!kind.waiting.includes(member)) {
				stay.leave();
				continue;
			}
			const outcome = ask(kind, member, stay, 'exempt');
			const late = sleep(startMs, 'late' as const, {signal}).catch(() => 'late' as const);
			if (['passed', 'late'].includes(await Promise.race([outcome, late]))) break;
		}
		kind.isExamined = true;
		if (!kind.isLoad) door.clearSuspicion();
		door.open();
	}

	/** Asks all of these at once, or as wide as the door is. Resolves to whether anybody passed. */
	async function askTogether(kind: Kind, members: readonly Member[], as: Turn['as']): Promise<boolean> {
		if (!kind.isSilent) await sleep(pauseMs, undefined, {signal}).catch(() => {});
		const {passes} = kind;
		for (const member of members) void ask(kind, member, null, as);
		await Promise.all(kind.underWay);
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
				await door.clear({quietMs, isSilenceInside: false});
				await ask(kind, member, await door.enter('exempt'), 'exempt');
				door.open();
			}
		}
		await Promise.all(kind.underWay);
		if (kind.waiting.length <= fewLeft) {
			for (const member of [...kind.waiting]) {
				await door.clear({quietMs, isSilenceInside: false});
				await ask(kind, member, await door.enter('exempt'), 'exempt');
			}
			door.open();
			return;
		}
		await door.clear({quietMs, isSilenceInside: false});
		door.open();
		// So many failed in a row that others may have met the limit: either one of those left passes now, or none will.
		if (!(await askTogether(kind, [...kind.waiting], 'exempt'))) settle(kind);
	}

	function settle(kind: Kind): void {
		for (const {resolve} of kind.waiting.splice(0)) resolve(null);
	}

	/** What is silent for many is asked a second time while the first tries go on, unless that may be too much. */
	async function treatEarly(kind: Kind): Promise<void> {
		if (kind.isLoad || door.isLimited() || door.queuedMs() !== null) return settle(kind);
		if (!kind.isExamined) return examine(kind);
		for (const member of kind.waiting) void ask(kind, member, null, 'again');
	}

	async function treat(kind: Kind): Promise<void> {
		if (kind.isEarly) return treatEarly(kind);
		if (kind.isLoad) return askGently(kind);
		const queuedMs = kind.isSilent && !kind.isOutwaited ? door.queuedMs() : null;
		if (queuedMs !== null) return outwait(kind, queuedMs);
		const fresh = freshOf(kind);
		if (fresh.length > 0 && !kind.isExamined) return examine(kind);
		if (fresh.length > 0) {
			await askTogether(kind, fresh, 'again');
			return;
		}
		await Promise.all(kind.underWay);
		if (!kind.isLoad) settle(kind);
	}

	async function conduct(): Promise<void> {
		if (isConducting) return;
		isConducting = true;
		for (;;) {
			// What is silent has waited long enough, however many come for the first time.
			const early = [...earlyKinds.values()].find(hasWaiting);
			if (!early) await door.idle();
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

	function wait(kind: Kind, member: Omit<Member, 'resolve'>, given?: AbortSignal): Promise<Turn | null> {
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
		next: (failure, asked) => wait(kindOf(failure), {failure, asked}),
		early: (failure, given) => wait(kindOf(failure, true), {failure, asked: new Map()}, given),
		standingOf(key) {
			const kind = kinds.get(key);
			if (kind?.isLoad) return 'limit';
			return kind?.isExamined ? 'refusal' : 'unknown';
		},
	};
}

function timesAsked({key}: Kind, {asked}: Member): number {
	return asked.get(key) ?? 0;
}

const hasWaiting = ({waiting}: Kind) => waiting.length > 0;

/** Those that were not asked again yet. */
function freshOf(kind: Kind): Member[] {
	return kind.waiting.filter(member => timesAsked(kind, member) === 0);
}

function leastAsked(kind: Kind): Member | undefined {
	const [first, ...others] = kind.waiting;
	return others.reduce(
		(least, member) => (least && timesAsked(kind, member) < timesAsked(kind, least) ? member : least),
		first,
	);
}

/** The first, the last, and those between them at like distances. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
	if (items.length <= count) return [...items];
	return Array.from(
		{length: count},
		(_, index) => items[Math.round((index * (items.length - 1)) / (count - 1))] as Item,
	);
}

/** Those that fail quickly first: nobody waits for them. */
function inOrder(one: Kind, other: Kind): number {
	return Number(one.isSilent) - Number(other.isSilent) || Number(one.isLoad) - Number(other.isLoad);
}
