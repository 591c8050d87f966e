import type {Socket} from 'node:net';
import {startStopwatch} from '../stage-clock.ts';
import {probeAborted, probeTimeout, stageErrorOf} from '../stage-error.ts';
import type {Dial, IpAddress, TcpEvidence} from '../types.ts';
import type {StageContext} from './context.ts';

/** How long the other address family may take once one has connected, in milliseconds: a dead IPv6 is only a note. */
const otherFamilyGraceMs = 1000;

/** Addresses dialled per family. Big services answer with eight and more, all behind the same rule of a firewall. */
const addressesPerFamily = 3;

type Connection = {readonly dial: Dial; readonly socket: Socket | null};

/**
 * Dials each address by itself with its own limit: first one of each family, the others only if none of these
 * connected. IPv4 carries the next stages where both work, as it does for most clusters.
 */
export async function connectTcp(
	addresses: readonly IpAddress[],
	port: number,
	of: 'target' | 'proxy',
	context: StageContext,
): Promise<{evidence: TcpEvidence; socket: Socket | null}> {
	const stopwatch = startStopwatch(context.clock);
	const [firsts, others] = splitAddresses(addresses);
	const connections = await dialAll(firsts, port, context);
	if (!connections.some(({socket}) => socket)) connections.push(...(await dialAll(others, port, context)));

	const chosen = connections.find(({socket}) => socket);
	for (const {socket} of connections) if (socket !== chosen?.socket) socket?.destroy();
	const dials = connections.map(({dial}) => dial);
	return {
		socket: chosen?.socket ?? null,
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

async function dialAll(addresses: readonly IpAddress[], port: number, context: StageContext): Promise<Connection[]> {
	const grace = new AbortController();
	const signal = AbortSignal.any([context.signal, grace.signal]);
	let timer: NodeJS.Timeout | undefined;
	const connections = await Promise.all(
		addresses.map(async address => {
			const connection = await dial(address, port, {...context, signal}, context.signal);
			if (connection.socket && timer === undefined) timer = setTimeout(() => grace.abort(), otherFamilyGraceMs);
			return connection;
		}),
	);
	clearTimeout(timer);
	return connections;
}

/** Dials one address when its turn has come; the time counts from then on. */
function dial(address: IpAddress, port: number, context: StageContext, runSignal: AbortSignal): Promise<Connection> {
	return context.pace.open(address.address, async () => {
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
			return {socket, dial: {...address, ok: true, ms: stopwatch(), error: null}};
		} catch (error) {
			const seen = stageErrorOf(error);
			// Only waiting no longer for the second family aborts a dial without the run being stopped.
			const isGivenUp = seen.code === probeAborted && !runSignal.aborted;
			const reason = isGivenUp ? {...seen, code: probeTimeout, message: `no answer after ${stopwatch()} ms`} : seen;
			return {socket: null, dial: {...address, ok: false, ms: stopwatch(), error: reason}};
		}
	});
}
