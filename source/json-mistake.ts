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
