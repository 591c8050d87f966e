import zlib from 'node:zlib';
import type {HeaderMap} from '../../evidence/types.ts';

/** Bytes of a packed body that are unpacked: a few kilobytes can hold gigabytes. */
const unpackedLimitBytes = 64 * 1024;

const unpackers: {readonly [coding: string]: (packed: Buffer, options: zlib.ZlibOptions) => Buffer} = {
	gzip: zlib.gunzipSync,
	'x-gzip': zlib.gunzipSync,
	deflate: zlib.inflateSync,
	br: (packed, {maxOutputLength}) =>
		zlib.brotliDecompressSync(packed, {
			finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
			...(maxOutputLength !== undefined && {maxOutputLength}),
		}),
};

/**
 * The bytes of a body as they were before packing. Plain bodies are asked for, but some devices pack theirs all the
 * same, and their words are evidence. What can't be unpacked stays as it is.
 */
export function decodeBody(body: Buffer, headers: HeaderMap): Buffer {
	const unpack = unpackers[headers['content-encoding']?.trim().toLowerCase() ?? ''];
	if (unpack === undefined) return body;
	try {
		// Only the beginning was read, so the end is missing more often than not.
		return unpack(body, {finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: unpackedLimitBytes});
	} catch {
		return body;
	}
}
