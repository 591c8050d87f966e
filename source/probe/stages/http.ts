import {randomBytes} from 'node:crypto';
import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import {TLSSocket} from 'node:tls';
import {http2Answer, isAlert} from '../../evidence/codes.ts';
import type {HttpEvidence, StageError} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {askPlainly} from '../http/ask-plainly.ts';
import {decodeBody, squeezePage, titleOf} from '../http/body.ts';
import {type HttpRequest, headersOf, urlOf} from '../http/http-request.ts';
import {askHttp2} from '../http/http2.ts';
import {exchangeRaw} from '../http/raw-exchange.ts';
import type {Answer} from '../http/read-answer.ts';
import type {LoginStep} from '../proxy-logins.ts';
import {startStopwatch} from '../stage-clock.ts';
import {stageErrorOf} from '../stage-error.ts';
import type {StageContext} from './context.ts';
import {createConnections} from './tcp.ts';
import type {Failing} from './tls.ts';

/** Which code reads the answer: undici, or the forgiving reader for answers that undici refused. */
export type HttpReader = 'undici' | 'raw';

/** Characters of a body that are kept as evidence, unless the context says otherwise. */
const usualBodyLimit = 2000;

/**
 * Sends one request over a socket that is ready and reads the answer's head and the beginning of its body. Redirects are
 * noted, not followed. The socket is used up.
 *
 * @param openAgain opens another connection where the proxy is asked once more, with credentials
 */
export async function exchangeHttp(
	socket: Socket,
	request: HttpRequest,
	reader: HttpReader,
	context: StageContext,
	openAgain: () => Promise<Socket | null>,
): Promise<HttpEvidence> {
	const host = request.authority.replace(/:\d+$/, '');
	const connections = createConnections(socket, openAgain);
	try {
		return await context.logins.send(request.login, host, async (authorization, step) => {
			const asking = {request, authorization, step};
			const ask = async (by: HttpReader) => exchange(await connections.take(step), asking, by, context);
			// Of the steps of a login the raw head is needed, and their connection.
			const evidence = await ask(step ? 'raw' : reader);
			// An odd answer is one all the same. A password goes out once: it may be what the peer answered to.
			const isRefused = evidence.error?.code.startsWith('HPE_') && authorization === undefined;
			const again = isRefused ? await ask('raw') : evidence;
			return again.status === null && again.error?.code !== http2Answer ? evidence : again;
		});
	} finally {
		connections.current().destroy();
	}
}

type Asking = {
	readonly request: HttpRequest;
	readonly authorization: string | undefined;
	readonly step: LoginStep | undefined;
};

async function exchange(
	socket: Socket,
	{request, authorization, step}: Asking,
	reader: HttpReader,
	context: StageContext,
): Promise<HttpEvidence> {
	const stopwatch = startStopwatch(context.clock);
	const isHttp2 = socket instanceof TLSSocket && socket.alpnProtocol === 'h2';
	const seen = {
		stage: 'http',
		of: 'target',
		request: safeText(`GET ${urlOf(request)}`),
		authenticated: authorization !== undefined,
		...(step && {login: step.login}),
		// HTTP/2 has other ways to a WebSocket.
		upgrade: request.isUpgrade && !isHttp2,
	} as const;
	try {
		const ask = isHttp2 ? askHttp2 : request.isUpgrade || reader === 'raw' ? askRaw : askPlainly;
		const answer = await ask(socket, request, headersOf(request, authorization), {...context, step});
		const {body: bytes, breach, ...head} = answer;
		const bodyLimit = context.bodyLimit ?? usualBodyLimit;
		const text = decodeBody(bytes, head.headers).toString('utf8');
		return {
			...seen,
			ok: breach === null,
			ms: stopwatch(),
			...head,
			body: safeText(squeezePage(text, bodyLimit), bodyLimit),
			title: titleOf(text),
			error: breach === null ? null : stageErrorOf(breach),
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
			error: alertOn(socket) ?? stageErrorOf(error),
		};
	}
}

/**
 * The alert that ended a connection. In TLS 1.3 it comes behind the handshake, and so before anybody reads: whoever asks
 * then finds the connection closed.
 */
function alertOn({failure}: Socket & Failing): StageError | null {
	if (!failure) return null;
	const seen = stageErrorOf(failure);
	return isAlert(seen) ? seen : null;
}

/** Sends a request over a socket that is ready, by the forgiving reader; also one for a WebSocket. Rejects as `exchangeRaw` does. */
async function askRaw(
	socket: Duplex,
	request: HttpRequest,
	headers: Record<string, string>,
	context: StageContext & {readonly step: LoginStep | undefined},
): Promise<Answer> {
	const all = {
		...headers,
		...(request.isUpgrade
			? {
					connection: 'Upgrade',
					upgrade: 'websocket',
					'sec-websocket-version': '13',
					'sec-websocket-key': randomBytes(16).toString('base64'),
				}
			: context.step
				? {'proxy-connection': 'keep-alive'}
				: {connection: 'close'}),
	};
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
	return exchangeRaw(socket, [`GET ${urlOf(request)} HTTP/1.1`, ...lines, '\r\n'].join('\r\n'), {
		...context,
		what: 'waiting for the answer',
		wantsBody: ({status}) => status !== 101,
	});
}
