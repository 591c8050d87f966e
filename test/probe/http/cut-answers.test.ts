import net from 'node:net';
import {describe, expect, it} from 'vitest';
import {askUndici} from '../../../source/probe/http/ask-undici.ts';
import {exchangeRaw} from '../../../source/probe/http/raw-exchange.ts';
import type {Answer} from '../../../source/probe/http/read-answer.ts';
import {stageErrorOf} from '../../../source/probe/stage-error.ts';
import {passOwnTime} from '../../helpers/own-time.ts';

passOwnTime();

/** How a peer goes on after the bytes that it sends. */
const endings = {
	silence: () => {},
	close: (socket: net.Socket) => socket.end(),
	reset: (socket: net.Socket) => socket.resetAndDestroy(),
};
type Ending = keyof typeof endings;

/** A connection to a peer that sends these bytes to the first request, and then ends as it is told. */
async function connectTo(bytes: Buffer, ending: Ending): Promise<net.Socket> {
	const server = net.createServer(socket => {
		socket.on('error', () => {});
		socket.once('data', () => {
			socket.setNoDelay(true);
			// A reset at once would take bytes along that wait to be read.
			if (bytes.length === 0) endings[ending](socket);
			else socket.write(bytes, () => setTimeout(() => endings[ending](socket), 30));
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
	socket.on('error', () => {});
	await new Promise(resolve => socket.once('connect', resolve));
	// Whoever is connected stays so.
	server.close();
	return socket;
}

const signal = new AbortController().signal;
const readers = {
	raw: (socket: net.Socket, timeoutMs: number) =>
		exchangeRaw(socket, 'GET / HTTP/1.1\r\n\r\n', {timeoutMs, signal, what: 'testing', wantsBody: () => true}),
	connect: (socket: net.Socket, timeoutMs: number) =>
		exchangeRaw(socket, 'CONNECT a.example:443 HTTP/1.1\r\n\r\n', {
			timeoutMs,
			signal,
			what: 'testing',
			wantsBody: ({status}) => status < 200 || status >= 300,
		}),
	undici: (socket: net.Socket, timeoutMs: number) =>
		askUndici(
			socket,
			{scheme: 'http', authority: 'a.example', path: '/', isAbsolute: false, isUpgrade: false, login: undefined},
			{},
			{timeoutMs, signal},
		),
};
type Reader = keyof typeof readers;

/** `403`, `403 torn`, or the code and the bytes that were told: what a reader makes of an answer of which no more comes. */
async function read(reader: Reader, bytes: Buffer | string, ending: Ending): Promise<string> {
	const socket = await connectTo(Buffer.from(bytes), ending);
	try {
		const {status, breach}: Answer = await readers[reader](socket, 20_000);
		return breach === null ? String(status) : `${status} ${stageErrorOf(breach).code}`;
	} catch (error) {
		const {code, received} = stageErrorOf(error);
		return received === undefined ? code : `${code} after ${received}`;
	} finally {
		socket.destroy();
	}
}

const refusal = 'HTTP/1.1 403 Forbidden\r\nServer: gate\r\nContent-Length: 20\r\n\r\nAccess denied by us.';
const statusEnd = refusal.indexOf('\r\n') + 2;
const headEnd = refusal.indexOf('\r\n\r\n') + 4;
const every = Array.from({length: refusal.length + 1}, (_, count) => count);

// All but a few of these wait for silence to be over, side by side.
describe.concurrent.each(Object.keys(readers) as Reader[])('a refusal of which no more comes, read by %s', reader => {
	it('after any number of bytes, in silence', async () => {
		const seen = await Promise.all(every.map(count => read(reader, refusal.slice(0, count), 'silence')));
		expect(seen).toEqual(
			every.map(count => {
				if (count === 0) return 'PROBE_TIMEOUT';
				if (count < statusEnd) return `PROBE_TIMEOUT after ${count}`;
				return count < headEnd ? '403 PROBE_TIMEOUT' : '403';
			}),
		);
	});

	it('after any number of bytes, closed', async () => {
		const seen = await Promise.all(every.map(count => read(reader, refusal.slice(0, count), 'close')));
		expect(seen).toEqual(
			every.map(count => {
				if (count === 0) return 'PEER_CLOSED';
				if (count < statusEnd) return `PEER_CLOSED after ${count}`;
				if (count < headEnd) return '403 PEER_CLOSED';
				return count < refusal.length ? '403 ANSWER_TORN' : '403';
			}),
		);
	});

	it('after any number of bytes, reset', async () => {
		const seen = await Promise.all(every.map(count => read(reader, refusal.slice(0, count), 'reset')));
		expect(seen).toEqual(
			every.map(count => {
				if (count === 0) return 'ECONNRESET';
				if (count < statusEnd) return `ECONNRESET after ${count}`;
				if (count < headEnd) return '403 ECONNRESET';
				return count < refusal.length ? '403 ANSWER_TORN' : '403';
			}),
		);
	});
});

describe.concurrent('a success of which no more comes', () => {
	const success = 'HTTP/1.1 200 OK\r\nServer: gate\r\n\r\n';
	it.each<[Reader, number, Ending, string]>([
		['connect', 17, 'silence', 'PROBE_TIMEOUT after 17'],
		['connect', success.length - 1, 'silence', `PROBE_TIMEOUT after ${success.length - 1}`],
		['connect', success.length - 1, 'close', `PEER_CLOSED after ${success.length - 1}`],
		['connect', success.length, 'silence', '200'],
		['undici', success.length - 1, 'silence', `PROBE_TIMEOUT after ${success.length - 1}`],
		['undici', success.length, 'silence', '200'],
		['raw', success.length - 2, 'reset', `ECONNRESET after ${success.length - 2}`],
		['raw', success.length, 'silence', '200'],
		['raw', success.length, 'close', '200'],
	])('%s: %i bytes, then %s', async (reader, count, ending, expected) => {
		expect(await read(reader, success.slice(0, count), ending)).toBe(expected);
	});
});

const policy = `X-Policy: ${'https://a.example '.repeat(2300)}\r\n`;

/** Answers whose end nobody tells, or in odd framing, and what they are to each reader. */
const odd: readonly (readonly [string, string])[] = [
	['no length, left open', 'HTTP/1.1 403 No\r\nServer: x\r\n\r\n<p>Denied</p>'],
	['no length and no body, left open', 'HTTP/1.1 407 Login\r\nProxy-Authenticate: NTLM\r\n\r\n'],
	['a length that is too long', 'HTTP/1.1 403 No\r\nContent-Length: 4000\r\n\r\nDenied'],
	[
		'chunks that end with a trailer',
		'HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n',
	],
	['chunks that never end', 'HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
	['chunks that are none', 'HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\nDenied!\r\n'],
	['two lengths', 'HTTP/1.1 403 No\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nDenied'],
	['a length that is no number', 'HTTP/1.1 403 No\r\nContent-Length: many\r\n\r\nDenied'],
	['a blank line before the status line', '\r\nHTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'],
	['bare line feeds before it', '\n\n\nHTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'],
	['an interim answer, a blank line', 'HTTP/1.1 100 Continue\r\n\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'],
	['a head of 41 KB', `HTTP/1.1 403 No\r\n${policy}Content-Length: 0\r\n\r\n`],
	['a head of 82 KB', `HTTP/1.1 403 No\r\nServer: gate\r\n${policy}${policy}Content-Length: 0\r\n\r\n`],
	['a head in 2000 lines', `HTTP/1.1 403 No\r\n${'X: y\r\n'.repeat(2000)}\r\n`],
	['bytes that no header may have', 'HTTP/1.1 403 No\r\nX: \u0001\u0002\r\nContent-Length: 0\r\n\r\n'],
];

describe.concurrent.each(odd)('%s', (_what, bytes) => {
	const status = /HTTP\/1\.1 (4\d\d)/.exec(bytes)?.[1];
	it.each(['raw', 'connect'] as const)('is an answer to %s', async reader => {
		expect(await read(reader, bytes, 'silence')).toBe(status);
	});

	it('is an answer to undici, or refused by its parser and read again', async () => {
		const seen = await read('undici', bytes, 'silence');
		expect(seen === status || seen.startsWith('HPE_'), seen).toBe(true);
	});
});

it('opens no tunnel behind a head that is longer than what is read', async () => {
	const head = `HTTP/1.1 200 OK\r\n${policy}${policy}\r\n`;
	expect(await read('connect', head, 'silence')).toBe('HEAD_TOO_LONG');
	expect(await read('raw', head, 'silence')).toBe('200');
});
