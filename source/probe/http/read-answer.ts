import {answerTorn, headTooLong, http2Answer, notHttp, peerClosed, tlsAnswer} from '../../evidence/codes.ts';
import type {HeaderMap} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';
import {ProbeFailure, receivedBefore} from '../stage-error.ts';

/** The head of an answer and the beginning of its body, up to `bodyLimitBytes`. */
export type Answer = HttpHead & {
	readonly body: Buffer;
	/** Why a part of it is missing, of the head or of the body; null where the rest was not wanted. */
	readonly breach: Error | null;
};

/** Bytes of a body that are read: enough for a block page's words, little enough for a slow line. */
export const bodyLimitBytes = 16 * 1024;

/** Interim answers (1xx) that are passed over. Honest servers send one or two. */
const interimLimit = 20;

type Reading =
	| {readonly head: HttpHead; readonly rest: Buffer; readonly isCut: boolean}
	| {readonly failure: ProbeFailure};

/** Joins bytes that come in pieces, however small: each is copied a few times at most. It returns all that came so far. */
export function collectBytes(): (piece: Buffer) => Buffer {
	let room: Buffer = Buffer.alloc(0);
	let length = 0;
	return piece => {
		const before = length;
		length += piece.length;
		if (before === 0) {
			// Most answers come in one piece, which needs no copy.
			room = piece;
			return piece;
		}
		if (length > room.length) room = Buffer.concat([room.subarray(0, before)], 2 * length);
		piece.copy(room, before);
		return room.subarray(0, length);
	};
}

/**
 * Reads the head that some bytes begin with, past interim answers, which say nothing, and blank lines, which do no harm
 * (RFC 9112, 2.2). Null while more has to come: it is asked again with all that came, and goes on where it stopped.
 * A head that is longer than what is read counts as far as it came.
 */
export function createHeadReader(): (received: Buffer) => Reading | null {
	let from = 0;
	let searched = 0;
	let interims = 0;
	return received => {
		for (; interims <= interimLimit; interims++) {
			from = skipBlankLines(received, from);
			const bytes = received.subarray(from);
			if (isTlsAlert(bytes)) return {failure: new ProbeFailure(tlsAnswer, 'the answer is a TLS alert')};
			if (isHttp2Settings(bytes)) return {failure: new ProbeFailure(http2Answer, 'the answer is HTTP/2')};
			if (!couldBeHttp(bytes)) return {failure: new ProbeFailure(notHttp, 'the answer is not HTTP')};
			const end = findHeadEnd(bytes.subarray(0, headLimitBytes), searched);
			// The blank line may have begun.
			searched = Math.max(0, bytes.length - 3);
			const isCut = end === -1 && bytes.length >= headLimitBytes;
			if (end === -1 && !isCut) return null;
			const head = isCut ? parseCutHead(bytes) : parse(bytes.subarray(0, end));
			if (!head) return {failure: new ProbeFailure(notHttp, 'the answer is not HTTP')};
			if (isCut || head.status >= 200 || head.status === 101) {
				return {head, rest: bytes.subarray(isCut ? bytes.length : end), isCut};
			}
			from += end;
			searched = 0;
		}
		return {failure: new ProbeFailure(notHttp, 'interim answers without end')};
	};
}

/** The tunnel or the protocol that a head opens begins behind its end, so that one that is too long opens nothing. */
export function tooLong({status}: HttpHead): ProbeFailure {
	const limit = `${headLimitBytes / 1024} KiB`;
	return new ProbeFailure(headTooLong, `its head (${status}) is longer than ${limit}, which is all that is read`);
}

/**
 * What an answer comes to when nothing follows these bytes, and `failure` says why. A refusal counts as soon as
 * its status was told, a success once its head is there.
 *
 * @param isLimit our own limit ended the wait: it takes nothing from a body, which nobody is obliged to send at once
 * @throws the failure, with the number of bytes that came before it
 */
export function concludeAnswer(
	received: Buffer,
	failure: unknown,
	{isLimit, wantsBody}: {readonly isLimit: boolean; readonly wantsBody: (head: HttpHead) => boolean},
): Answer {
	const reading = createHeadReader()(received);
	if (reading && 'failure' in reading) throw reading.failure;
	if (reading && !(reading.isCut && !wantsBody(reading.head))) {
		const isWhole = reading.isCut || isLimit || isEnded(reading.head, reading.rest, failure);
		return answerOf(reading, isWhole ? null : new ProbeFailure(answerTorn, 'the answer broke off before its end'));
	}
	const told = receivedBefore(failure, received.length);
	const head = reading ? undefined : parseCutHead(received.subarray(skipBlankLines(received, 0)));
	// A success says nothing before the end of its head: what it brings stands behind that.
	if (!head || head.status < 300 || !wantsBody(head)) throw told;
	return {...head, body: Buffer.alloc(0), breach: told};
}

/** An answer whose head is there, with what of its body is kept. */
export function answerOf(
	{head, rest}: {readonly head: HttpHead; readonly rest: Buffer},
	breach: Error | null = null,
): Answer {
	const body = isChunked(head) ? Buffer.concat(readChunks(rest).parts) : rest;
	return {...head, body: body.subarray(0, bodyLimitBytes), breach};
}

/** Tells whether all of a body is there, or as much of it as is read; asked again, it goes on where it stopped. */
export function createBodyGauge(head: HttpHead, limitBytes = bodyLimitBytes): (rest: Buffer) => boolean {
	const length = Number(head.headers['content-length'] ?? Number.NaN);
	let offset = 0;
	return rest => {
		if (rest.length >= limitBytes) return true;
		if (head.status === 204 || head.status === 304) return true;
		if (!isChunked(head)) return Number.isInteger(length) && rest.length >= length;
		const chunks = readChunks(rest, offset);
		offset = chunks.offset;
		return chunks.isComplete;
	};
}

