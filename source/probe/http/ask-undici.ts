import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {type buildConnector, Client} from 'undici';
import {answerTorn, peerClosed, probeTimeout} from '../../evidence/codes.ts';
import {safeText} from '../../safe-text.ts';
import {ProbeFailure, stageErrorOf} from '../stage-error.ts';
import type {StageContext} from '../stages/context.ts';
import {type HttpRequest, urlOf} from './http-request.ts';
import {type Answer, bodyLimitBytes, collectHeaders, concludeAnswer, headLimitBytes} from './read-answer.ts';

/** Given to undici when all is read, since it would make an error with a stack trace for each answer. */
const answerRead = new Error('all that is wanted of the answer is read');

/**
 * Sends a request over a socket that is ready, by undici. Whatever ends the wait, a head that came is told. Rejects with
 * PROBE_TIMEOUT, PEER_CLOSED, the socket's own error, or a code that begins with HPE_ where its parser is too strict for
 * the answer.
 *
 * @param leftMs what is left of the limit, in milliseconds
 */
export async function askUndici(
	socket: Duplex,
	request: HttpRequest,
	headers: Record<string, string>,
	context: Pick<StageContext, 'timeoutMs' | 'signal'>,
	leftMs = context.timeoutMs,
): Promise<Answer> {
	const limit = AbortSignal.timeout(leftMs);
	const received = listenIn(socket);
	const client = new Client(`${request.scheme}://${request.authority}`, {
		connect: handOver(socket),
		allowH2: false,
		// One limit on the wall clock decides; undici's own would each start anew.
		headersTimeout: 0,
		bodyTimeout: 0,
		maxHeaderSize: headLimitBytes,
	});
	try {
		const response = await client.request({
			method: 'GET',
			path: urlOf(request),
			headers,
			signal: AbortSignal.any([context.signal, limit]),
			responseHeaders: 'raw',
		});
		const head = {
			status: response.statusCode,
			statusText: safeText(response.statusText ?? '', 100),
			headers: rawPairs(response.headers),
		};
		return {...head, ...(await readBeginning(response.body, limit))};
	} catch (error) {
		if (context.signal.aborted) throw error;
		const isLimit = limit.aborted;
		const failure = isLimit
			? new ProbeFailure(probeTimeout, `no answer within ${context.timeoutMs / 1000} s`)
			: failureOf(error);
		if (isParserError(failure)) throw failure;
		return concludeAnswer(received(), failure, {isLimit, wantsBody: () => true});
	} finally {
		// Not awaited: closing kindly would wait for a peer that drips.
		client.destroy(answerRead).catch(() => {});
	}
}

/** Keeps what undici reads, as far as a head and the beginning of a body go: at a failure it tells nothing of it. */
function listenIn(socket: Duplex): () => Buffer {
	const chunks: Buffer[] = [];
	let length = 0;
	// A listener would make the stream flow before undici is there; a paused one gives its data to whoever reads first.
	socket.pause();
	socket.on('data', (chunk: Buffer) => {
		if (length > headLimitBytes + bodyLimitBytes) return;
		chunks.push(chunk);
		length += chunk.length;
	});
	return () => Buffer.concat(chunks);
}

/** The error of undici in the words of this program; those of its parser all begin with HPE_. */
function failureOf(error: unknown): Error {
	const {code, message} = stageErrorOf(error);
	// Its word for `100 Continue`, which nobody asked for: the forgiving reader passes over it.
	if (code === 'UND_ERR_SOCKET' && message === 'bad response') return new ProbeFailure('HPE_INTERIM_ANSWER', message);
	// It asserts that nobody switches protocols unasked; a peer may.
	if (code === 'ERR_ASSERTION') return new ProbeFailure('HPE_UNASKED_UPGRADE', 'an unasked upgrade');
	if (code === 'UND_ERR_SOCKET') return new ProbeFailure(peerClosed, message);
	// Its own words for a head that is too long, and for a length that the body does not have.
	if (code === 'UND_ERR_HEADERS_OVERFLOW') return new ProbeFailure('HPE_HEADER_OVERFLOW', message);
	if (code.startsWith('UND_ERR_RES_')) return new ProbeFailure('HPE_BODY', message);
	// undici names the reason in the message only.
	if (code === 'HTTPParserError') return new ProbeFailure('HPE_UNKNOWN', message);
	return error instanceof Error ? error : new Error(message);
}

/** Node's parser refused what came: the forgiving reader makes more of it. */
function isParserError(error: unknown): boolean {
	return stageErrorOf(error).code.startsWith('HPE_');
}

/**
 * Gives undici a socket that is connected already, once. The callback must come later (called at once, the request hangs
 * for ever), and a second connect must fail (else undici asks again and again for a socket that is gone).
 */
function handOver(socket: Duplex): buildConnector.connector {
	let isUsed = false;
	return (_options, callback) => {
		queueMicrotask(() => {
			if (isUsed || socket.destroyed) {
				callback(Object.assign(new Error('the connection was closed before the request'), {code: peerClosed}), null);
				return;
			}
			isUsed = true;
			// Undici asks nothing of it that other streams don't have.
			callback(null, socket as Socket);
		});
	};
}

function rawPairs(headers: unknown) {
	const flat = (Array.isArray(headers) ? headers : []).map(String);
	const pairs: [string, string][] = [];
	for (let index = 0; index + 1 < flat.length; index += 2) pairs.push([flat[index] ?? '', flat[index + 1] ?? '']);
	return collectHeaders(pairs);
}

/**
 * Reads a body up to the limit. One that never ends, drips until our own limit or is framed in an odd way takes nothing
 * from the answer; one whose connection breaks off is torn.
 */
async function readBeginning(
	body: AsyncIterable<Uint8Array>,
	limit: AbortSignal,
): Promise<Pick<Answer, 'body' | 'breach'>> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	let breach: Error | null = null;
	try {
		for await (const chunk of body) {
			chunks.push(chunk);
			length += chunk.length;
			if (length >= bodyLimitBytes) break;
		}
	} catch (error) {
		const isTorn = !limit.aborted && !isParserError(failureOf(error));
		if (isTorn) breach = new ProbeFailure(answerTorn, 'the answer broke off before its end');
	}
	return {body: Buffer.concat(chunks).subarray(0, bodyLimitBytes), breach};
}
