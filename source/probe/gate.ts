/** Lets a bounded number of pieces of work run at once; the others wait in the order in which they came. */
export type Gate = <Value>(work: () => Promise<Value>) => Promise<Value>;

/**
 * @param places how much may run at once
 * @param holdMs after so many milliseconds a piece of work gives up its place though it goes on: it waits for the
 *   network then and costs this machine nothing, and a silent peer must not make the others wait
 */
export function createGate(places: number, holdMs = Number.POSITIVE_INFINITY): Gate {
	let free = places;
	const waiting: (() => void)[] = [];
	const leave = () => {
		const next = waiting.shift();
		if (next) next();
		else free++;
	};
	return async work => {
		if (free > 0) free--;
		else await new Promise<void>(resolve => waiting.push(resolve));
		let hasLeft = false;
		const leaveOnce = () => {
			if (hasLeft) return;
			hasLeft = true;
			leave();
		};
		const timer = Number.isFinite(holdMs) ? setTimeout(leaveOnce, holdMs) : undefined;
		try {
			return await work();
		} finally {
			clearTimeout(timer);
			leaveOnce();
		}
	};
}
