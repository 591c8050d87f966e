import net from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {exchangeRaw} from '../../../source/probe/http/raw-exchange.ts';

const servers: net.Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});

/** Connects to a server that plays `peer` for one connection. */
async function connectTo(peer: (socket: net.Socket) => void): Promise<net.Socket> {
	const server = net.createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', () => peer(socket));
	});
	servers.push(server);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
	socket.on('error', () => {});
	await new Promise(resolve => socket.once('connect', resolve));
	return socket;
}

const options = {timeoutMs: 20_000, signal: new AbortController().signal, what: 'testing'};
const ask = (socket: net.Socket, wantsBody = true, timeoutMs = options.timeoutMs) =>
	exchangeRaw(socket, 'GET / HTTP/1.1\r\n\r\n', {...options, timeoutMs, wantsBody: () => wantsBody});

describe('exchangeRaw', () => {
	it.each<[string, (socket: net.Socket) => void, string]>([
		['a body of known length', socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'), 'abc'],
		['no body', socket => socket.write('HTTP/1.1 204 No Content\r\n\r\n'), ''],
		['a body that ends with the connection', socket => socket.end('HTTP/1.1 200 OK\r\n\r\nabc'), 'abc'],
		[
			'what follows an interim answer',
			socket =>
				socket.end(
					'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc',
				),
			'abc',
		],
		[
			'chunks, without their sizes',
			socket =>
				socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
			'abcde',
		],
		[
			'a chunk that ends as the last one does',
			socket => {
				// The first packet ends in what looks like the last chunk.
				socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nabc 0\r\n\r\n');
				setTimeout(() => socket.write('de\r\n0\r\n\r\n'), 20);
			},
			'abc 0\r\n\r\nde',
		],
		[
			'chunks up to where they are none any more',
			socket => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nBlocked!'),
			'abc',
		],
		[
			'chunks that were torn',
			socket => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc'),
			'abc',
		],
		['a torn body', socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc'), 'abc'],
	])('reads %s', async (_title, peer, body) => {
		const answer = await ask(await connectTo(peer));
		expect(answer.body.toString()).toBe(body);
	});

	it('reads no more of an endless body than it keeps', async () => {
		const socket = await connectTo(peer => {
			peer.write('HTTP/1.1 200 OK\r\n\r\n');
			const fill = () => {
				while (!peer.destroyed && peer.write(Buffer.alloc(64 * 1024, 'x')));
				peer.once('drain', fill);
			};
			fill();
		});
		const answer = await ask(socket);
		expect(answer.body.length).toBe(16 * 1024);
		socket.destroy();
	});

	it('puts back what follows the head of a tunnel', async () => {
		const socket = await connectTo(peer => peer.write('HTTP/1.1 200 Connection established\r\n\r\nfirst bytes'));
		await ask(socket, false);
		const rest = await new Promise<Buffer>(resolve => socket.once('data', resolve).resume());
		expect(rest.toString()).toBe('first bytes');
		socket.destroy();
	});

	it.each<[string, (socket: net.Socket) => void, string]>([
		['silence', () => {}, 'PROBE_TIMEOUT'],
		['a drip that never ends', socket => dripForever(socket), 'PROBE_TIMEOUT'],
		['a close', socket => socket.end(), 'PEER_CLOSED'],
		['a reset', socket => socket.resetAndDestroy(), 'ECONNRESET'],
		['another protocol', socket => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), 'NOT_HTTP'],
		['a TLS alert', socket => socket.write(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])), 'TLS_ANSWER'],
		['a head without end', socket => socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}`), 'PROBE_TIMEOUT'],
	])('ends on %s', async (_title, peer, code) => {
		const socket = await connectTo(peer);
		// Only who waits for an end that never comes is kept waiting.
		await expect(ask(socket, true, code === 'PROBE_TIMEOUT' ? 50 : undefined)).rejects.toMatchObject({code});
		socket.destroy();
	});

	it('ends on an abort', async () => {
		const controller = new AbortController();
		const socket = await connectTo(() => controller.abort());
		await expect(
			exchangeRaw(socket, 'GET / HTTP/1.1\r\n\r\n', {
				...options,
				signal: controller.signal,
				wantsBody: () => true,
			}),
		).rejects.toMatchObject({code: 'PROBE_ABORTED'});
		socket.destroy();
	});
});

function dripForever(socket: net.Socket): void {
	const timer = setInterval(() => socket.write('H'), 20);
	socket.write('HTTP/1.1 200 OK\r\nX: ');
	socket.once('close', () => clearInterval(timer));
}
