import {probeAborted, probeTimeout} from '../evidence/codes.ts';
import {ProbeFailure} from './stage-error.ts';

/** Time as the run sees it; tests put their own in place. */
export type Clock = {
	/** Wall clock, in milliseconds since 1970. */
	now(): number;
	/** A clock that never jumps, in milliseconds. */
	elapsed(): number;
};

export const systemClock: Clock = {now: () => Date.now(), elapsed: () => performance.now()};

/** A stopwatch for one stage, read in milliseconds with one decimal. */
export function startStopwatch(clock: Clock): () => number {
	const start = clock.elapsed();
	return () => Math.round((clock.elapsed() - start) * 10) / 10;
}

/**
 * Runs one step of a stage under one wall-clock limit, in milliseconds, which no trickle of bytes can extend.
 * `start` gets the two ends of a promise and returns how to tear the step down; teardown runs once, whatever ends it.
 * Rejects with code PROBE_TIMEOUT or PROBE_ABORTED when the limit or the signal comes first.
 */
export function withDeadline<Value>(
	options: {
		readonly timeoutMs: number;
		readonly signal: AbortSignal;
		readonly what: string;
		/** What the step comes to at the limit all the same; it throws where it comes to nothing. */
		readonly atLimit?: (failure: ProbeFailure) => Value;
	},
	start: (resolve: (value: Value) => void, reject: (error: unknown) => void) => (() => void) | undefined,
): Promise<Value> {
	return new Promise((resolve, reject) => {
		let isSettled = false;
		let teardown: (() => void) | undefined;
		const settle = (finish: () => void) => {
			if (isSettled) return;
			isSettled = true;
			clearTimeout(timer);
			unlisten();
			teardown?.();
			finish();
		};
		const abort = () => settle(() => reject(new ProbeFailure(probeAborted, `stopped while ${options.what}`)));
		const onLimit = () => {
			const message = `no answer within ${options.timeoutMs / 1000} s while ${options.what}`;
			const failure = new ProbeFailure(probeTimeout, message);
			if (!options.atLimit) return reject(failure);
			try {
				resolve(options.atLimit(failure));
			} catch (error) {
				reject(error);
			}
		};
		const timer = setTimeout(() => settle(onLimit), options.timeoutMs);
		const unlisten = onAbort(options.signal, abort);
		if (options.signal.aborted) {
			abort();
			return;
		}
		teardown = start(
			value => settle(() => resolve(value)),
			error => settle(() => reject(error)),
		);
		if (isSettled) teardown?.();
	});
}

type Listeners = {readonly callbacks: Set<() => void>; readonly abort: () => void};
const heard = new WeakMap<AbortSignal, Listeners>();

/**
 * Calls back when a signal aborts, until the function returned is called. A signal looks through its listeners for each one
 * that comes or goes, and hundreds of steps wait for the one of the run: all of them have one listener.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
	const listeners = heard.get(signal) ?? listenTo(signal);
	listeners.callbacks.add(callback);
	return () => {
		listeners.callbacks.delete(callback);
		if (listeners.callbacks.size > 0 || heard.get(signal) !== listeners) return;
		heard.delete(signal);
		signal.removeEventListener('abort', listeners.abort);
	};
}

function listenTo(signal: AbortSignal): Listeners {
	const callbacks = new Set<() => void>();
	const abort = () => {
		for (const callback of [...callbacks]) callback();
	};
	const listeners = {callbacks, abort};
	heard.set(signal, listeners);
	signal.addEventListener('abort', abort);
	return listeners;
}
