import {once} from 'node:events';
import {syncBuiltinESMExports} from 'node:module';
import net from 'node:net';
import timers from 'node:timers/promises';
import {afterAll, beforeAll, vi} from 'vitest';

/** How far the own time goes at once, in milliseconds: below every limit and pause of a probe. */
const stepMs = 20;

/** Turns of the event loop in a step. What two ends in this process say to each other takes fewer. */
const turnsOfStep = 12;

/**
 * Lets the time of this file's probes pass by turns of the event loop instead of by the wall, so that a peer that is
 * silent for ever costs no waiting, and a machine that is busy comes to no limit: whatever slows the one end slows the
 * other, and the time between them. Only for peers in this process. A busy system may hand over later what one end has
 * sent, so a byte of our own has to arrive before time goes on: it stands behind all that was sent before.
 */
export function passOwnTime(): void {
	const {setTimeout: sleepByWall} = timers;
	const {timeout: limitByWall} = AbortSignal;
	const turn = setImmediate;
	let isOver = false;
	let turns = 0;
	let hasArrived = true;
	let near: net.Socket;
	let far: net.Socket;
	const next = () => {
		if (isOver) return;
		turns += 1;
		if (turns >= turnsOfStep && hasArrived) {
			turns = 0;
			vi.advanceTimersByTime(stepMs);
			hasArrived = false;
			near.write('.');
		}
		turn(next);
	};
	beforeAll(async () => {
		const server = net.createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		near = net.connect({port: (server.address() as net.AddressInfo).port, host: '127.0.0.1', noDelay: true});
		[far] = (await once(server, 'connection')) as [net.Socket];
		server.close();
		far.on('data', () => {
			hasArrived = true;
		});
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date']});
		timers.setTimeout = sleep;
		AbortSignal.timeout = limit;
		syncBuiltinESMExports();
		turn(next);
	});
	afterAll(() => {
		isOver = true;
		near.destroy();
		far.destroy();
		// What was to be closed later would stay open for ever.
		vi.runOnlyPendingTimers();
		timers.setTimeout = sleepByWall;
		AbortSignal.timeout = limitByWall;
		syncBuiltinESMExports();
		vi.useRealTimers();
	});
}

function sleep<Value>(
	ms?: number,
	value?: Value,
	{signal}: {readonly signal?: AbortSignal | undefined} = {},
): Promise<Value> {
	return new Promise((resolve, reject) => {
		const stop = () => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', stop);
			resolve(value as Value);
		}, ms);
		if (signal?.aborted) stop();
		else signal?.addEventListener('abort', stop);
	});
}

function limit(ms: number): AbortSignal {
	const controller = new AbortController();
	setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
	return controller.signal;
}
