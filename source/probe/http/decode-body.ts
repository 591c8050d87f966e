import zlib from 'node:zlib';
import type {HeaderMap} from '../../evidence/types.ts';

/** Bytes of a packed body that are unpacked: a few kilobytes can hold gigabytes. */
const unpackedLimitBytes = 64 * 1024;

type Unpack = (packed: Buffer, options: zlib.ZlibOptions) => Buffer;

const codings: {readonly [coding: string]: Unpack} = {gzip: zlib.gunzipSync, deflate: zlib.inflateSync};

/**
 * What a request says in Accept-Encoding: plain bodies are preferred, and the codings that are unpacked here are allowed.
 * Nothing else is asked for, so nothing else reaches a decoder of the runtime: any peer can answer with any coding, and
 * that of Brotli had a hole (CVE-2026-111497).
 */
export const acceptedCodings = ['identity', ...Object.keys(codings).map(coding => `${coding};q=0.5`)].join(', ');

/**
 * The bytes of a body as they were before packing. Some devices pack theirs though plain ones are preferred, and their
 * words are evidence. What was not asked for, and what can't be unpacked, stays as it is.
 */
export function decodeBody(body: Buffer, headers: HeaderMap): Buffer {
	// x-gzip is another name of gzip (RFC 9110, section 8.4.1.3).
	const coding =
		headers['content-encoding']
			?.trim()
			.toLowerCase()
			.replace(/^x-gzip$/, 'gzip') ?? '';
	const unpack = Object.hasOwn(codings, coding) ? codings[coding] : undefined;
	if (unpack === undefined) return body;
	try {
		// Only the beginning was read, so the end is missing more often than not.
		return unpack(body, {finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: unpackedLimitBytes});
	} catch {
		return body;
	}
}
