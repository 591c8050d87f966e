import {randomBytes} from 'node:crypto';
import type {Duplex} from 'node:stream';
import type {StageContext} from '../stages/context.ts';
import {type HttpRequest, urlOf} from './http-request.ts';
import {exchangeRaw} from './raw-exchange.ts';
import type {Answer} from './read-answer.ts';

/** Sends a request over a socket that is ready, by the forgiving reader; also one for a WebSocket. Rejects as `exchangeRaw` does. */
export async function askRaw(
	socket: Duplex,
	request: HttpRequest,
	headers: Record<string, string>,
	context: StageContext,
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
			: {connection: 'close'}),
	};
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
	return exchangeRaw(socket, [`GET ${urlOf(request)} HTTP/1.1`, ...lines, '\r\n'].join('\r\n'), {
		...context,
		what: 'waiting for the answer',
		wantsBody: ({status}) => status !== 101,
	});
}
