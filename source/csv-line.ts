import {singleLine} from './safe-text.ts';

/** What a spreadsheet takes for the beginning of a formula, the full-width signs of East Asian input among it. */
const formulaStart = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Needs no quotes in any reader, whatever it takes for its separator. */
const plain = /^[A-Za-z0-9._:/*-]*$/;

/**
 * One cell after RFC 4180, on one line. A text that a spreadsheet would calculate gets an apostrophe before it, which
 * makes it a text again. What is not plain stands in quotes, so that readers with another separator keep it whole too.
 */
export function csvCell(value: string | number | boolean | null): string {
	const text = value === null ? '' : singleLine(String(value));
	const harmless = typeof value === 'string' && formulaStart.test(text) ? `'${text}` : text;
	return plain.test(harmless) ? harmless : `"${harmless.replaceAll('"', '""')}"`;
}

/** One line of cells, ended by CRLF. */
export function csvLine(values: readonly (string | number | boolean | null)[]): string {
	return `${values.map(csvCell).join(',')}\r\n`;
}
