import {readdirSync, readFileSync} from 'node:fs';

/** Sockets that one target may need at once: an address of each family, the ones to fall back to, a second handshake. */
const socketsPerTarget = 4;

/** Kept free for name servers, the journal, the report, and whatever Node opens by itself. */
const reserved = 16;

/** How many targets may be under way at once, so that this process never runs out of descriptors: at least one. */
export function countPlaces({limit, open}: {readonly limit: number; readonly open: number}): number {
	return Math.max(1, Math.floor((limit - open - reserved) / socketsPerTarget));
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
