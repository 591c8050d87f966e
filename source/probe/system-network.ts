import dgram from 'node:dgram';
import net from 'node:net';
import {noRoute} from '../evidence/codes.ts';
import {createSystemRoots} from './certificates.ts';
import {createLookup} from './lookup.ts';
import type {ConnectOptions, Network} from './network.ts';
import {withDeadline} from './stage-clock.ts';
import {ProbeFailure, stageErrorOf} from './stage-error.ts';
import {openTicketTalk} from './ticket-talk.ts';

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
	/** Texts of certificates that the machine trusts besides. */
	readonly machinePems?: readonly string[];
}): Network {
	return {
		lookup: createLookup({server: options.dns, timeoutMs: options.timeoutMs}),
		connect: options =>
			connectSocket(options).catch(async error => {
				throw await explainUnreachable(error, options);
			}),
		roots: createSystemRoots(options),
		openTicketTalk,
	};
}

/** What connect(2) says both where this machine has no route and where a router answers with an ICMP message. */
const ambiguousCodes = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);

/**
 * The error of a failed TCP connect, told apart: a connected UDP socket sends nothing, so that only this machine's own
 * routing table can refuse it.
 */
export async function explainUnreachable(error: unknown, {address, family, port}: ConnectOptions): Promise<unknown> {
	const {code} = stageErrorOf(error);
	if (!ambiguousCodes.has(code) || (await hasRoute(address, family, port))) return error;
	return new ProbeFailure(noRoute, `this machine has no route to ${address} (${code})`);
}

function hasRoute(address: string, family: 4 | 6, port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4');
		const settle = (isRouted: boolean) => {
			socket.close();
			resolve(isRouted);
		};
		socket.once('error', () => settle(false));
		socket.once('connect', () => settle(true));
		socket.connect(port, address);
	});
}
