import type {HeaderMap} from '../../evidence/types.ts';
import {safeText} from '../../safe-text.ts';

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
