import type {Socket} from 'node:net';
import type {Side} from './scenario.ts';
import type {Place} from './zone.ts';

/** Where a connection that reached the practice internet was going, and from which side it came. */
export type Arrival = {readonly place: Place; readonly port: number; readonly side: Side};

/**
 * What the practice internet knows of its connections: on loopback they all lead to one listener, so the dialling end
 * announces each one before its first byte. Ends of one connection know each other by the dialling end's port.
 */
export type Arrivals = {
	announce(socket: Socket, arrival: Arrival): void;
	/** Null for a stranger, and for a connection whose dialling end is gone. */
	from(remotePort: number | undefined): Arrival | null;
};

export function createArrivals(): Arrivals {
	const byPort = new Map<number, Arrival>();
	return {
		announce(socket, arrival) {
			const {localPort} = socket;
			if (localPort === undefined) return;
			byPort.set(localPort, arrival);
			socket.once('close', () => {
				// By now the port may serve another connection.
				if (byPort.get(localPort) === arrival) byPort.delete(localPort);
			});
		},
		from: remotePort => (remotePort === undefined ? null : (byPort.get(remotePort) ?? null)),
	};
}
