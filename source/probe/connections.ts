import type {Socket} from 'node:net';

/** Connections to one peer, each good for one request unless it says otherwise. */
export type Connections = {
	/** The one last taken, or the first. */
	readonly current: () => Socket;
	/**
	 * The next one; the one before it is closed. Where none can be opened it is that closed one, on which every request fails.
	 * With `goesOn` it is the one before, for another request.
	 */
	take(options?: {readonly goesOn: boolean}): Promise<Socket>;
};

/** Takes the connection at hand first, and opens each further one when it is wanted. */
export function createConnections(first: Socket, openAgain: () => Promise<Socket | null>): Connections {
	let current = first;
	let isFirstTaken = false;
	return {
		current: () => current,
		async take({goesOn} = {goesOn: false}) {
			if (isFirstTaken && !goesOn) {
				current.destroy();
				current = (await openAgain()) ?? current;
			}
			isFirstTaken = true;
			return current;
		},
	};
}
