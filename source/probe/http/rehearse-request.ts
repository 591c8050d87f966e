import {duplexPair} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {askUndici} from './ask-undici.ts';

/** By then the first questions have left this machine, in milliseconds. */
const delayMs = 5;

/** Long enough for any machine, in milliseconds; nothing waits for it. */
const limitMs = 10_000;

/**
 * Makes a request to itself, over streams in memory. The first request of a process takes this machine some 25 ms, to load
 * undici and to compile its parser: made while the first answers of the network are still waited for, they cost no time,
 * and stand in no target's latency. Never rejects.
 */
export async function rehearseRequest(signal: AbortSignal): Promise<void> {
	await sleep(delayMs, undefined, {signal, ref: false}).catch(() => {});
	if (signal.aborted) return;
	const [client, service] = duplexPair();
	service.once('data', () => service.end('HTTP/1.1 204 No Content\r\n\r\n'));
	const request = {
		scheme: 'http',
		authority: 'rehearsal.invalid',
		path: '/',
		isAbsolute: false,
		isUpgrade: false,
	} as const;
	await askUndici(client, {...request, login: undefined}, {}, {timeoutMs: limitMs, signal}).catch(() => {});
	client.destroy();
	service.destroy();
}
