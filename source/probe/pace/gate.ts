export type Gate = <Value>(work: (leave: () => void) => Promise<Value>, freeMs?: number) => Promise<Value>;

/**
 * Lets a bounded number of pieces of work run at once; the others wait in the order in which they came. Work that calls
 * `leave` gives up its place though it goes on.
 *
 * @param places how much may run at once
 * @param holdMs after so many milliseconds a piece of work gives up its place by itself: it waits for the network then
 *   and costs this machine nothing, and a silent peer must not make the others wait
 * @returns a gate; work let in with `freeMs` takes a place only after so many milliseconds, because a network that far
 *   away can't answer earlier
 */
export function createGate(places: number, holdMs = Number.POSITIVE_INFINITY): Gate {
	let taken = 0;
	const waiting: (() => void)[] = [];
	const letIn = () => {
		while (taken < places) {
			const next = waiting.shift();
			if (!next) return;
			next();
		}
	};
	return async (work, freeMs = 0) => {
		if (taken >= places || waiting.length > 0) {
			await new Promise<void>(resolve => {
				waiting.push(() => {
					if (freeMs === 0) taken++;
					resolve();
				});
			});
		} else if (freeMs === 0) taken++;

		let state: 'free' | 'inside' | 'left' = freeMs === 0 ? 'inside' : 'free';
		const leave = () => {
			const wasInside = state === 'inside';
			state = 'left';
			if (!wasInside) return;
			taken--;
			letIn();
		};
		const timers: NodeJS.Timeout[] = [];
		const enterLater = () => {
			if (state !== 'free') return;
			state = 'inside';
			taken++;
		};
		if (freeMs > 0) timers.push(setTimeout(enterLater, freeMs));
		if (Number.isFinite(holdMs)) timers.push(setTimeout(leave, Math.max(holdMs, freeMs)));
		try {
			return await work(leave);
		} finally {
			for (const timer of timers) clearTimeout(timer);
			leave();
		}
	};
}
