import vm from 'node:vm';
import {describe, expect, it} from 'vitest';
import {runSections} from '../../source/launch/sections.ts';

/** Runs sections from their texts; `log` in them is a list that tells what ran. */
async function run(
	texts: {readonly [name: string]: string},
	options: {
		readonly groups?: {readonly [name: string]: readonly string[]};
		readonly waits?: readonly string[];
		readonly first?: readonly string[];
	} = {},
) {
	const log: string[] = [];
	const compiled: string[] = [];
	const names = Object.keys(texts);
	const exports = await runSections({
		table: {
			entry: 'entry',
			first: options.first ?? [],
			sections: Object.fromEntries(
				names.map(name => [
					name,
					{
						start: names.indexOf(name),
						length: texts[name]?.length ?? 0,
						file: `${name}.ts`,
						exports: ['value'],
						...(options.waits?.includes(name) && {waits: true as const}),
					},
				]),
			),
			groups: {entry: names, ...options.groups},
		},
		readText: ({start}) => texts[names[start] ?? ''] ?? '',
		evaluate(readText, name) {
			compiled.push(name);
			return vm.runInNewContext(readText(), {log, Promise, later: () => new Promise(resolve => setImmediate(resolve))});
		},
		loadBuiltin(name) {
			log.push(name);
			return {member: `${name}'s member`};
		},
	});
	return {log, compiled, exports};
}

describe('runSections', () => {
	it('runs a section when something of it is used for the first time, and once', async () => {
		const {log, exports} = await run({
			entry: `function(expose, require) { expose({value: () => sum}); const a = require('a'), b = require('b'); log.push('entry'); var sum = a.value + a.value; }`,
			a: `function(expose) { expose({value: () => 2}); log.push('a'); }`,
			b: `function(expose) { expose({value: () => 3}); log.push('b'); }`,
		});
		expect(log).toEqual(['entry', 'a']);
		expect(exports).toEqual({value: 4});
	});

	it('shows a value as it is now, not as it was', async () => {
		const {log} = await run({
			entry: `function(expose, require) { const a = require('a'); log.push(a.value()); log.push(require('a').value()); }`,
			a: `function(expose) { let count = 0; expose({value: () => () => String(++count)}); }`,
		});
		expect(log).toEqual(['1', '2']);
	});

	it('lets sections use each other', async () => {
		const {log} = await run({
			entry: `function(expose, require) { log.push(require('a').value()); }`,
			a: `function(expose, require) { expose({value: () => f, other: () => 1}); const b = require('b'); function f() { return b.value(); } }`,
			b: `function(expose, require) { expose({value: () => g}); const a = require('a'); function g() { return typeof a.value; } }`,
		});
		expect(log).toEqual(['function']);
	});

	it('runs one that waits before whoever may use it', async () => {
		const {log} = await run(
			{
				entry: `function(expose, require) { log.push(require('slow').value); }`,
				slow: `async function(expose) { expose({value: () => value}); var value; await (later()); value = 'ready'; }`,
			},
			{waits: ['slow']},
		);
		expect(log).toEqual(['ready']);
	});

	it('runs first what acts when it is imported', async () => {
		const {log} = await run(
			{
				entry: `function() { log.push('entry'); }`,
				environment: `function() { log.push('environment'); }`,
			},
			{first: ['environment']},
		);
		expect(log).toEqual(['environment', 'entry']);
	});

	it('compiles what is loaded together as one script, and nothing twice', async () => {
		const {compiled, log} = await run(
			{
				entry: `async function(expose, require, load) { await load('extra'); log.push((await load('extra')).value); }`,
				a: `function(expose) { expose({value: () => 'a'}); }`,
				extra: `function(expose, require) { expose({value: () => require('a').value + require('b').value}); }`,
				b: `function(expose) { expose({value: () => 'b'}); }`,
			},
			{groups: {entry: ['entry', 'a'], extra: ['extra', 'a', 'b']}},
		);
		await Promise.resolve();
		expect(compiled).toEqual(['entry,a', 'extra,b']);
		expect(log).toEqual([]);
	});

	it("asks for Node's modules when one of their members is used", async () => {
		const {log} = await run({
			entry: `function(expose, require) { const fs = require('builtin:fs'), net = require('builtin:net'); log.push(fs.builtin.member, fs.member); }`,
		});
		expect(new Set(log)).toEqual(new Set(['fs', "fs's member"]));
	});
});
