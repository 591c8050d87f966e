import {beforeAll, describe, expect, it} from 'vitest';
import type {Parser} from 'web-tree-sitter';
import {loadParser, readTree} from '../helpers/syntax-tree.ts';
import {everyShapeOf} from './helpers/every-shape.ts';
import {renderEntries, usualEntries} from './helpers/render.ts';

let parser: Parser;
beforeAll(async () => {
	parser = await loadParser('bicep');
});

describe('the Bicep file, read by the grammar of tree-sitter', () => {
	it.each(everyShapeOf('bicep'))('is Bicep for %s', (_name, text) => {
		expect(readTree(parser, text).type).toBe('infrastructure');
	});

	it('declares three parameters and two resources, and nothing besides', () => {
		const {namedChildren} = readTree(parser, renderEntries('bicep', usualEntries).text);
		const types = namedChildren
			.flatMap(node => node?.type ?? [])
			.filter(type => type !== 'comment' && type !== 'decorators');
		expect(types).toEqual([
			...Array.from({length: 3}, () => 'parameter_declaration'),
			...Array.from({length: 2}, () => 'resource_declaration'),
		]);
	});

	const text = renderEntries('bicep', usualEntries).text;
	it.each<[flaw: string, from: string | RegExp, to: string]>([
		['a string without its end', "'quay.io'", "'quay.io"],
		['a quote in a string', "'quay.io'", "'qu'ay.io'"],
		['a list without its end', /\]\n(?=[^\]]*\n\n\/\/)/, ''],
		['an object without its end', /\}\n(?=\n\/\/[^}]*$)/, ''],
		['a property without its value', "name: 'arc-netcheck'", 'name:'],
		['a property without its colon', "name: 'arc-netcheck'", "name 'arc-netcheck'"],
		['a resource without its type', / 'Microsoft[^']*' existing/, ' existing'],
		['a parameter without its type', 'param priority int', 'param priority'],
		['a line of another language', '\nparam', '\nhttp_access allow all\nparam'],
	])('would show %s', (_flaw, from, to) => {
		const broken = text.replace(from, to);
		expect(broken).not.toBe(text);
		expect(() => readTree(parser, broken)).toThrow(/^Line \d+: /);
	});
});
