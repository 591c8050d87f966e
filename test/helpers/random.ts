/** A small seeded generator (mulberry32): the same numbers every time, each from 0 to below `below`. */
export function createRandom(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return below => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

/** One of several, by such a generator. */
export function pickBy(random: (below: number) => number): <Item>(items: readonly [Item, ...Item[]]) => Item {
	return items => items[random(items.length)] ?? items[0];
}
