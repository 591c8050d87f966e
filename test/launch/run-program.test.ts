import {describe, expect, it} from 'vitest';
import {findFaultPlace} from '../../source/launch/run-program.ts';

const texts: {readonly [name: string]: string} = {
	a: 'function(){\n}',
	b: 'function(){first();\nsecond();\n}',
	c: 'function(){}',
};
const names = Object.keys(texts);
const source = {
	table: {
		entry: 'a',
		first: [],
		groups: {},
		sections: Object.fromEntries(
			names.map((name, index) => [name, {start: index, length: 0, file: `source/${name}.ts`, exports: []}]),
		),
	},
	readText: ({start}: {readonly start: number}) => texts[names[start] ?? ''] ?? '',
};

describe('findFaultPlace', () => {
	// As `compile` in sections.ts joins them: the bracket has the first line.
	it.each([
		[1, null],
		[2, 'source/a.ts:1'],
		[3, 'source/a.ts:2'],
		[4, 'source/b.ts:1'],
		[5, 'source/b.ts:2'],
		[6, 'source/b.ts:3'],
		[7, 'source/c.ts:1'],
		[8, null],
	])('finds line %d', (line, place) => {
		expect(findFaultPlace(source, names, line)).toBe(place);
	});
});
