import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';

/** Reads the limit for one stage, 0.1 to 600 seconds, and returns milliseconds. Throws a UsageError that names `field`. */
export function parseTimeout(text: string, field: string): number {
	const seconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
	if (!(seconds >= 0.1 && seconds <= 600)) {
		throw new UsageError(`${field} is "${safeText(text, 60)}": give seconds from 0.1 to 600, such as 5.`);
	}
	return Math.round(seconds * 1000);
}

/** Reads how often a target is tried again, 0 to 10. Throws a UsageError that names `field`. */
export function parseRetries(text: string, field: string): number {
	return parseCount(text, field, 0, 10);
}

/** Reads how many connections may be under way at once, 1 to 4096. Throws a UsageError that names `field`. */
export function parseConcurrency(text: string, field: string): number {
	return parseCount(text, field, 1, 4096);
}

/** Reads a whole number from `least` to `most`. Throws a UsageError that names `field`. */
export function parseCount(text: string, field: string, least: number, most: number): number {
	const count = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
	if (!(count >= least && count <= most)) {
		throw new UsageError(`${field} is "${safeText(text, 60)}": give a whole number from ${least} to ${most}.`);
	}
	return count;
}
