import net from 'node:net';
import {createRoots} from '../../source/probe/certificates.ts';
import type {Network} from '../../source/probe/network.ts';
import {connectSocket} from '../../source/probe/system-network.ts';

/** What a box says to the head of a request, or what it does with the connection. */
export type Reply = string | Buffer | ((socket: net.Socket) => void);

export type Middlebox = {
	readonly url: string;
	/** The request lines that came, in their order. */
	readonly requests: readonly string[];
	/** A network in which the box stands before every address and port but those of proxies. */
	readonly network: Network;
	close(): void;
};

/** Starts something in between, on loopback, that answers whatever it is asked by this rule. The root is trusted on this machine alone. */
export async function startMiddlebox(
	reply: (requestLine: string) => Reply,
	machineRootPem: string | null = null,
): Promise<Middlebox> {
	const requests: string[] = [];
	const sockets = new Set<net.Socket>();
	const server = net.createServer(socket => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.once('data', data => {
			const [line = ''] = data.toString('latin1').split('\r\n', 1);
			requests.push(line);
			const answer = reply(line);
			if (typeof answer === 'function') answer(socket);
			else socket.end(answer);
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as net.AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		requests,
		network: {
			lookup: async name => ({
				name,
				addresses: [{address: net.isIP(name) === 0 ? '203.0.113.7' : name, family: 4}],
				aliases: [],
				source: net.isIP(name) === 0 ? 'server' : 'literal',
				servers: ['203.0.113.53'],
				system: null,
				error: null,
				ms: 0,
			}),
			connect: options => connectSocket({...options, address: '127.0.0.1', port}),
			roots: createRoots([], () => (machineRootPem === null ? [] : [machineRootPem])),
		},
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}

/** An answer in HTTP/1.1, with its length and nothing that it was not given. */
export function answerOf(
	status: number,
	{
		body = '',
		headers = {},
	}: {readonly body?: string | Buffer; readonly headers?: {readonly [name: string]: string}} = {},
): Buffer {
	const lines = Object.entries({...headers, 'content-length': String(Buffer.byteLength(body))}).map(
		([name, value]) => `${name}: ${value}\r\n`,
	);
	return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Said\r\n${lines.join('')}\r\n`), Buffer.from(body)]);
}
