/** Waits for a slot, in the order of asking; what it resolves to gives the slot back, once. */
export type TakeSlot = () => Promise<() => void>;

/** A number of slots for things that are held for longer than one piece of work, such as sockets. */
export function createSlots(count: number): TakeSlot {
	let free = count;
	const waiting: (() => void)[] = [];
	const giveBack = () => {
		const next = waiting.shift();
		if (next) next();
		else free++;
	};
	return async () => {
		if (free > 0) free--;
		else await new Promise<void>(resolve => waiting.push(resolve));
		let isHeld = true;
		return () => {
			if (isHeld) giveBack();
			isHeld = false;
		};
	};
}
