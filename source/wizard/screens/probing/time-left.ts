/** What is said about the time left, in seconds; null: nothing. */
export type TimeLeft = {
	readonly seconds: number | null;
	/** Milliseconds since the start at which the promise ends. */
	readonly until: number;
	/** A promise was broken: nothing is said any more. */
	readonly isGivenUp: boolean;
};

export const unknownTimeLeft: TimeLeft = {seconds: null, until: 0, isGivenUp: false};

/** Too few finished endpoints say nothing about the others. */
const shareNeeded = 1 / 3;

/** What is blocked takes longest and comes last, so the rest is reckoned to take longer than its share. */
const caution = 1.3;

/** Said in steps of so many seconds: more exact would only be more wrong, and more to read. */
const stepSeconds = 5;

/** Beyond its end, so much patience is had with a promise, in milliseconds. */
const graceMs = 5000;

/**
 * A cautious guess at the time left. It only ever gets shorter; when it proves wrong it is taken back, not raised, so it
 * never jumps up and down.
 */
export function guessTimeLeft(
	before: TimeLeft,
	{finished, total, elapsedMs}: {readonly finished: number; readonly total: number; readonly elapsedMs: number},
): TimeLeft {
	if (before.isGivenUp) return before;
	if (finished >= total || finished < total * shareNeeded || elapsedMs <= 0) return {...before, seconds: null};
	const guess = (elapsedMs / finished) * (total - finished) * caution;
	const seconds = Math.ceil(guess / 1000 / stepSeconds) * stepSeconds;
	if (before.until === 0 || seconds < (before.seconds ?? 0)) {
		return {...before, seconds, until: elapsedMs + seconds * 1000};
	}
	return elapsedMs > before.until + graceMs ? {...before, seconds: null, isGivenUp: true} : before;
}

/** `about 20 s left`, `about 3 min left`; empty where nothing is known. */
export function timeLeftText({seconds}: TimeLeft): string {
	if (seconds === null) return '';
	return seconds <= 90 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}
