import {describe, expect, it} from 'vitest';
import {compareHosts, covers, shapeOf} from '../../source/allowlists/hosts.ts';

describe('shapeOf', () => {
	it.each([
		['mcr.microsoft.com', 'name'],
		['host_1.example', 'name'],
		['*.azurecr.io', 'leading-wildcard'],
		['*.hcp.*.azmk8s.io', 'inner-wildcard'],
		['name.*.example.com', 'inner-wildcard'],
		['10.1.2.3', 'address'],
		['2001:db8::1', 'address'],
		['*', 'everything'],
		['*.*', 'everything'],
		['<acr>.azurecr.io', 'unsafe'],
		['evil*.example.com', 'unsafe'],
		['*example.com', 'unsafe'],
		['**.example.com', 'unsafe'],
		['a b.example', 'unsafe'],
		["a'b.example", 'unsafe'],
		['a"b.example', 'unsafe'],
		['a`id`.example', 'unsafe'],
		['$(id).example', 'unsafe'],
		['a.example\nacl all', 'unsafe'],
		['a.example#b', 'unsafe'],
		['a.example/b', 'unsafe'],
		['MCR.microsoft.com', 'unsafe'],
		['-a.example', 'unsafe'],
		['a..example', 'unsafe'],
		['a.example.', 'unsafe'],
		['', 'unsafe'],
	] as const)('%j is %s', (host, shape) => {
		expect(shapeOf(host)).toBe(shape);
	});
});

describe('covers', () => {
	it.each([
		['*.azurecr.io', 'my.azurecr.io', true],
		['*.azurecr.io', 'my.eastus.data.azurecr.io', true],
		['*.azurecr.io', '*.data.azurecr.io', true],
		['*.azurecr.io', 'azurecr.io', false],
		['*.azurecr.io', '*.azurecr.io', false],
		['*.azurecr.io', 'evilazurecr.io', false],
		['azurecr.io', 'my.azurecr.io', false],
		['*.data.azurecr.io', '*.azurecr.io', false],
	])('%s covers %s: %s', (outer, inner, isCovered) => {
		expect(covers(outer, inner)).toBe(isCovered);
	});
});

it('orders hosts by their labels from the right', () => {
	const hosts = ['b.example.com', 'a.example.org', '*.example.com', 'example.com', 'a.b.example.com'];
	expect(hosts.toSorted(compareHosts)).toEqual([
		'example.com',
		'*.example.com',
		'b.example.com',
		'a.b.example.com',
		'a.example.org',
	]);
});
