/** Names are short; a longer text is none of them, and need not be compared letter by letter. */
const longestGuess = 40;

/** Up to four names that someone who typed `text` may have meant, best first: a slip of the fingers, or a part of the name. */
export function nearNames(text: string, names: readonly string[]): readonly string[] {
	const typed = text.toLowerCase();
	if (typed.length > longestGuess) return [];
	const limit = Math.floor(typed.length / 3);
	return names
		.map(name => ({name, distance: guessDistance(typed, name)}))
		.filter(({distance}) => distance <= limit)
		.sort((one, other) => one.distance - other.distance)
		.slice(0, 4)
		.map(({name}) => name);
}

function guessDistance(typed: string, name: string): number {
	return typed.length >= 3 && name.includes(typed) ? 1 : editDistance(typed, name);
}

/** How many single characters must be inserted, deleted, replaced or swapped with their neighbour to make one text of the other. */
export function editDistance(from: string, to: string): number {
	const [source, target] = [[...from], [...to]];
	let beforeLast: readonly number[] = [];
	let last = Array.from({length: target.length + 1}, (_, column) => column);
	for (const [row, fromCharacter] of source.entries()) {
		const current = [row + 1];
		for (const [column, toCharacter] of target.entries()) {
			const replaced = (last[column] ?? 0) + (fromCharacter === toCharacter ? 0 : 1);
			const deleted = (last[column + 1] ?? 0) + 1;
			const inserted = (current[column] ?? 0) + 1;
			const isSwapped =
				row > 0 && column > 0 && fromCharacter === target[column - 1] && source[row - 1] === toCharacter;
			const swapped = isSwapped ? (beforeLast[column - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
			current.push(Math.min(replaced, deleted, inserted, swapped));
		}
		beforeLast = last;
		last = current;
	}
	return last.at(-1) ?? 0;
}
