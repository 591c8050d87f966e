import type {Socket} from 'node:net';
import {probeAborted, probeTimeout} from '../../evidence/codes.ts';
import type {Dial, IpAddress, TcpEvidence} from '../../evidence/types.ts';
import {startStopwatch} from '../stage-clock.ts';
import {stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';

/** How long the other address family may take once one has connected, in milliseconds: a dead IPv6 is only a note. */
const otherFamilyGraceMs = 1000;

/** After so much silence the other addresses are dialled too, in milliseconds: one dead address of many is common. */
const fallbackAfterMs = 1000;

/** Addresses dialled per family. Big services answer with eight and more, all behind the same rule of a firewall. */
const addressesPerFamily = 3;

type Connection = {readonly dial: Dial; readonly socket: Socket | null};

/** A connection to an address of the family that does not carry the next stages. */
export type OtherConnection = {readonly address: IpAddress; readonly socket: Socket};

/**
 * Dials each address by itself: first one of each family, the others only if none of these connected. All of it has one
 * limit. IPv4 carries the next stages where both work, as it does for most clusters.
 *
 * @param keepsOther whether a connection of the other family is left open too; the caller closes it
 */
export async function connectTcp(
	addresses: readonly IpAddress[],
	port: number,
	of: 'target' | 'proxy',
	context: StageContext,
	{keepsOther = false}: {readonly keepsOther?: boolean} = {},
): Promise<{evidence: TcpEvidence; socket: Socket | null; other: OtherConnection | null}> {
	const stopwatch = startStopwatch(context.clock);
	const connections = await dialAll(splitAddresses(addresses), port, context);
	const chosen = connections.find(({socket}) => socket);
	const other = keepsOther
		? connections.find(({dial, socket}) => socket && dial.family !== chosen?.dial.family)
		: undefined;
	for (const {socket} of connections) if (socket !== chosen?.socket && socket !== other?.socket) socket?.destroy();
	const dials = connections.map(({dial}) => dial);
	return {
		socket: chosen?.socket ?? null,
		other: other?.socket ? {address: other.dial, socket: other.socket} : null,
		evidence: {
			stage: 'tcp',
			of,
			ok: chosen !== undefined,
			ms: chosen?.dial.ms ?? stopwatch(),
			port,
			dials,
			connected: chosen?.dial.address ?? null,
			localAddress: chosen?.socket?.localAddress ?? null,
			error: chosen ? null : (dials[0]?.error ?? null),
		},
	};
}

/** The addresses to dial at once, and those to fall back to. */
function splitAddresses(addresses: readonly IpAddress[]): [IpAddress[], IpAddress[]] {
	const families = [4, 6].map(family =>
		addresses.filter(address => address.family === family).slice(0, addressesPerFamily),
	);
	return [families.flatMap(family => family.slice(0, 1)), families.flatMap(family => family.slice(1))];
}

async function dialAll(
	[firsts, others]: readonly [IpAddress[], IpAddress[]],
	port: number,
	context: StageContext,
): Promise<Connection[]> {
	const grace = new AbortController();
	const signal = AbortSignal.any([context.signal, grace.signal]);
	const timers: NodeJS.Timeout[] = [];
	let isConnected = false;
	const start = (list: readonly IpAddress[], timeoutMs: number) =>
		list.map(async address => {
			const connection = await dial(address, port, {...context, timeoutMs, signal}, context.signal);
			if (connection.socket && !isConnected) {
				isConnected = true;
				timers.push(setTimeout(() => grace.abort(), otherFamilyGraceMs));
			}
			return connection;
		});

	const dialling = start(firsts, context.timeoutMs);
	if (others.length > 0) {
		const waitMs = Math.min(fallbackAfterMs, context.timeoutMs / 2);
		const silence = new Promise(resolve => timers.push(setTimeout(resolve, waitMs)));
		const stopwatch = startStopwatch(context.clock);
		await Promise.race([silence, Promise.all(dialling)]);
		if (!isConnected) dialling.push(...start(others, Math.max(1, context.timeoutMs - stopwatch())));
	}
	const connections = await Promise.all(dialling);
	for (const timer of timers) clearTimeout(timer);
	return connections;
}

/** Dials one address once there is a socket for it; the time counts from then on. */
async function dial(
	address: IpAddress,
	port: number,
	context: StageContext,
	runSignal: AbortSignal,
): Promise<Connection> {
	const giveBack = await context.pace.takeSocket();
	const stopwatch = startStopwatch(context.clock);
	try {
		const socket = await context.network.connect({
			...address,
			port,
			timeoutMs: context.timeoutMs,
			signal: context.signal,
		});
		// A reset may come between two stages, when nobody listens; the next stage then finds a destroyed socket.
		socket.on('error', () => {});
		socket.once('close', giveBack);
		return {socket, dial: {...address, ok: true, ms: stopwatch(), error: null}};
	} catch (error) {
		giveBack();
		const seen = stageErrorOf(error);
		// Only waiting no longer for the second family aborts a dial without the run being stopped.
		const isGivenUp = seen.code === probeAborted && !runSignal.aborted;
		const reason = isGivenUp ? {...seen, code: probeTimeout, message: `no answer after ${stopwatch()} ms`} : seen;
		return {socket: null, dial: {...address, ok: false, ms: stopwatch(), error: reason}};
	}
}

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
