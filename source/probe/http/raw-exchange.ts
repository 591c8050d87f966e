import type {Duplex} from 'node:stream';
import {notHttp, peerClosed, tlsAnswer} from '../../evidence/codes.ts';
import {withDeadline} from '../deadline.ts';
import {ProbeFailure} from '../stage-error.ts';
import {findHeadEnd, type HttpHead, headLimitBytes, parseHttpHead} from './http-head.ts';

export type RawAnswer = {
	readonly head: HttpHead /** What came after the head, up to `bodyLimit`. */;
	readonly body: Buffer;
	/** The body ended as its head said, or was long enough. */
	readonly isComplete: boolean;
};

/** Bytes of a body that are read: enough for a block page's words, little enough for a slow line. */
export const bodyLimitBytes = 16 * 1024;

/** Interim answers (1xx) that are passed over. Honest servers send one or two. */
const interimLimit = 20;

/**
 * Sends a request head and reads the answer's, bounded in bytes and by one limit in time. Used where Node's parser is
 * too strict or in the way: CONNECT, upgrades, and answers that it refused. With `wantsBody` it goes on until the body
 * is complete, closed or long enough; without, what follows the head belongs to the tunnel and is put back.
 *
 * Rejects with PROBE_TIMEOUT, PEER_CLOSED, NOT_HTTP or the socket's own error.
 */
export function exchangeRaw(
	socket: Duplex,
	request: string,
	options: {
		readonly timeoutMs: number;
		readonly signal: AbortSignal;
		readonly what: string;
		readonly wantsBody: (head: HttpHead) => boolean;
	},
): Promise<RawAnswer> {
	return withDeadline<RawAnswer>(options, (resolve, reject) => {
		let received: Buffer = Buffer.alloc(0);
		let head: HttpHead | undefined;
		let headEnd = -1;
		let interimCount = 0;

		const finish = (rest: Buffer) => {
			if (!head) return;
			const wantsBody = options.wantsBody(head);
			if (!wantsBody && rest.length > 0) {
				socket.pause();
				socket.unshift(rest);
			}
			const body = wantsBody ? bodyOf(head, rest).subarray(0, bodyLimitBytes) : Buffer.alloc(0);
			resolve({head, body, isComplete: !wantsBody || !isLengthTold(head) || isBodyComplete(head, rest)});
		};
		/** Passes over `100 Continue` and its like, which come before the answer and say nothing. */
		const skipInterim = () => {
			while (headEnd === -1) {
				const end = findHeadEnd(received.subarray(0, headLimitBytes));
				const interim = end === -1 ? undefined : parseHttpHead(received.subarray(0, end).toString('latin1').trimEnd());
				if (!interim || interim.status >= 200 || interim.status === 101) return;
				interimCount++;
				if (interimCount > interimLimit) return reject(new ProbeFailure(notHttp, 'interim answers without end'));
				received = received.subarray(end);
			}
		};
		const onData = (chunk: Buffer) => {
			received = Buffer.concat([received, chunk]);
			skipInterim();
			if (headEnd === -1) {
				headEnd = findHeadEnd(received.subarray(0, headLimitBytes));
				if (headEnd === -1) {
					if (isTlsAlert(received)) reject(new ProbeFailure(tlsAnswer, 'the answer is a TLS alert'));
					else if (!couldBeHttp(received) || received.length >= headLimitBytes)
						reject(new ProbeFailure(notHttp, 'the answer is not HTTP'));
					return;
				}
				head = parseHttpHead(received.subarray(0, headEnd).toString('latin1').trimEnd());
				if (!head) return reject(new ProbeFailure(notHttp, 'the answer is not HTTP'));
			}
			const rest = received.subarray(headEnd);
			if (head && (!options.wantsBody(head) || isBodyComplete(head, rest))) finish(rest);
		};
		const onEnd = () => {
			if (head) finish(received.subarray(headEnd));
			else reject(new ProbeFailure(peerClosed, 'the connection was closed without an answer'));
		};
		socket.on('data', onData);
		socket.once('end', onEnd);
		socket.once('close', onEnd);
		socket.once('error', reject);
		if (socket.destroyed) reject(new ProbeFailure(peerClosed, 'the connection was closed before the request'));
		else socket.write(request, 'latin1');
		return () => {
			socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', reject);
			// Taking the listener away leaves the stream flowing, and bytes would be lost.
			socket.pause();
		};
	});
}

/** A TLS record of type alert, version 3.x. */
function isTlsAlert(bytes: Buffer): boolean {
	return bytes[0] === 0x15 && bytes[1] === 0x03;
}

function couldBeHttp(bytes: Buffer): boolean {
	const start = bytes.subarray(0, 5).toString('latin1');
	return 'HTTP/'.startsWith(start);
}

/** Without a length the end of the connection is the end of the body; torn chunks count as read. */
function isLengthTold({headers}: HttpHead): boolean {
	return /^\d+$/.test(headers['content-length'] ?? '') && headers['transfer-encoding'] === undefined;
}

function isBodyComplete(head: HttpHead, rest: Buffer): boolean {
	if (rest.length >= bodyLimitBytes) return true;
	if (head.status === 204 || head.status === 304) return true;
	if (isChunked(head)) return joinChunks(rest).isComplete;
	const length = Number(head.headers['content-length'] ?? Number.NaN);
	return Number.isInteger(length) && rest.length >= length;
}

function bodyOf(head: HttpHead, rest: Buffer): Buffer {
	return isChunked(head) ? joinChunks(rest).body : rest;
}

function isChunked({headers}: HttpHead): boolean {
	return headers['transfer-encoding']?.toLowerCase().includes('chunked') === true;
}

/**
 * Takes the sizes out of a chunked body (RFC 9112, 7.1). It is complete at the chunk of size zero, whatever trailers
 * follow; what is no size any more is kept as it came, since odd answers are evidence too.
 */
function joinChunks(bytes: Buffer): {readonly body: Buffer; readonly isComplete: boolean} {
	const parts: Buffer[] = [];
	let offset = 0;
	while (offset < bytes.length) {
		const lineEnd = bytes.indexOf('\r\n', offset, 'latin1');
		if (lineEnd === -1) break;
		const [, digits] = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(bytes.toString('latin1', offset, lineEnd)) ?? [];
		if (digits === undefined) return {body: Buffer.concat([...parts, bytes.subarray(offset)]), isComplete: false};
		const size = Number.parseInt(digits, 16);
		if (size === 0) return {body: Buffer.concat(parts), isComplete: true};
		parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
		offset = lineEnd + 2 + size + 2;
	}
	return {body: Buffer.concat(parts), isComplete: false};
}
