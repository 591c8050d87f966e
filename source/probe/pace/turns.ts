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
