import {readdirSync, readFileSync} from 'node:fs';

/** Kept free for name servers, the journal, the report, and whatever Node opens by itself. */
const reserved = 12;

/** How many connections this process may have at once and never run out of descriptors: two at least. */
export function countSockets({limit, open}: {readonly limit: number; readonly open: number}): number {
	return Math.max(2, limit - open - reserved);
}

/**
 * What this process may open, and what it has open, as Linux tells it in proc(5). Other systems don't say: there Node has
 * raised its own limit as far as it goes, which is far.
 */
export function readDescriptors(): {readonly limit: number; readonly open: number} {
	try {
		const [, limit = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
		const open = readdirSync('/proc/self/fd').length;
		return {limit: /^\d+$/.test(limit) ? Number(limit) : Number.POSITIVE_INFINITY, open};
	} catch {
		return {limit: Number.POSITIVE_INFINITY, open: 0};
	}
}
