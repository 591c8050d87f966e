import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {type buildConnector, Client} from 'undici';
import {peerClosed, probeTimeout} from '../../evidence/codes.ts';
import {safeText} from '../../safe-text.ts';
import type {StageContext} from '../stages/context.ts';
import {collectHeaders, type HttpHead} from './http-head.ts';
import {type HttpRequest, urlOf} from './http-request.ts';
import {bodyLimitBytes} from './raw-exchange.ts';

/** The head of an answer and the beginning of its body, up to `bodyLimitBytes`. */
export type Answer = HttpHead & {
	readonly body: Buffer;
	/** The body ended as its head said, or was long enough. */
	readonly isComplete: boolean;
};

/** Given to undici when all is read, since it would make an error with a stack trace for each answer. */
const answerRead = new Error('all that is wanted of the answer is read');

/** Sends a request over a socket that is ready, by undici. Rejects with PROBE_TIMEOUT, PEER_CLOSED or undici's own error. */
export async function askUndici(
	socket: Duplex,
	request: HttpRequest,
	headers: Record<string, string>,
	context: Pick<StageContext, 'timeoutMs' | 'signal'>,
): Promise<Answer> {
	const limit = AbortSignal.timeout(context.timeoutMs);
	const client = new Client(`${request.scheme}://${request.authority}`, {
		connect: handOver(socket),
		allowH2: false,
		// One limit on the wall clock decides; undici's own would each start anew.
		headersTimeout: 0,
		bodyTimeout: 0,
		maxHeaderSize: 32 * 1024,
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
		if (limit.aborted && !context.signal.aborted) {
			throw Object.assign(new Error(`no answer within ${context.timeoutMs / 1000} s`), {code: probeTimeout});
		}
		throw error;
	} finally {
		// Not awaited: closing kindly would wait for a peer that drips.
		client.destroy(answerRead).catch(() => {});
	}
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
 * Reads a body up to the limit. One that never ends, or drips until our own limit, takes nothing from the answer; one
 * that breaks off is incomplete.
 */
async function readBeginning(
	body: AsyncIterable<Uint8Array>,
	limit: AbortSignal,
): Promise<{readonly body: Buffer; readonly isComplete: boolean}> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	let isComplete = true;
	try {
		for await (const chunk of body) {
			chunks.push(chunk);
			length += chunk.length;
			if (length >= bodyLimitBytes) break;
		}
	} catch {
		isComplete = limit.aborted;
	}
	return {body: Buffer.concat(chunks).subarray(0, bodyLimitBytes), isComplete};
}
