import net from 'node:net';
import {createRoots} from '../../source/probe/certificates.ts';
import type {Network} from '../../source/probe/network.ts';
import {connectSocket} from '../../source/probe/system-network.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {Result} from '../../source/verdict/types.ts';
import {planOf, proxyOf, type RowOptions} from './plan-of.ts';

/** Listens on loopback; what listens is closed with `closeAll`. */
export type Listening = {readonly port: number};

const open: {readonly server: net.Server; readonly sockets: Set<net.Socket>}[] = [];

export async function listen(server: net.Server, host = '127.0.0.1'): Promise<Listening> {
	const sockets = new Set<net.Socket>();
	server.on('connection', socket => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	server.on('tlsClientError', () => {});
	server.on('sessionError', () => {});
	open.push({server, sockets});
	await new Promise<void>(resolve => server.listen(0, host, resolve));
	return {port: (server.address() as net.AddressInfo).port};
}

export function closeAll(): void {
	for (const {server, sockets} of open.splice(0)) {
		server.close();
		for (const socket of sockets) socket.destroy();
	}
}

/** Where the connections to some addresses lead: to a port of loopback. */
export type Peers = {readonly [address: string]: Listening};

/** A network in which every name has these addresses, IPv6 ones with a colon. */
export function networkOf(
	peers: Peers,
	{publicPems, machinePems = []}: {readonly publicPems: readonly string[]; readonly machinePems?: readonly string[]},
): Network {
	return {
		lookup: async name => ({
			name,
			addresses: (net.isIP(name) === 0 ? Object.keys(peers) : [name]).map(address => ({
				address,
				family: address.includes(':') ? 6 : 4,
			})),
			aliases: [],
			source: net.isIP(name) === 0 ? 'server' : 'literal',
			servers: ['203.0.113.53'],
			system: null,
			error: null,
			ms: 0,
		}),
		connect: options => {
			const peer = peers[options.address];
			return connectSocket({...options, address: '127.0.0.1', family: 4, port: peer?.port ?? options.port});
		},
		roots: createRoots(publicPems, () => machinePems),
	};
}

/** What the program makes of one target in such a network. */
export async function observe(
	network: Network,
	row: RowOptions,
	options: {readonly proxy?: string; readonly timeoutMs?: number} = {},
): Promise<Result> {
	const {proxy, secrets} = proxyOf(options.proxy ?? null);
	const settings = options.timeoutMs === undefined ? {} : {timeoutMs: options.timeoutMs};
	const plan = planOf([row], {proxy, settings});
	const {results} = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
	const [result] = results;
	if (!result) throw new Error('no result');
	return result;
}

/** `blocked tls.untrusted high`. */
export function wordsOf({verdict: {status, cause, confidence}}: Result): string {
	return [status, cause, confidence].filter(word => word !== null).join(' ');
}
