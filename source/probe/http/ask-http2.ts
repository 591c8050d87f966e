import http2 from 'node:http2';
import type {Duplex} from 'node:stream';
import {answerTorn} from '../../evidence/codes.ts';
import {withDeadline} from '../stage-clock.ts';
import {ProbeFailure} from '../stage-error.ts';
import type {StageContext} from '../stages/context.ts';
import type {HttpRequest} from './http-request.ts';
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
