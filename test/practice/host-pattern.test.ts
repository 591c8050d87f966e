import {expect, it} from 'vitest';
import {findByHost, matchesHost} from '../../source/practice/scenario.ts';

it.each([
	['*', 'anything.example', true],
	['registry.example', 'REGISTRY.example', true],
	['registry.example', 'a.registry.example', false],
	['*.registry.example', 'a.b.registry.example', true],
	['*.registry.example', 'registry.example', false],
	['*.hcp.*.example', 'x.hcp.eastus.example', true],
	['*.hcp.*.example', 'x.hcp.a.b.example', false],
])('%s against %s: %s', (pattern, host, expected) => {
	expect(matchesHost(pattern, host)).toBe(expected);
});

it.each([
	[
		'a name beats a pattern',
		['*.very.long.example', 'a.very.long.example'],
		'a.very.long.example',
		'a.very.long.example',
	],
	['the longer pattern beats the shorter', ['*.example', '*.data.example', '*'], 'a.data.example', '*.data.example'],
	['`*` is for the rest', ['*', '*.example'], 'a.test', '*'],
	['the first of equals', ['a.example', 'A.example'], 'a.example', 'a.example'],
	['none', ['*.example'], 'a.test', undefined],
])('%s', (_, hosts, host, expected) => {
	expect(
		findByHost(
			hosts.map(name => ({host: name})),
			host,
		)?.host,
	).toBe(expected);
});
