import * as z from 'zod';

/*
 * What a number or a time in a file can be. A file may come from anybody: a time beyond these bounds is none that a date
 * can hold, and sums of them stay finite.
 */

/** Milliseconds that something took: up to a year, more than any run. */
export const milliseconds = () => z.number().min(0).max(31_536_000_000);

export const portNumber = () => z.int().min(0).max(65_535);

/** How many of something there were: no file holds more. */
export const count = () => z.int().min(0).max(1_000_000_000);

/** A time as ISO 8601 has it, with its zone: from the year 1 to 9999. */
export const isoTime = () =>
	z
		.string()
		.regex(
			/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/,
			'give a time such as 2026-11-22T10:30:00Z',
		);
