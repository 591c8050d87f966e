import {createGate, type Gate} from './gate.ts';
import {createSlots, type TakeSlot} from './slots.ts';
import {createTurns} from './turns.ts';

/** Targets that begin at once; the next ones follow as these are done, or turn out to wait for the network. */
const beginningAtOnce = 128;

/**
 * Handshakes and requests under way at once that should have been answered by now: the other side is busy then, or this
 * machine is, and more of them would only wait for each other and show that in their latencies.
 */
const lateAtOnce = 16;

/** What takes longer than this is not late but silent, in milliseconds. */
const silentMs = 250;

/** Connections or tunnels in the making to one address: as many as a browser opens to its proxy. */
const openingsAtOnce = 32;

/** The pace of a run: how its probes take turns on this machine, and at the doors of those whom they ask. */
export type Pace = {
	/** For a target as a whole. It leaves when it waits for the network. */
	readonly begin: <Value>(work: (leave: () => void) => Promise<Value>) => Promise<Value>;
	/** For a handshake, which costs this machine most. `roundTripMs` is how long the way there and back takes. */
	readonly greet: <Value>(roundTripMs: number, work: () => Promise<Value>) => Promise<Value>;
	/** For a request over what a handshake made ready. */
	readonly ask: <Value>(roundTripMs: number, work: () => Promise<Value>) => Promise<Value>;
	/** For a connection, or a tunnel, to the address that is asked for it. */
	readonly open: <Value>(address: string, work: () => Promise<Value>) => Promise<Value>;
	/** For a socket, until it is closed. */
	readonly takeSocket: TakeSlot;
};

/**
 * The pace of one run, which has so many targets under way at most, and so many sockets. A target that waits for a socket
 * may hold another one, for the first of two handshakes: with half as many targets none waits for ever.
 */
export function createPace({targets, sockets}: {readonly targets: number; readonly sockets: number}): Pace {
	const placesInAll = Math.min(targets, Math.max(1, Math.floor(sockets / 2)));
	const takeTurn = createTurns();
	const beginning = createGate(Math.min(beginningAtOnce, placesInAll));
	const underWay = createGate(placesInAll);
	const conversing = createGate(lateAtOnce, silentMs);
	const openings = new Map<string, Gate>();
	return {
		begin: work => underWay(() => beginning(work)),
		async greet(roundTripMs, work) {
			await takeTurn();
			return conversing(work, lateAfter(roundTripMs));
		},
		ask: (roundTripMs, work) => conversing(work, lateAfter(roundTripMs)),
		async open(address, work) {
			const gate = openings.get(address) ?? createGate(openingsAtOnce, silentMs);
			openings.set(address, gate);
			return gate(work);
		},
		takeSocket: createSlots(sockets),
	};
}

/** An answer takes the way there and back, and some of the other side's time; whole steps, since timers of one length cost less. */
function lateAfter(roundTripMs: number): number {
	const due = 1.5 * roundTripMs + 5;
	return [10, 20, 30, 40, 60, 80, 120, 160].find(milliseconds => milliseconds >= due) ?? silentMs;
}
