import dgram from 'node:dgram';
import {noRoute} from '../evidence/codes.ts';
import type {ConnectOptions} from './network.ts';
import {ProbeFailure, stageErrorOf} from './stage-error.ts';

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
