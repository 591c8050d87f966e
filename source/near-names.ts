import {editDistance} from './edit-distance.ts';

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
