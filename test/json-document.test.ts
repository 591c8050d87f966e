import {expect, it} from 'vitest';
import {findJsonMistake} from '../source/json-document.ts';

it.each([
	['', 1, 1],
	['  \n ', 2, 2],
	['{', 1, 2],
	['nul', 1, 1],
	['{"a": x}', 1, 7],
	['{"a": 1,}', 1, 9],
	['{"a" 1}', 1, 6],
	['{a: 1}', 1, 2],
	['{"a": 1 "b": 2}', 1, 9],
	['{\n\t"a": [1, 2,]\n}', 2, 13],
	['{\r\n"a": "open\n', 2, 6],
	['[1, 2', 1, 6],
	['[1}', 1, 3],
	['{"a": 1]', 1, 8],
	['{"a": [}', 1, 8],
	['[01]', 1, 3],
	['["\\x"]', 1, 2],
	['{} x', 1, 4],
	['[]]', 1, 3],
	[':', 1, 1],
])('%j fails at line %i, column %i', (text, line, column) => {
	expect(() => JSON.parse(text)).toThrow();
	expect(findJsonMistake(text)).toEqual({line, column});
});

it('is not deterred by deep nesting', () => {
	expect(findJsonMistake(`${'['.repeat(100_000)}x`)).toEqual({line: 1, column: 100_001});
});
