/** The part of a bar that a stage fills, in cells. */
export type StageBar = {readonly offset: number; readonly length: number};

/**
 * Draws stages, which follow one another, as parts of one timeline of `width` cells, in proportion to their times in
 * milliseconds. Each has at least one cell, so the shortest can be seen too.
 */
export function stageBars(times: readonly number[], width: number): readonly StageBar[] {
	const total = times.reduce((sum, ms) => sum + ms, 0);
	const cellsFor = (ms: number) => (total > 0 ? (ms / total) * width : 0);
	let before = 0;
	return times.map(ms => {
		const offset = Math.min(Math.round(cellsFor(before)), width - 1);
		before += ms;
		const end = Math.min(Math.round(cellsFor(before)), width);
		return {offset, length: Math.max(1, end - offset)};
	});
}

/** A bar of `width` cells in full and empty signs. */
export function drawBar({offset, length}: StageBar, width: number, full: string, empty: string): string {
	return empty.repeat(offset) + full.repeat(length) + empty.repeat(Math.max(0, width - offset - length));
}
