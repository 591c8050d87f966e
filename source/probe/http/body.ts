import zlib from 'node:zlib';
import type {HeaderMap} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';

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

/** Parts of a page that hold no words for a reader, by how they begin and end. */
const parts: readonly (readonly [string, string])[] = [
	['<style', '</style'],
	['<svg', '</svg'],
	['data:image/', '"'],
];

/** Characters of such a part that stay: some products sign their style sheet. */
const keptOfPart = 400;

/**
 * A page with its styles and pictures cut short, so that its words are among the first `limit` characters. Shorter pages
 * stay as they are. By search, not by patterns: a peer chooses the text, and this takes time in proportion to it.
 */
export function squeezePage(page: string, limit: number): string {
	if (page.length <= limit) return page;
	return parts.reduce((text, [begin, end]) => shortenParts(text, begin, end), page);
}

function shortenParts(text: string, begin: string, end: string): string {
	const lower = text.toLowerCase();
	// Lower case can be longer than the text (İ), and then the places don't fit.
	if (lower.length !== text.length) return text;
	let squeezed = '';
	let from = 0;
	for (let start = lower.indexOf(begin); start !== -1; start = lower.indexOf(begin, from)) {
		const found = lower.indexOf(end, start + begin.length);
		const stop = found === -1 ? text.length : found;
		squeezed += text.slice(from, Math.min(start + keptOfPart, stop));
		from = stop;
	}
	return squeezed + text.slice(from);
}

/** The title of an HTML page: what a block page says first. */
export function titleOf(html: string): string | null {
	const match = /<title[^>]*>([\s\S]{0,500}?)<\/title/i.exec(html);
	if (match?.[1] === undefined) return null;
	// Copied: a piece of a string holds on to the whole of it, and a run may keep thousands of titles.
	return Buffer.from(safeText(match[1], 120)).toString() || null;
}
