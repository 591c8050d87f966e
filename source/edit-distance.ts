/** How many single characters must be inserted, deleted or replaced to make one text of the other. */
export function editDistance(from: string, to: string): number {
	let previous = Array.from({length: to.length + 1}, (_, column) => column);
	for (const [row, fromCharacter] of [...from].entries()) {
		const current = [row + 1];
		for (const [column, toCharacter] of [...to].entries()) {
			const replaced = (previous[column] ?? 0) + (fromCharacter === toCharacter ? 0 : 1);
			const deleted = (previous[column + 1] ?? 0) + 1;
			const inserted = (current[column] ?? 0) + 1;
			current.push(Math.min(replaced, deleted, inserted));
		}
		previous = current;
	}
	return previous.at(-1) ?? 0;
}
