/** The middle of some values and how far they spread. */
export type Spread = {
	readonly median: number;
	/** The quarter of the values below and above which the rest lies. */
	readonly lower: number;
	readonly upper: number;
};

/** Median and quartiles, interpolated between neighbours. Throws for no values. */
export function spreadOf(values: readonly number[]): Spread {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number): number => {
		const place = (sorted.length - 1) * share;
		const below = sorted[Math.floor(place)];
		const above = sorted[Math.ceil(place)];
		if (below === undefined || above === undefined) throw new RangeError('No values have no median.');
		return below + (above - below) * (place - Math.floor(place));
	};
	return {median: at(0.5), lower: at(0.25), upper: at(0.75)};
}

/** How many times as much one costs as the other, round by round: what slows a whole round down slows both. */
export function ratioOf(ones: readonly number[], others: readonly number[]): Spread {
	return spreadOf(ones.flatMap((one, index) => (others[index] === undefined ? [] : [one / others[index]])));
}
