import {randomBytes} from 'node:crypto';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {type buildConnector, Client} from 'undici';
import {safeText} from '../../text.ts';
import {tool} from '../../version.ts';
import {decodeBody} from '../decode-body.ts';
import {collectHeaders, type HttpHead} from '../http-head.ts';
import {loginSpared, type ProxyLogin} from '../proxy-logins.ts';
import {answerTorn, bodyLimitBytes, exchangeRaw, peerClosed} from '../raw-exchange.ts';
import {squeezePage} from '../squeeze-page.ts';
import {startStopwatch} from '../stage-clock.ts';
import {probeTimeout, stageErrorOf} from '../stage-error.ts';
import type {HttpEvidence, StageError} from '../types.ts';
import type {StageContext} from './context.ts';

export type HttpRequest = {
	readonly scheme: 'http' | 'https';
	/** `host` or `host:port`, as the Host header has it. */
	readonly authority: string;
	readonly path: string;
	/** Ask a proxy for the whole URL instead of an origin for the path. */
	readonly isAbsolute: boolean;
	/** Ask for a WebSocket. */
	readonly isUpgrade: boolean;
	/** For a proxy in absolute form; never for an origin. */
	readonly login: ProxyLogin | undefined;
};

/** Which code reads the answer: undici, or the forgiving reader for answers that undici refused. */
export type HttpReader = 'undici' | 'raw';

type Answer = HttpHead & {readonly body: Buffer; readonly isComplete: boolean};

/**
 * Sends one request over a socket that is ready and reads the answer's head and the beginning of its body. Redirects are
 * noted, not followed. Credentials that the proxy turned down before are not sent again. The socket is used up.
 */
export async function exchangeHttp(
	socket: Socket,
	request: HttpRequest,
	reader: HttpReader,
	context: StageContext,
): Promise<HttpEvidence> {
	try {
		return await context.logins.send(
			request.login,
			() => exchange(socket, request, reader, context),
			({status, statusText, headers}) => ({
				stage: 'http',
				of: 'target',
				request: safeText(`GET ${urlOf(request)}`),
				authenticated: false,
				upgrade: request.isUpgrade,
				ok: false,
				ms: 0,
				status,
				statusText,
				headers,
				body: '',
				title: null,
				error: loginSpared,
			}),
		);
	} finally {
		socket.destroy();
	}
}

/** The URL as the request line has it. */
function urlOf({isAbsolute, scheme, authority, path}: HttpRequest): string {
	return isAbsolute ? `${scheme}://${authority}${path}` : path;
}

async function exchange(
	socket: Socket,
	request: HttpRequest,
	reader: HttpReader,
	context: StageContext,
): Promise<HttpEvidence> {
	const stopwatch = startStopwatch(context.clock);
	const url = urlOf(request);
	const seen = {
		stage: 'http',
		of: 'target',
		request: safeText(`GET ${url}`),
		authenticated: request.login !== undefined,
		upgrade: request.isUpgrade,
	} as const;
	const headers = {
		host: request.authority,
		'user-agent': `${tool.name}/${tool.version}`,
		accept: '*/*',
		'accept-encoding': 'identity',
		...(request.login !== undefined && {'proxy-authorization': request.login.authorization}),
	};
	try {
		const answer =
			request.isUpgrade || reader === 'raw'
				? await askRaw(socket, url, headers, request.isUpgrade, context)
				: await askUndici(socket, url, headers, request, context);
		const {body: bytes, isComplete, ...head} = answer;
		const bodyLimit = context.bodyLimit ?? 2000;
		const text = decodeBody(bytes, head.headers).toString('utf8');
		const torn = {code: answerTorn, syscall: null, message: 'the answer broke off before its end'};
		return {
			...seen,
			ok: isComplete,
			ms: stopwatch(),
			...head,
			body: safeText(squeezePage(text, bodyLimit), bodyLimit),
			title: titleOf(text),
			error: isComplete ? null : torn,
		};
	} catch (error) {
		return {
			...seen,
			ok: false,
			ms: stopwatch(),
			status: null,
			statusText: '',
			headers: {},
			body: '',
			title: null,
			error: httpError(error),
		};
	}
}

/** Given to undici when all is read, since it would make an error with a stack trace for each answer. */
const answerRead = new Error('all that is wanted of the answer is read');

async function askUndici(
	socket: Socket,
	url: string,
	headers: Record<string, string>,
	request: HttpRequest,
	context: StageContext,
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
			path: url,
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
function handOver(socket: Socket): buildConnector.connector {
	let isUsed = false;
	return (_options, callback) => {
		queueMicrotask(() => {
			if (isUsed || socket.destroyed) {
				callback(Object.assign(new Error('the connection was closed before the request'), {code: peerClosed}), null);
				return;
			}
			isUsed = true;
			callback(null, socket);
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

async function askRaw(
	socket: Duplex,
	url: string,
	headers: Record<string, string>,
	isUpgrade: boolean,
	context: StageContext,
): Promise<Answer> {
	const all = {
		...headers,
		...(isUpgrade
			? {
					connection: 'Upgrade',
					upgrade: 'websocket',
					'sec-websocket-version': '13',
					'sec-websocket-key': randomBytes(16).toString('base64'),
				}
			: {connection: 'close'}),
	};
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
	const {head, ...rest} = await exchangeRaw(socket, [`GET ${url} HTTP/1.1`, ...lines, '\r\n'].join('\r\n'), {
		...context,
		what: 'waiting for the answer',
		wantsBody: ({status}) => status !== 101,
	});
	return {...head, ...rest};
}

function httpError(error: unknown): StageError {
	const seen = stageErrorOf(error);
	// Its word for `100 Continue`, which nobody asked for: the forgiving reader passes over it.
	if (seen.code === 'UND_ERR_SOCKET' && seen.message === 'bad response') return {...seen, code: 'HPE_INTERIM_ANSWER'};
	// It asserts that nobody switches protocols unasked; a peer may.
	if (seen.code === 'ERR_ASSERTION') return {...seen, code: 'HPE_UNASKED_UPGRADE', message: 'an unasked upgrade'};
	if (seen.code === 'UND_ERR_SOCKET') return {...seen, code: peerClosed};
	// undici names the reason in the message only; llhttp's codes begin with HPE_.
	return seen.code === 'HTTPParserError' ? {...seen, code: 'HPE_UNKNOWN'} : seen;
}

/** The title of an HTML page: what a block page says first. */
function titleOf(html: string): string | null {
	const match = /<title[^>]*>([\s\S]{0,500}?)<\/title/i.exec(html);
	if (match?.[1] === undefined) return null;
	// Copied: a piece of a string holds on to the whole of it, and a run may keep thousands of titles.
	return Buffer.from(safeText(match[1], 120)).toString() || null;
}
