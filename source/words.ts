/** `1 host`, `12 hosts`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
	return `${count} ${count === 1 ? singular : plural}`;
}

/** `a`, `a and b`, `a, b and c`; beyond `limit` words the rest is counted: `a, b and 3 more`, or `3 more hosts` with what they are. */
export function joinWords(
	words: readonly string[],
	limit = Number.POSITIVE_INFINITY,
	unit: string | null = null,
): string {
	const rest = words.length - limit;
	const counted = unit === null ? `${rest} more` : countOf(rest, `more ${unit}`);
	const shown = rest > 0 ? [...words.slice(0, limit), counted] : words;
	const last = shown.at(-1) ?? '';
	return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** The first of some values, and how many there are beyond them: `and 3 more requests`. One is no longer than its count. */
export function shorten(values: readonly string[], limit: number, unit: string): string[] {
	const rest = values.length - limit;
	return rest > 1 ? [...values.slice(0, limit), `and ${countOf(rest, `more ${unit}`)}`] : [...values];
}

/** Each value once, in the order of its first appearance. */
export function uniqueOf<Value>(values: Iterable<Value>): Value[] {
	return [...new Set(values)];
}

/** The time of a run to the second, with its zone in words where it is UTC. */
export function formatTime(iso: string): string {
	return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?/, '$1 $2').replace(/Z$/, ' UTC');
}
