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
