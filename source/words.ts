import {isIP} from 'node:net';

/** `1 host`, `12 hosts`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
	return `${count} ${count === 1 ? singular : plural}`;
}

/** What one of some words is, and where its plural is not made by an `s` at its end, what several are. */
type Unit = string | readonly [one: string, many: string];

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string;
/** Beyond `limit` words the rest is counted, with what they are: `a, b and 3 more hosts`. */
export function joinWords(words: readonly string[], limit: number, unit: Unit): string;
export function joinWords(words: readonly string[], limit = Number.POSITIVE_INFINITY, unit: Unit = ''): string {
	const rest = words.length - limit;
	const [one, many] = typeof unit === 'string' ? [unit, `${unit}s`] : unit;
	const shown = rest > 0 ? [...words.slice(0, limit), countOf(rest, `more ${one}`, `more ${many}`)] : words;
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

/** `host:port`, with brackets around an IPv6 address. */
export function formatHostPort(host: string, port: number): string {
	// Only an IPv6 address has a colon in it.
	return host.includes(':') && isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
