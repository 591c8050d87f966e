import net from 'node:net';
import {withDeadline} from './deadline.ts';
import {createLookup} from './lookup.ts';
import {explainUnreachable} from './missing-route.ts';
import type {ConnectOptions, Network} from './network.ts';
import {createSystemRoots} from './trust.ts';

/**
 * Connects to one address, without happy eyeballs: Node would kill all but the last attempt after 250 ms and call a
 * slow handshake a failure (nodejs/node#54359). On an error or at the limit the socket is gone.
 */
export function connectSocket(options: ConnectOptions): Promise<net.Socket> {
	let isConnected = false;
	return withDeadline<net.Socket>(
		{
			timeoutMs: options.timeoutMs,
			signal: options.signal,
			what: `connecting to ${options.address} port ${options.port}`,
		},
		(resolve, reject) => {
			const socket = net.connect({
				host: options.address,
				port: options.port,
				family: options.family,
				autoSelectFamily: false,
				noDelay: true,
			});
			socket.once('connect', () => {
				isConnected = true;
				resolve(socket);
			});
			socket.once('error', reject);
			return () => {
				socket.off('error', reject);
				if (isConnected) return;
				// A late error of a socket that nobody waits for any more must not end the process.
				socket.on('error', () => {});
				socket.destroy();
			};
		},
	);
}

/** The network as this machine sees it. */
export function createSystemNetwork(options: {
	readonly dns: {readonly address: string; readonly port: number} | null;
	readonly timeoutMs: number;
	readonly caPem: string | null;
	readonly publicRootsPem: string | null;
}): Network {
	return {
		lookup: createLookup({server: options.dns, timeoutMs: options.timeoutMs}),
		connect: options =>
			connectSocket(options).catch(async error => {
				throw await explainUnreachable(error, options);
			}),
		roots: createSystemRoots(options),
	};
}
