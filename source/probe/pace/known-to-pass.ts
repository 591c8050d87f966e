import type {Door} from './door.ts';
import type {Known} from './kinds-of-failure.ts';

/** So many that passed are kept at each door: one alone may fail by chance. */
const kept = 2;

/** Who began so much later came to the peer later as well, in milliseconds. */
const plainlyLaterMs = 500;

/** Those that passed at the doors of one peer: they tell a peer that turns away everybody from one that denies some. */
export type KnownToPass = {
	/** @param beganAt when it began, by the clock of `performance`, in milliseconds */
	keep(doors: readonly Door[], known: Known, beganAt: number): void;
	isAny(): boolean;
	/** One of their hosts. */
	host(): string;
	/** Whether another one passed who plainly came later than somebody that began then. */
	hasPassedSince(beganAt: number): boolean;
	/**
	 * Asks those of the first of these doors that has any once more, until one passes: one after the other, or all at once,
	 * where it matters when. Null: none has any.
	 *
	 * @param mostMs so long one that passes takes at most, in milliseconds; null: as long as its limits of time are
	 */
	ask(
		doors: readonly Door[],
		how: {readonly isAtOnce: boolean; readonly mostMs: number | null},
	): Promise<boolean | null>;
};

/** Keeps, for each door, hosts that have passed, so that one of them can be asked again. */
export function createKnownToPass(): KnownToPass {
	const byDoor = new Map<Door, readonly Known[]>();
	let lastBegan = Number.NEGATIVE_INFINITY;
	return {
		keep(doors, known, beganAt) {
			lastBegan = Math.max(lastBegan, beganAt);
			for (const door of doors) {
				const list = byDoor.get(door) ?? [];
				if (list.length < kept && list.every(({host}) => host !== known.host)) byDoor.set(door, [...list, known]);
			}
		},
		isAny: () => byDoor.size > 0,
		host: () => [...byDoor.values()].flat()[0]?.host ?? '',
		hasPassedSince: beganAt => lastBegan > beganAt + plainlyLaterMs,
		async ask(doors, {isAtOnce, mostMs}) {
			const list = doors.map(door => byDoor.get(door)).find(one => one !== undefined);
			if (list === undefined) return null;
			const askPromptly = (one: Known) => askFor(one, mostMs);
			if (isAtOnce) return (await Promise.all(list.map(askPromptly))).includes(true);
			for (const one of list) if (await askPromptly(one)) return true;
			return false;
		},
	};
}

/** Asks one for so long, in milliseconds: whether it passes. */
function askFor({ask}: Known, mostMs: number | null): Promise<boolean> {
	const late = new AbortController();
	if (mostMs === null) return ask(late.signal);
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			resolve(false);
			late.abort();
		}, mostMs);
		ask(late.signal)
			.then(resolve, reject)
			.finally(() => clearTimeout(timer));
	});
}
