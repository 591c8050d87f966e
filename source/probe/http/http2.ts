import http2 from 'node:http2';
import type {Duplex} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {answerTorn} from '../../evidence/codes.ts';
import type {Http2Evidence} from '../../evidence/types.ts';
import {startStopwatch, withDeadline} from '../stage-clock.ts';
import {ProbeFailure, stageErrorOf} from '../stage-error.ts';
import type {StageContext} from '../stages/context.ts';
import {handshake, usualProtocols} from '../stages/tls.ts';
import {type HttpRequest, headersOf} from './http-request.ts';
import {type Answer, bodyLimitBytes, collectHeaders} from './read-answer.ts';

/**
 * Sends a request in HTTP/2 over a socket whose handshake agreed on it, for services that speak nothing else. Whatever
 * ends the wait, a head that came is told. Rejects with PROBE_TIMEOUT, Node's ERR_HTTP2_… or the socket's own error.
 */
export function askHttp2(
	socket: Duplex,
	request: HttpRequest,
	{host: _authority, ...headers}: Record<string, string>,
	context: Pick<StageContext, 'timeoutMs' | 'signal'>,
): Promise<Answer> {
	const chunks: Buffer[] = [];
	let head: Pick<Answer, 'status' | 'statusText' | 'headers'> | undefined;
	const conclude = (failure: Error, breach: Error | null): Answer => {
		if (!head) throw failure;
		return {...head, body: Buffer.concat(chunks).subarray(0, bodyLimitBytes), breach};
	};
	const options = {...context, what: 'waiting for the answer', atLimit: (failure: Error) => conclude(failure, null)};
	return withDeadline<Answer>(options, (resolve, reject) => {
		const session = http2.connect(`${request.scheme}://${request.authority}`, {createConnection: () => socket});
		const end = (failure: Error | null) => {
			try {
				const torn = failure && new ProbeFailure(answerTorn, 'the answer broke off before its end');
				resolve(
					conclude(failure ?? new ProbeFailure('ERR_HTTP2_STREAM_ERROR', 'the stream ended without an answer'), torn),
				);
			} catch (error) {
				reject(error);
			}
		};
		session.on('error', end);
		session.once('close', () => end(null));
		const stream = session.request({':path': request.path, ...headers}, {endStream: true});
		stream.on('error', end);
		stream.on('response', ({':status': status, ...fields}) => {
			const pairs = Object.entries(fields).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const);
			head = {status: Number(status), statusText: '', headers: collectHeaders(pairs)};
		});
		let length = 0;
		stream.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			length += chunk.length;
			if (length >= bodyLimitBytes) end(null);
		});
		stream.once('end', () => end(null));
		return () => session.destroy();
	});
}

/** What current clients offer, the agents among them. */
const currentProtocols = ['h2', 'http/1.1'];

/** How long HTTP/2 may take, in milliseconds: it decides nothing of the verdict. */
const limitMs = 3000;

/** A pause before what failed is tried once more, in milliseconds. */
const againAfterMs = 300;

export type Http2Trial = {
	/** Waits for the end, once HTTP/1.1 has passed. Null: it is as good, or nothing is known. */
	finish(agreed: string | null): Promise<Http2Evidence | null>;
	/** HTTP/1.1 did not pass either. */
	drop(): void;
};

/**
 * Makes the request of a target once more as current clients do, with an offer of HTTP/2, beside the one that is judged. A
 * device that takes the offer out, or breaks HTTP/2, does so behind an HTTP/1.1 that passes, and gRPC knows nothing else.
 *
 * @param open opens another way to the target; null when it breaks off
 */
export function tryHttp2(
	request: HttpRequest,
	host: string,
	context: StageContext,
	open: (context: StageContext) => Promise<Duplex | null>,
): Http2Trial {
	const dropped = new AbortController();
	const patient = {
		...context,
		signal: AbortSignal.any([context.signal, dropped.signal]),
		timeoutMs: Math.min(limitMs, context.timeoutMs),
	};
	const first = ask(request, host, patient, open);
	return {
		async finish(agreed) {
			const isWorse = ({alpn, error}: Http2Evidence) => error !== null || (alpn === null && agreed !== null);
			const once = await first;
			if (once === null || !isWorse(once)) return null;
			await sleep(againAfterMs, undefined, {signal: patient.signal}).catch(() => {});
			const twice = await ask(request, host, patient, open);
			if (twice === null || !isWorse(twice)) return null;
			// It may have been the number of connections, or a bad moment.
			const isFine = await passes(host, patient, open);
			return isFine && !patient.signal.aborted ? twice : null;
		},
		drop: () => dropped.abort(),
	};
}

/** Null where the way itself broke off. */
async function ask(
	request: HttpRequest,
	host: string,
	context: StageContext,
	open: (context: StageContext) => Promise<Duplex | null>,
): Promise<Http2Evidence | null> {
	const stopwatch = startStopwatch(context.clock);
	let socket: Duplex | null = null;
	let alpn: string | null = null;
	try {
		socket = await open(context);
		if (socket === null) return null;
		const {socket: secure} = await handshake(socket, host, context.network.roots.publicOnly, context, currentProtocols);
		alpn = secure.alpnProtocol || null;
		if (alpn === 'h2') await askHttp2(secure, request, headersOf(request, undefined), context);
		secure.destroy();
		return {alpn, ms: stopwatch(), error: null};
	} catch (error) {
		return {alpn, ms: stopwatch(), error: stageErrorOf(error)};
	} finally {
		socket?.destroy();
	}
}

async function passes(
	host: string,
	context: StageContext,
	open: (context: StageContext) => Promise<Duplex | null>,
): Promise<boolean> {
	const socket = await open(context).catch(() => null);
	if (socket === null) return false;
	try {
		const {socket: secure} = await handshake(socket, host, context.network.roots.publicOnly, context, usualProtocols);
		secure.destroy();
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
