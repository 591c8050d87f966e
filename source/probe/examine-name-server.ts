import dgram from 'node:dgram';
import {isIP} from 'node:net';
import {nameServerOutOfReach} from '../evidence/codes.ts';
import type {StageError} from '../evidence/types.ts';
import {withDeadline} from './deadline.ts';
import {stageErrorOf} from './stage-error.ts';

/** How long an error may take to come back, in milliseconds. Where none does, the port was refused for a moment. */
const patienceMs = 1000;

/** A question for the name servers of the root, which every name server understands. */
const question = Buffer.from([0x41, 0x43, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]);

type Fate = {readonly server: string; readonly kind: 'out-of-reach' | 'unreachable' | 'refused'; readonly code: string};

/**
 * What lies behind c-ares' ECONNREFUSED, which it says of three things: nobody listens on the name server's port, a
 * router calls the server unreachable, or this machine has no route to it. A connected UDP socket tells them apart: a
 * missing route fails the connect, and an ICMP message comes as an error after the first packet.
 *
 * @param servers as `address`, `address:port` or `[address]:port`
 */
export async function examineNameServers(servers: readonly string[], signal: AbortSignal): Promise<StageError> {
	const fates = await Promise.all(servers.map(server => examine(server, signal)));
	const refused = fates.filter(({kind}) => kind === 'refused');
	const unreachable = fates.filter(({kind}) => kind === 'unreachable');
	if (refused.length > 0 || fates.length === 0) {
		return {code: 'ECONNREFUSED', syscall: null, message: `nobody listens on ${listOf(refused)}`};
	}
	const [first] = unreachable;
	if (first) {
		return {code: first.code, syscall: null, message: `a router on the way calls ${listOf(unreachable)} unreachable`};
	}
	const codes = [...new Set(fates.map(({code}) => code))];
	const isForbidden = codes.every(code => code === 'EACCES' || code === 'EPERM');
	const what = isForbidden ? 'does not permit packets to its name server' : 'has no route to its name server';
	return {
		code: nameServerOutOfReach,
		syscall: null,
		message: `this machine ${what} ${listOf(fates)} (${codes.join(', ')})`,
	};
}

async function examine(server: string, signal: AbortSignal): Promise<Fate> {
	const {address, port} = splitServer(server);
	const name = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
	let isConnected = false;
	const error = await withDeadline<unknown>({timeoutMs: patienceMs, signal, what: `looking at ${name}`}, resolve => {
		const socket = dgram.createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
		socket.on('error', resolve);
		socket.on('message', () => resolve(null));
		socket.once('connect', () => {
			isConnected = true;
			socket.send(question, failure => failure && resolve(failure));
		});
		socket.connect(port, address);
		return () => socket.close();
	}).catch(() => null);
	const {code} = error === null ? {code: 'ECONNREFUSED'} : stageErrorOf(error);
	if (code === 'ECONNREFUSED') return {server: name, kind: 'refused', code};
	const isFarOff = isConnected && (code === 'EHOSTUNREACH' || code === 'ENETUNREACH');
	return {server: name, kind: isFarOff ? 'unreachable' : 'out-of-reach', code};
}

/** `10.0.0.2`, `10.0.0.2:5353`, `fd00::2` or `[fd00::2]:5353`, as node:dns writes servers. */
export function splitServer(server: string): {readonly address: string; readonly port: number} {
	const match =
		/^\[([^\]]+)\](?::(\d+))?$/.exec(server) ?? (isIP(server) === 6 ? null : /^([^:]+):(\d+)$/.exec(server));
	return {address: match?.[1] ?? server, port: Number(match?.[2] ?? 53)};
}

function listOf(fates: readonly Fate[]): string {
	return fates.map(({server}) => server).join(', ');
}
