import {Duplex} from 'node:stream';
import {expect, it} from 'vitest';
import {askPlainly} from '../../../source/probe/http/ask-plainly.ts';
import {exchangeRaw} from '../../../source/probe/http/raw-exchange.ts';
import {type Answer, bodyLimitBytes} from '../../../source/probe/http/read-answer.ts';

const request = {
	scheme: 'http',
	authority: 'service.example',
	path: '/',
	isAbsolute: false,
	isUpgrade: false,
	login: undefined,
} as const;
const context = {timeoutMs: 60_000, signal: new AbortController().signal};

const readers = {
	plain: (socket: Duplex) => askPlainly(socket, request, {}, context),
	forgiving: (socket: Duplex) =>
		exchangeRaw(socket, 'GET / HTTP/1.1\r\n\r\n', {...context, what: 'testing', wantsBody: () => true}),
};

/** A peer that answers with these parts, one in each turn, until it is left, and then ends. */
function peerOf(parts: readonly string[]): {readonly socket: Duplex; readonly sentBytes: () => number} {
	let sent = 0;
	let next = 0;
	const send = () => {
		const part = parts[next++];
		if (socket.destroyed) return;
		if (part === undefined) {
			socket.push(null);
			return;
		}
		sent += part.length;
		socket.push(Buffer.from(part, 'latin1'));
		setImmediate(send);
	};
	const socket = new Duplex({
		read() {},
		write(_chunk, _encoding, done) {
			setImmediate(send);
			done();
		},
	});
	return {socket, sentBytes: () => sent};
}

/** Counts the bytes that are made text of, or copied, while a reader reads. */
async function workOf(read: () => Promise<Answer>): Promise<{readonly answer: Answer; readonly bytes: number}> {
	let bytes = 0;
	const {toString: textOf} = Buffer.prototype;
	const {concat} = Buffer;
	// A spy would keep all that it sees, and take longer than the work.
	Buffer.prototype.toString = function (encoding?: BufferEncoding, start?: number, end?: number) {
		const text = textOf.call(this, encoding, start, end);
		bytes += text.length;
		return text;
	};
	Buffer.concat = (list, length) => {
		const joined = concat(list, length);
		bytes += joined.length;
		return joined;
	};
	try {
		const answer = await read();
		return {answer, bytes};
	} finally {
		Buffer.prototype.toString = textOf;
		Buffer.concat = concat;
	}
}

const head = 'HTTP/1.1 200 OK\r\nServer: x\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const many = <Part>(count: number, part: Part) => Array.from({length: count}, () => part);
const kibibyte = 'x'.repeat(1024);

it.each<[string, string[]]>([
	['one long chunk', [`${chunked}400000\r\n`, ...many(200, kibibyte)]],
	['a long chunk behind a short one', [chunked, '5\r\nready\r\n', '0fffff\r\n', ...many(200, kibibyte)]],
	['a chunk just as long as what is kept', [`${chunked}4000\r\n`, ...many(16, kibibyte), '\r\n', '0\r\n', '\r\n']],
	['chunks of a kibibyte', [chunked, ...many(200, `400\r\n${kibibyte}\r\n`)]],
	['chunks that begin in one part and end in the next', [`${chunked}400\r\n`, ...many(200, `${kibibyte}\r\n400\r\n`)]],
	['a long body of known length', [`${head}Content-Length: 999999999\r\n\r\n`, ...many(200, kibibyte)]],
	['a length that only undici reads', [`${head}Content-Length: 99999999999\r\n\r\n`, ...many(200, kibibyte)]],
])('waits for no more of %s than is kept', async (_name, parts) => {
	const {socket, sentBytes} = peerOf(parts);
	const answer = await readers.plain(socket);
	socket.destroy();
	expect(answer).toMatchObject({status: 200, breach: null});
	expect(answer.body.toString()).toHaveLength(bodyLimitBytes);
	expect(sentBytes()).toBeLessThan(2 * bodyLimitBytes);
});

const tiny = many(600, '1\r\nx\r\n');
const lines = many(300, 'A: b\r\n').join('');

it.each<[string, keyof typeof readers, string[]]>([
	['chunks of one byte', 'plain', [chunked, ...tiny, '0\r\n\r\n']],
	['chunks, byte by byte', 'plain', [chunked, ...tiny.join(''), ...'0\r\n\r\n']],
	['a body, byte by byte', 'plain', [`${head}Content-Length: 4000\r\n\r\n`, ...'x'.repeat(4000)]],
	[
		'a body behind a long head',
		'plain',
		[`${head}B: ${'b'.repeat(8000)}\r\nContent-Length: 999\r\n\r\n`, ...'x'.repeat(999)],
	],
	['chunks of one byte', 'forgiving', [chunked, ...tiny, '0\r\n\r\n']],
	['chunks, byte by byte', 'forgiving', [chunked, ...tiny.join(''), ...'0\r\n\r\n']],
	['a body, byte by byte', 'forgiving', [`${head}Content-Length: 4000\r\n\r\n`, ...'x'.repeat(4000)]],
	['a body behind a long head', 'forgiving', [`${head}Content-Length: 999\r\n${lines}\r\n`, ...'x'.repeat(999)]],
	['a head, byte by byte', 'forgiving', [...`${head}Content-Length: 0\r\n${lines}\r\n`]],
	[
		'a head behind interim ones',
		'forgiving',
		[...many(20, `HTTP/1.1 103 Early Hints\r\n${'A: b\r\n'.repeat(20)}\r\n`), ...`${head}Content-Length: 0\r\n\r\n`],
	],
])('does work in proportion to the bytes of %s (%s)', async (_name, reader, parts) => {
	const {socket, sentBytes} = peerOf(parts);
	const {answer, bytes} = await workOf(() => readers[reader](socket));
	socket.destroy();
	expect(answer).toMatchObject({status: 200, breach: null});
	// Whoever saw the last chunk need not see the line behind it.
	expect(sentBytes()).toBeGreaterThan(parts.join('').length - 3);
	expect(bytes).toBeLessThan(20 * sentBytes());
});
