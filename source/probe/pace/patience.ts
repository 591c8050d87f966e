/** Of each kind of failure so many are asked alone, to tell a limit from a refusal. */
export const representatives = 3;

/** Before one is asked alone nobody else has come for so long, in milliseconds: limits of a rate count by the second. */
export const quietMs = 1000;

/** A pause before others are asked in company once more, in milliseconds: what failed for a moment may have passed. */
export const pauseMs = 300;

/** Who is asked alone has at least so much of a start before the others, in milliseconds. */
export const headStartMs = 500;

/** So many failures in a row, where others had met a limit, speak for no limit any more. */
export const failuresInRow = 5;

/** So few are each asked alone at last, where others had met a limit. */
export const fewLeft = 8;

/** So many that passed when asked again show a limit, and no failure that came and went. */
export const passesWanted = 2;

/** The longest that a queue is given to become empty, and how often that is tried, in milliseconds. */
export const drain = {mostMs: 30_000, times: 3};

/** Gentle tries of one target before it is asked alone. */
export const gentleTries = 2;

/**
 * A peer that turns away by now what passed before is given so long, in milliseconds, before that is asked once more: bans
 * and limits that count over several seconds pass by themselves, and begin anew with each that comes too early.
 */
export const banPausesMs = [3000, 6000, 12_000, 24_000];

/** So long after the first ban no other one is waited out, in milliseconds. */
export const mostWaitedMs = 240_000;

/** Behind the first ban there is so long between two at most, in milliseconds; behind each further one twice as long. */
export const mostGapMs = 1000;

/** Behind bans those who don't pass are asked one by one for so long, in milliseconds, without what the bans themselves take. */
export const slowMs = 60_000;

/** So many in a row that don't pass behind a ban: it is asked whether that began anew, and if not, nobody waits for the silent. */
export const slowInRow = 2;
export const hurriedInRow = 4;

/** Before those are asked a last time who failed alone where others met a limit, in milliseconds. */
export const lastQuietMs = 10_000;

/** Who passed before is given so long to pass once more, in milliseconds, or so many times the longest that an answer took. */
export const knownMs = 3000;
export const knownTimes = 3;
