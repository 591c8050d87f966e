import type {Duplex} from 'node:stream';
import {peerClosed, probeTimeout} from '../../evidence/codes.ts';
import type {LoginStep} from '../proxy-logins.ts';
import {withDeadline} from '../stage-clock.ts';
import {ProbeFailure} from '../stage-error.ts';
import {
	type Answer,
	answerOf,
	collectBytes,
	concludeAnswer,
	createBodyGauge,
	createHeadReader,
	type HttpHead,
	tooLong,
} from './read-answer.ts';

/** How long a body may pause, in milliseconds: whoever never says where it ends keeps nobody waiting. */
const bodyPauseMs = 1000;

/** Longest page of a proxy behind which a login goes on. */
const loginPageLimitBytes = 256 * 1024;

/**
 * Sends a request head and reads the answer's, bounded in bytes and by one limit in time. Used where Node's parser is
 * too strict or in the way: CONNECT, upgrades, and answers that it refused. With `wantsBody` it goes on until the body
 * is complete, closed or long enough; without, what follows the head belongs to the tunnel and is put back. Whatever
 * ends the wait, a head that came is told.
 *
 * Rejects with PROBE_TIMEOUT, PEER_CLOSED, NOT_HTTP, HEAD_TOO_LONG or the socket's own error.
 */
export function exchangeRaw(
	socket: Duplex,
	request: string,
	options: {
		readonly timeoutMs: number;
		readonly signal: AbortSignal;
		readonly what: string;
		readonly wantsBody: (head: HttpHead) => boolean;
		/** A step of a login: the head is told as it came, and the body is read to its end, since the next step follows it. */
		readonly step?: Pick<LoginStep, 'hear'> | undefined;
	},
): Promise<Answer> {
	const collect = collectBytes();
	const readHead = createHeadReader();
	let received: Buffer = Buffer.alloc(0);
	let begun:
		| {readonly head: HttpHead; readonly from: number; readonly isComplete: (rest: Buffer) => boolean}
		| undefined;
	const {wantsBody, step} = options;
	let pause: NodeJS.Timeout | undefined;
	const conclude = (failure: unknown) => {
		const isLimit = failure instanceof ProbeFailure && failure.code === probeTimeout;
		return concludeAnswer(received, failure, {isLimit, wantsBody});
	};
	return withDeadline<Answer>({...options, atLimit: conclude}, (resolve, reject) => {
		const onData = (chunk: Buffer) => {
			received = collect(chunk);
			if (begun) return onBody(begun);
			const reading = readHead(received);
			if (!reading) return;
			if ('failure' in reading) return reject(reading.failure);
			const {head, rest, isCut} = reading;
			step?.hear(received.subarray(0, received.length - rest.length).toString('latin1'));
			if (wantsBody(head)) {
				if (isCut) return resolve(answerOf(reading));
				begun = {
					head,
					from: received.length - rest.length,
					isComplete: createBodyGauge(head, step ? loginPageLimitBytes : undefined),
				};
				return onBody(begun);
			}
			if (isCut) return reject(tooLong(head));
			if (rest.length > 0) {
				socket.pause();
				socket.unshift(rest);
			}
			resolve({...head, body: Buffer.alloc(0), breach: null});
		};
		const onBody = ({head, from, isComplete}: NonNullable<typeof begun>) => {
			const rest = received.subarray(from);
			clearTimeout(pause);
			if (isComplete(rest)) resolve(answerOf({head, rest}));
			else pause = setTimeout(() => resolve(answerOf({head, rest})), bodyPauseMs);
		};
		const onFailure = (failure: unknown) => {
			try {
				resolve(conclude(failure));
			} catch (error) {
				reject(error);
			}
		};
		const onEnd = () => {
			const when = received.length === 0 ? 'without an answer' : 'before the answer was complete';
			onFailure(new ProbeFailure(peerClosed, `the connection was closed ${when}`));
		};
		socket.on('data', onData);
		// An exchange before this one left it paused.
		if (step) socket.resume();
		socket.once('end', onEnd);
		socket.once('close', onEnd);
		socket.once('error', onFailure);
		if (socket.destroyed) reject(new ProbeFailure(peerClosed, 'the connection was closed before the request'));
		else socket.write(request, 'latin1');
		return () => {
			clearTimeout(pause);
			socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onFailure);
			// Taking the listener away leaves the stream flowing, and bytes would be lost.
			socket.pause();
		};
	});
}
