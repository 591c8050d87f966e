import type * as z from 'zod';
import {UsageError} from './errors.ts';
import {safeText} from './safe-text.ts';

/**
 * Reads a text as JSON, with or without the byte order mark that editors on Windows put in front.
 *
 * @param file as it is named to the user
 * @param cure what to do about text that is none: ends the sentence
 * @throws {UsageError} naming the file and the place in it
 */
export function parseJson(text: string, file: string, cure: string): unknown {
	const json = text.replace(/^\uFEFF/, '');
	try {
		return JSON.parse(json);
	} catch {
		const {line, column} = findJsonMistake(json);
		throw new UsageError(`${file} is not valid JSON at line ${line}, column ${column}; ${cure}.`);
	}
}

/** `results[3].target.port`; empty for the whole document. */
export function placeIn(path: readonly PropertyKey[]): string {
	return path
		.map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
		.join('')
		.replace(/^\./, '');
}

/**
 * What is wrong with the data of a file, with the place: `settings.proxy.https.port: give a number of at least 1`.
 *
 * @param cureOf what to do about a key that is not known; to take it out, unless said
 */
export function describeIssue(issue: z.core.$ZodIssue | undefined, cureOf = (_key: string) => 'take it out'): string {
	if (issue === undefined) return 'unknown fault';
	const place = placeIn(issue.path);
	const what = safeText(wordsFor(issue, cureOf), 300).replace(/\.$/, '');
	return `${place === '' ? '' : `${safeText(place, 120)}: `}${what}`;
}

function wordsFor(issue: z.core.$ZodIssue, cureOf: (key: string) => string): string {
	switch (issue.code) {
		case 'unrecognized_keys': {
			const [key = ''] = issue.keys;
			return `"${safeText(key, 60)}" is not known here; ${cureOf(key)}`;
		}
		case 'invalid_type':
			return issue.message.endsWith('received undefined') ? 'it is missing' : `give ${withArticle(issue.expected)}`;
		case 'invalid_value':
			return issue.values.length === 1 ? `write ${quoted(issue.values)}` : `choose one of ${quoted(issue.values)}`;
		case 'too_small':
			return issue.origin === 'string' || issue.origin === 'array'
				? 'it is empty'
				: `give a number of at least ${issue.minimum}`;
		case 'too_big':
			return `give a number of at most ${issue.maximum}`;
		case 'invalid_union':
			return 'it has none of the forms that it may have';
		default:
			return issue.message;
	}
}

const quoted = (values: readonly unknown[]) => values.map(value => JSON.stringify(value)).join(', ');

const typeNames: {readonly [type: string]: string} = {
	string: 'a text in quotes',
	int: 'a whole number',
	array: 'a list in [ ]',
	record: 'an object in { }',
	object: 'an object in { }',
	boolean: 'true or false',
};

function withArticle(type: string): string {
	return typeNames[type] ?? `a ${type}`;
}

/** A place in a text, as editors count: both from 1. */
export type TextPlace = {readonly line: number; readonly column: number};

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

/** One JSON token after white space: a punctuation mark (1), a string (2), or a number or word (3). */
const token =
	/[\t\n\r ]*(?:([{}[\]:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/**
 * Where text stops being JSON. `JSON.parse` names a position for some mistakes only, and words them differently from
 * one Node to the next. Call it for text that `JSON.parse` refused.
 */
export function findJsonMistake(text: string): TextPlace {
	const reader = new RegExp(token);
	const open: string[] = [];
	let expected: Expected = 'value';
	let offset = 0;

	while (expected !== 'comma-or-end' || open.length > 0) {
		reader.lastIndex = offset;
		const match = reader.exec(text);
		const next: Expected | null = match === null ? null : step(expected, open, match);
		if (match === null || next === null) break;
		expected = next;
		offset += match[0].length;
	}

	return placeOf(text, offset + (/^[\t\n\r ]*/.exec(text.slice(offset))?.[0].length ?? 0));
}

/** What may follow the token, or null where the token itself may not stand. Keeps the open brackets in `open`. */
function step(expected: Expected, open: string[], [, mark, string]: RegExpExecArray): Expected | null {
	if (expected === 'colon') return mark === ':' ? 'value' : null;
	if (mark === '}' || mark === ']') {
		const isAllowed = expected === 'comma-or-end' || expected === (mark === '}' ? 'key-or-end' : 'value-or-end');
		return isAllowed && open.pop() === (mark === '}' ? '{' : '[') ? 'comma-or-end' : null;
	}

	if (expected === 'comma-or-end') return mark === ',' ? (open.at(-1) === '{' ? 'key' : 'value') : null;
	if (expected === 'key' || expected === 'key-or-end') return string === undefined ? null : 'colon';
	if (mark === undefined) return 'comma-or-end';
	if (mark !== '{' && mark !== '[') return null;
	open.push(mark);
	return mark === '{' ? 'key-or-end' : 'value-or-end';
}

function placeOf(text: string, offset: number): TextPlace {
	const before = text.slice(0, offset);
	const lineStart = before.lastIndexOf('\n') + 1;
	return {line: before.split('\n').length, column: offset - lineStart + 1};
}
