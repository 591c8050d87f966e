import type {Clock} from './stage-clock.ts';

/** How often it is looked whether time has leapt, in milliseconds. */
const lookEveryMs = 250;

/** Between two looks a busy machine takes less than this, in milliseconds. */
const standstillMs = 1500;

/** Who stands still again and again has to take what there is. */
const mostRepeats = 3;

/**
 * Notices when this process stood still: stopped by Ctrl-Z, in a frozen container, on a machine that slept. Time limits
 * run on meanwhile and peers give up, so what was measured then tells nothing of the network.
 */
export type Standstill = {
	/**
	 * Does work, and does it again if the process stood still meanwhile, unless the signal says to stop.
	 *
	 * @param isFinal whether what came out counts all the same, because a peer said it and must not be asked again
	 */
	awake<Value>(signal: AbortSignal, work: () => Promise<Value>, isFinal?: (value: Value) => boolean): Promise<Value>;
	/** How often that has happened. Only looked after while work is under way. */
	count(): number;
};

/** Time is that of the wall clock: the other one waits while a machine sleeps. */
export function createStandstill(clock: Pick<Clock, 'now'>): Standstill {
	let leaps = 0;
	let lastLook = clock.now();
	let underWay = 0;
	let timer: NodeJS.Timeout | undefined;

	function count(): number {
		const now = clock.now();
		if (now - lastLook > standstillMs) leaps++;
		lastLook = now;
		return leaps;
	}
	function enter(): number {
		if (underWay++ > 0) return count();
		lastLook = clock.now();
		timer = setInterval(count, lookEveryMs);
		return leaps;
	}
	function leave(): void {
		if (--underWay === 0) clearInterval(timer);
	}

	return {
		async awake(signal, work, isFinal = () => false) {
			for (let repeat = 0; ; repeat++) {
				const before = enter();
				try {
					const value = await work();
					if (count() === before || repeat === mostRepeats || signal.aborted || isFinal(value)) return value;
				} finally {
					leave();
				}
			}
		},
		count,
	};
}
