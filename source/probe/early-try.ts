import {setTimeout as sleep} from 'node:timers/promises';
import type {AttemptContext} from './attempt.ts';
import type {Failure, Turn} from './pace/kinds-of-failure.ts';
import type {Peer} from './pace/pace.ts';

/** A first try that has been met with silence for this share of the limit may have to be made again. */
const silentShare = 0.1;

/** One that is alone is made again after this share of the limit, from then on. */
const aloneShare = 0.15;

/** Where answers come late, silence begins after so many times the latest of them. */
const latestTimes = 3;

/** A second try of a target whose packets seem to be dropped, from another port, while the first one goes on. */
export type EarlyTry<Tried> = {
	/** The first try dials, and is silent so far. Whatever was begun is dropped. */
	watch(failure: () => Failure): void;
	/** The first try got an answer, or is made anew. */
	drop(): void;
	/** What came of it once the first try has failed in silence, told once; null: none was made. */
	outcome(): Promise<Tried | null>;
};

/**
 * Makes the second try of a silent target early, so that both together take one limit. It counts only where the first fails
 * in the end: an answer that comes late to the first one is as good as ever.
 *
 * @param attempt makes the try; `limitMs` is what is left of the limit for its connection, but half of a limit at least
 */
export function createEarlyTry<Tried>(
	peer: Peer,
	options: Pick<AttemptContext, 'timeoutMs' | 'signal'> & {
		/** One that is alone is asked again as well. */
		readonly isRetried: boolean;
		readonly attempt: (turn: Turn | null, signal: AbortSignal, limitMs: () => number) => Promise<Tried>;
	},
): EarlyTry<Tried> {
	const {timeoutMs, isRetried, attempt} = options;
	let timer: NodeJS.Timeout | undefined;
	let own: AbortController | undefined;
	let made: Promise<Tried | null> | null = null;
	let isGranted = false;

	/** Dialling for so long. */
	async function make(failure: Failure, startedAt: number, signal: AbortSignal): Promise<Tried | null> {
		const limitMs = () => Math.max(timeoutMs / 2, Math.round(startedAt + timeoutMs - performance.now()));
		const isAlone = failure.places.every(({door, company}) => door.isSafe(company, failure.isSilent));
		if (isAlone && !isRetried) return null;
		if (isAlone) await sleep(aloneShare * timeoutMs, undefined, {signal}).catch(() => {});
		const turn = isAlone ? null : await peer.again.early(failure, signal);
		isGranted = !signal.aborted && (isAlone || turn !== null);
		if (isGranted) return attempt(turn, signal, limitMs);
		turn?.stay?.leave();
		turn?.tell('failed');
		return null;
	}
	function look(failure: () => Failure, startedAt: number): void {
		const dueMs = Math.max(silentShare * timeoutMs, latestTimes * peer.door.slowestMs());
		const leftMs = startedAt + dueMs - performance.now();
		if (leftMs > 0) {
			timer = setTimeout(look, leftMs, failure, startedAt);
			return;
		}
		own = new AbortController();
		made = make(failure(), startedAt, AbortSignal.any([options.signal, own.signal]));
		// Where nobody asks for it.
		made.catch(() => {});
	}
	function drop(): void {
		clearTimeout(timer);
		own?.abort();
		made = null;
		isGranted = false;
	}

	return {
		watch(failure) {
			drop();
			timer = setTimeout(look, silentShare * timeoutMs, failure, performance.now());
		},
		drop,
		async outcome() {
			clearTimeout(timer);
			const taken = isGranted ? made : null;
			if (!isGranted) drop();
			isGranted = false;
			return taken;
		},
	};
}
