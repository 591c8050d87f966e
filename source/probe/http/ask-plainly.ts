import {Duplex} from 'node:stream';
import {probeTimeout} from '../../evidence/codes.ts';
import {safeText} from '../../safe-text.ts';
import {withDeadline} from '../stage-clock.ts';
import {ProbeFailure} from '../stage-error.ts';
import type {StageContext} from '../stages/context.ts';
import {askUndici} from './ask-undici.ts';
import {type HttpRequest, urlOf} from './http-request.ts';
import {
	type Answer,
	bodyLimitBytes,
	collectBytes,
	collectHeaders,
	concludeAnswer,
	type HttpHead,
} from './read-answer.ts';

/** A head with nothing odd about it: visible ASCII, no folded lines, each line ended as RFC 9112 has it. */
const plainHead =
	/^HTTP\/1\.1 ([2-5]\d\d) ([!-~](?:[ -~]*[!-~])?)\r\n((?:[!#$%&'*+.^_`|~\w-]+:[\t -~]*\r\n){0,60})\r\n/;

/** What of a head decides where its body ends, or that it is another protocol that begins. */
const framing = ['content-length', 'transfer-encoding', 'upgrade', 'trailer'];

/** How often it is looked whether all that came has been read, in milliseconds. */
const unreadMs = 5;

type PlainHead = {readonly head: HttpHead; readonly end: number; readonly isChunked: boolean; readonly length: number};

/** What came of it: an answer, or what was received and how the connection ended, for a reader that knows more. */
type Heard = Answer | {readonly received: Buffer; readonly ending: Ending | null};
type Ending = {readonly error?: Error; readonly isClosed: boolean};

/**
 * Sends a request over a socket that is ready, as undici does. Most answers are plain: one head, and a body whose end is told. These
 * are read here, at a fourth of the work; all else is read by undici from what has come, so that every answer is
 * what it would be by undici alone. Rejects as `askUndici` does.
 */
export async function askPlainly(
	socket: Duplex,
	request: HttpRequest,
	headers: Record<string, string>,
	context: Pick<StageContext, 'timeoutMs' | 'signal'>,
): Promise<Answer> {
	// It has spoken, or ended, before it was asked.
	if (socket.destroyed || socket.readableEnded || socket.readableLength > 0) {
		return askUndici(socket, request, headers, context);
	}
	const startedAt = performance.now();
	const heard = await listen(socket, requestText(request, headers), context);
	if ('status' in heard) return heard;
	const leftMs = Math.max(1, Math.round(context.timeoutMs - (performance.now() - startedAt)));
	return askUndici(replay(socket, heard), request, headers, context, leftMs);
}

/** The bytes that undici would send. */
function requestText(request: HttpRequest, {host, ...headers}: Record<string, string>): string {
	const lines = [`host: ${host}`, 'connection: keep-alive', ...Object.entries(headers).map(pair => pair.join(': '))];
	return `GET ${urlOf(request)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function listen(socket: Duplex, request: string, context: Pick<StageContext, 'timeoutMs' | 'signal'>): Promise<Heard> {
	const collect = collectBytes();
	const readChunks = createChunkReader();
	let received: Buffer = Buffer.alloc(0);
	let plain: PlainHead | null = null;
	const atLimit = (): Answer => {
		const failure = new ProbeFailure(probeTimeout, `no answer within ${context.timeoutMs / 1000} s`);
		return concludeAnswer(received, failure, {isLimit: true, wantsBody: () => true});
	};
	return withDeadline<Heard>({...context, what: 'waiting for the answer', atLimit}, resolve => {
		const onData = (chunk: Buffer) => {
			received = collect(chunk);
			plain ??= readPlainHead(received);
			const read = plain?.isChunked ? readChunks : readBody;
			const body = plain && read(received.subarray(plain.end), plain.length);
			if (body === 'more') return;
			if (plain && body) resolve({...plain.head, body, breach: null});
			else resolve({received, ending: null});
		};
		const onEnd = () => resolve({received, ending: {isClosed: false}});
		const onClose = () => resolve({received, ending: {isClosed: true}});
		const onError = (error: Error) => resolve({received, ending: {error, isClosed: true}});
		socket.on('data', onData).once('end', onEnd).once('close', onClose).once('error', onError);
		socket.write(request, 'latin1');
		// Whoever opened the way may have stopped it.
		socket.resume();
		return () => {
			socket.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError);
			socket.pause();
		};
	});
}

/** The head that some bytes begin with; null where it is cut, or odd in any way. */
function readPlainHead(received: Buffer): PlainHead | null {
	const match = plainHead.exec(received.toString('latin1'));
	if (!match) return null;
	const [whole, status = '', statusText = '', lines = ''] = match;
	const pairs = lines
		.split('\r\n')
		.slice(0, -1)
		.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
	const [length, ...others] = pairs.filter(([name]) => framing.includes(name.toLowerCase()));
	if (others.length > 0) return null;
	const [name = '', value = ''] = length ?? [];
	const isChunked = name.toLowerCase() === 'transfer-encoding' && value === 'chunked';
	const isBodiless = status === '204' || status === '304';
	if (isBodiless ? length !== undefined : !isChunked && !/^content-length$/i.test(name)) return null;
	if (!isBodiless && !isChunked && !/^\d{1,9}$/.test(value)) return null;
	const head = {status: Number(status), statusText: safeText(statusText, 100), headers: collectHeaders(pairs)};
	return {head, end: whole.length, isChunked, length: Number(value || 0)};
}

/** What of a body is kept once all of it is there, or as much as is read; null: it is not framed as its head says. */
function readBody(rest: Buffer, length: number): Buffer | 'more' | null {
	if (rest.length > length) return null;
	return rest.length === length || rest.length >= bodyLimitBytes ? rest.subarray(0, bodyLimitBytes) : 'more';
}

/** Reads chunks without extensions and trailers (RFC 9112, 7.1), each time from the first one that was not whole before. */
function createChunkReader(): (rest: Buffer) => Buffer | 'more' | null {
	const whole: (readonly [start: number, end: number])[] = [];
	let kept = 0;
	let from = 0;
	return rest => {
		while (from < rest.length) {
			const line = rest.toString('latin1', from, from + 8);
			const [, digits] = /^([\da-f]{1,6})\r\n/i.exec(line) ?? [];
			if (digits === undefined) return /^[\da-f]{0,6}\r?$/i.test(line) ? 'more' : null;
			const size = Number.parseInt(digits, 16);
			const start = from + digits.length + 2;
			const end = start + size;
			const tail = rest.toString('latin1', end, end + 2);
			if (!'\r\n'.startsWith(tail)) return null;
			const span = [start, end] as const;
			const isLast = size === 0 && tail === '\r\n';
			if (isLast && end + 2 < rest.length) return null;
			if (isLast || kept + Math.min(size, rest.length - start) >= bodyLimitBytes) {
				const parts = [...whole, span].map(([first, last]) => rest.subarray(first, last));
				return Buffer.concat(parts).subarray(0, bodyLimitBytes);
			}
			if (tail !== '\r\n') return 'more';
			whole.push(span);
			kept += size;
			from = end + 2;
		}
		return 'more';
	};
}

/** A stream that says once more what was received, and what comes then. What is asked over it was asked already. */
function replay(
	socket: Duplex,
	{received, ending}: {readonly received: Buffer; readonly ending: Ending | null},
): Duplex {
	const copy: Duplex = new Duplex({
		// Before anybody listens it would flow to nobody.
		read: () => void (isGoingOn && socket.resume()),
		write(_chunk, _encoding, done) {
			begin();
			done();
		},
		destroy(error, done) {
			socket.destroy();
			done(error);
		},
	});
	let hasBegun = false;
	let isGoingOn = false;
	// Undici takes what comes in the same turn as its question for no answer to it.
	const begin = () => {
		if (!hasBegun) setImmediate(goOn);
		hasBegun = true;
	};
	const goOn = () => {
		if (received.length > 0) copy.push(received);
		if (ending?.isClosed) setImmediate(() => copy.destroy(ending.error));
		else if (ending) setImmediate(() => copy.push(null));
		if (ending) return;
		socket.on('data', (chunk: Buffer) => copy.push(chunk) || socket.pause());
		socket.once('end', () => copy.push(null));
		socket.once('error', leave);
		socket.once('close', () => leave());
		isGoingOn = true;
		if (socket.destroyed) leave();
		else socket.resume();
	};
	// What came is read first.
	const leave = (error?: Error): void => {
		if (copy.readableLength > 0 && !copy.destroyed) setTimeout(leave, unreadMs, error);
		else copy.destroy(error);
	};
	return copy;
}
