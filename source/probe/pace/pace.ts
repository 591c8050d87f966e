import {type AskingAgain, createAskingAgain} from './asking-again.ts';
import {createDoor, type Door, type DoorOptions} from './door.ts';
import {createGate} from './gate.ts';

/** Targets that begin at once; the next ones follow as these are done, or turn out to wait for the network. */
const beginningAtOnce = 128;

/**
 * Handshakes and requests under way at once that should have been answered by now: the other side is busy then, or this
 * machine is, and more of them would only wait for each other and show that in their latencies.
 */
const lateAtOnce = 16;

/** What takes longer than this is not late but silent, in milliseconds. */
const silentMs = 250;

/** How many go at first, and how many more with each answer: two answers one after the other are enough for a hundred. */
const doors = {
	names: {first: 32, more: 3, silentMs: 150},
	direct: {first: 32, more: 3, silentMs: 100},
	proxy: {first: 16, more: 4, silentMs},
	address: {first: 16, more: 4, silentMs},
} as const satisfies {readonly [peer: string]: Omit<DoorOptions, 'timeoutMs'>};

/** Ways of failing that leave nothing behind at the peer: a question that nobody answers, a connection that never came about. */
const aside: {readonly [peer in keyof typeof doors]: (way: string) => boolean} = {
	names: () => true,
	direct: way => way.startsWith('tcp '),
	proxy: () => false,
	address: () => false,
};

/** A peer that all of a kind have to pass, and how those are asked again who failed there. */
export type Peer = {readonly door: Door; readonly again: AskingAgain};

/** The pace of a run: how its probes take turns on this machine, and at the doors of those whom they ask. */
export type Pace = {
	/** For a target as a whole. It leaves when it waits for the network. */
	readonly begin: <Value>(work: (leave: () => void) => Promise<Value>) => Promise<Value>;
	/** For a handshake, which costs this machine most. `roundTripMs` is how long the way there and back takes. */
	readonly greet: <Value>(roundTripMs: number, work: () => Promise<Value>) => Promise<Value>;
	/** For a request over what a handshake made ready. */
	readonly ask: <Value>(roundTripMs: number, work: () => Promise<Value>) => Promise<Value>;
	/** For a socket, until it is closed. */
	readonly takeSocket: TakeSlot;
	/** The proxy of this address, or the direct way. */
	readonly way: (proxy: string | null) => Peer;
	/** An address that is asked on the direct way. */
	readonly address: (address: string) => Door;
	readonly names: Peer;
};

/**
 * The pace of one run, which has so many targets under way at most, and so many sockets. A target that waits for a socket
 * may hold another one, for the first of two handshakes: with half as many targets none waits for ever.
 */
export function createPace(options: {
	readonly targets: number;
	readonly sockets: number;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}): Pace {
	const {targets, sockets, timeoutMs, signal} = options;
	const placesInAll = Math.min(targets, Math.max(1, Math.floor(sockets / 2)));
	const takeTurn = createTurns();
	const beginning = createGate(Math.min(beginningAtOnce, placesInAll));
	const underWay = createGate(placesInAll);
	const conversing = createGate(lateAtOnce, silentMs);
	const addresses = new Map<string, Door>();
	const createPeer = (of: keyof typeof doors): Peer => {
		const door = createDoor({...doors[of], timeoutMs});
		return {door, again: createAskingAgain(door, {timeoutMs, signal, isAside: aside[of]})};
	};
	const ways = new Map<string | null, Peer>();
	signal.addEventListener('abort', () => {
		for (const door of addresses.values()) door.giveUp();
	});
	return {
		begin: work => underWay(() => beginning(work)),
		async greet(roundTripMs, work) {
			await takeTurn();
			return conversing(work, lateAfter(roundTripMs));
		},
		ask: (roundTripMs, work) => conversing(work, lateAfter(roundTripMs)),
		takeSocket: createSlots(sockets),
		way(proxy) {
			const way = ways.get(proxy) ?? createPeer(proxy === null ? 'direct' : 'proxy');
			ways.set(proxy, way);
			return way;
		},
		address(address) {
			const door = addresses.get(address) ?? createDoor({...doors.address, timeoutMs});
			addresses.set(address, door);
			return door;
		},
		names: createPeer('names'),
	};
}

/** An answer takes the way there and back, and some of the other side's time; whole steps, since timers of one length cost less. */
function lateAfter(roundTripMs: number): number {
	const due = 1.5 * roundTripMs + 5;
	return [10, 20, 30, 40, 60, 80, 120, 160].find(milliseconds => milliseconds >= due) ?? silentMs;
}

/** Waits for a slot, in the order of asking; what it resolves to gives the slot back, once. */
type TakeSlot = () => Promise<() => void>;

/** A number of slots for things that are held for longer than one piece of work, such as sockets. */
export function createSlots(count: number): TakeSlot {
	let free = count;
	const waiting: (() => void)[] = [];
	const giveBack = () => {
		const next = waiting.shift();
		if (next) next();
		else free++;
	};
	return async () => {
		if (free > 0) free--;
		else await new Promise<void>(resolve => waiting.push(resolve));
		let isHeld = true;
		return () => {
			if (isHeld) giveBack();
			isHeld = false;
		};
	};
}

/** Resolves when the caller's turn has come, in the order of asking. */
export type TakeTurn = () => Promise<void>;

/**
 * Gives one turn in each round of the event loop. What has come from the network is read between two of them, so that a
 * thousand beginnings never stand between an answer and the clock that times it.
 */
export function createTurns(): TakeTurn {
	const waiting: (() => void)[] = [];
	const next = () => {
		waiting.shift()?.();
		if (waiting.length > 0) setImmediate(next);
	};
	return () =>
		new Promise<void>(resolve => {
			if (waiting.length === 0) setImmediate(next);
			waiting.push(resolve);
		});
}
