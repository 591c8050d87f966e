import type {Door} from './door.ts';

/**
 * A peer that turns away by now what passed before is given so long, in milliseconds, before that is asked once more: bans
 * and limits that count over several seconds pass by themselves, and begin anew with each that comes too early. A network
 * that has died meanwhile is waited for as long.
 */
const pausesMs = [3000, 24_000];

/** So long after the first ban no other one is waited out, in milliseconds. */
const mostWaitedMs = 240_000;

/** Behind the first ban there is so long between two at most, in milliseconds; behind each further one twice as long. */
const mostGapMs = 1000;

/** What is known of the bans of one peer. */
export type Ban = {
	/** The host that had passed before and was turned away meanwhile; null: there was no ban. */
	host(): string | null;
	/** So long there has to be between two that come, in milliseconds; 0: no ban is known. */
	gapMs(): number;
	/** Waits until the peer lets in again who passed before. Resolves to whether it does. */
	outlast(host: string, isOpen: () => Promise<boolean>): Promise<boolean>;
};

/** Watches one door for a peer that turns everybody away. `pause` waits, for milliseconds. */
export function createBan(door: Door, pause: (ms: number) => Promise<void>): Ban {
	const startedAt = performance.now();
	let firstAt: number | undefined;
	let behind: string | null = null;
	let gapMs = 0;

	async function isOver(isOpen: () => Promise<boolean>): Promise<boolean> {
		firstAt ??= performance.now();
		if (performance.now() - firstAt > mostWaitedMs) return false;
		for (const ms of pausesMs) {
			await pause(ms);
			if (await isOpen()) return true;
		}
		return false;
	}

	return {
		host: () => behind,
		gapMs: () => gapMs,
		async outlast(host, isOpen) {
			if (!(await isOver(isOpen))) {
				firstAt = Number.NEGATIVE_INFINITY;
				return false;
			}
			behind = host;
			const firstMs = Math.min(mostGapMs, (1.25 * (performance.now() - startedAt)) / Math.max(1, door.passed()));
			gapMs = gapMs === 0 ? firstMs : 2 * gapMs;
			door.slowDown(gapMs);
			return true;
		},
	};
}