/** Without a length a kind end of the connection is the end of the body; torn chunks count as read. */
function isEnded(head: HttpHead, rest: Buffer, failure: unknown): boolean {
	if (createBodyGauge(head)(rest)) return true;
	const isLengthTold = /^\d+$/.test(head.headers['content-length'] ?? '') && !isChunked(head);
	return !isLengthTold && failure instanceof ProbeFailure && failure.code === peerClosed;
}

/** A head that did not end, as far as its lines did. Undefined where not even the status line did. */
function parseCutHead(bytes: Buffer): HttpHead | undefined {
	const lines = bytes.subarray(0, headLimitBytes);
	const end = lines.lastIndexOf('\n');
	return end === -1 ? undefined : parse(lines.subarray(0, end));
}

function parse(bytes: Buffer): HttpHead | undefined {
	return parseHttpHead(bytes.toString('latin1').trimEnd());
}

function skipBlankLines(bytes: Buffer, from: number): number {
	let start = from;
	while (bytes[start] === 0x0d || bytes[start] === 0x0a) start++;
	return start;
}

/** A TLS record of type alert, version 3.x. */
function isTlsAlert(bytes: Buffer): boolean {
	return bytes[0] === 0x15 && bytes[1] === 0x03;
}

/** A frame of type SETTINGS on the connection itself, with which a server begins (RFC 9113, 3.4). */
function isHttp2Settings(bytes: Buffer): boolean {
	return bytes.length >= 9 && bytes[0] === 0 && bytes[1] === 0 && bytes[3] === 4 && bytes.readUInt32BE(5) === 0;
}

function couldBeHttp(bytes: Buffer): boolean {
	const start = bytes.subarray(0, 5).toString('latin1');
	return 'HTTP/'.startsWith(start);
}

function isChunked({headers}: HttpHead): boolean {
	return headers['transfer-encoding']?.toLowerCase().includes('chunked') === true;
}

/**
 * Takes the sizes out of a chunked body (RFC 9112, 7.1). It is complete at the chunk of size zero, whatever trailers
 * follow; what is no size any more is kept as it came, since odd answers are evidence too.
 *
 * @param offset where a chunk begins; the one that is returned may lie behind the bytes
 */
function readChunks(
	bytes: Buffer,
	offset = 0,
): {readonly parts: readonly Buffer[]; readonly isComplete: boolean; readonly offset: number} {
	const parts: Buffer[] = [];
	let from = offset;
	while (from < bytes.length) {
		const lineEnd = bytes.indexOf('\r\n', from, 'latin1');
		if (lineEnd === -1) break;
		const [, digits] = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(bytes.toString('latin1', from, lineEnd)) ?? [];
		if (digits === undefined) return {parts: [...parts, bytes.subarray(from)], isComplete: false, offset: from};
		const size = Number.parseInt(digits, 16);
		if (size === 0) return {parts, isComplete: true, offset: from};
		parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
		from = lineEnd + 2 + size + 2;
	}
	return {parts, isComplete: false, offset: from};
}

/** An answer's status line and headers. */
export type HttpHead = {readonly status: number; readonly statusText: string; readonly headers: HeaderMap};

/** Longest head that is read. Most stay under 16 KiB, as servers limit theirs; policies and tokens in a header take more. */
export const headLimitBytes = 64 * 1024;

/**
 * Parses the head of an HTTP answer, without the blank line that ends it. More forgiving than Node's parser, which
 * drops the whole answer, status included, for one odd character in a header. Undefined when it is no HTTP at all.
 */
export function parseHttpHead(text: string): HttpHead | undefined {
	const [statusLine = '', ...lines] = text.split(/\r?\n/);
	const match = /^HTTP\/1\.[01] +(\d{3})(?: +(.*))?$/.exec(statusLine.trimEnd());
	if (!match) return undefined;
	return {status: Number(match[1]), statusText: safeText(match[2] ?? '', 100), headers: parseHeaderLines(lines)};
}

function parseHeaderLines(lines: readonly string[]): HeaderMap {
	return collectHeaders(
		lines.flatMap(line => {
			const colon = line.indexOf(':');
			return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
		}),
	);
}

const headerCountLimit = 64;

/** Makes headers safe to keep and show: names in lower case, values stripped and bounded, repeated ones joined. */
export function collectHeaders(pairs: readonly (readonly [string, string])[]): HeaderMap {
	const headers = new Map<string, string>();
	for (const [rawName, rawValue] of pairs.slice(0, headerCountLimit)) {
		const name = safeText(rawName.trim().toLowerCase(), 60);
		const value = safeText(rawValue);
		const before = headers.get(name);
		headers.set(name, before === undefined ? value : safeText(`${before}, ${value}`));
	}
	// Headers that carry a session tell nothing about the path and don't belong in a report.
	headers.delete('set-cookie');
	return Object.fromEntries(headers);
}

/** Where the head ends in these bytes: the index after the blank line, or -1 while it is not complete. It begins at `from`. */
export function findHeadEnd(bytes: Buffer, from = 0): number {
	const strict = bytes.indexOf('\r\n\r\n', from);
	const loose = bytes.indexOf('\n\n', from);
	if (strict === -1) return loose === -1 ? -1 : loose + 2;
	return loose === -1 || strict < loose ? strict + 4 : loose + 2;
}
