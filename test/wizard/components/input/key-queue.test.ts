import {describe, expect, it} from 'vitest';
import {createKeyQueue, takeNext} from '../../../../source/wizard/components/input/key-queue.ts';
import type {Keypress} from '../../../../source/wizard/components/input/keypress.ts';

const text = (value: string): Keypress => ({kind: 'text', text: value});
const enter: Keypress = {kind: 'key', name: 'enter'};

describe('takeNext', () => {
	it.each<[string, readonly Keypress[], boolean, ReturnType<typeof takeNext>]>([
		['an empty queue', [], false, {next: null, rest: []}],
		['a key', [enter, text('a')], false, {next: enter, rest: [text('a')]}],
		['a run for a text field', [text('abc'), enter], true, {next: text('abc'), rest: [enter]}],
		['a run for anything else', [text('abc'), enter], false, {next: text('a'), rest: [text('bc'), enter]}],
		['a letter of several code units', [text('😀b')], false, {next: text('😀'), rest: [text('b')]}],
		['the last letter', [text('c')], false, {next: text('c'), rest: []}],
	])('%s', (_name, queue, takesText, expected) => {
		expect(takeNext(queue, takesText)).toEqual(expected);
	});
});

describe('createKeyQueue', () => {
	it('hands a key over only once the one before it has had its effect', () => {
		const settled: Array<() => void> = [];
		const seen: string[] = [];
		let screen = 'first';
		const queue = createKeyQueue(
			() => ({
				takesText: false,
				handle(keypress) {
					seen.push(`${screen} ${keypress.kind === 'text' ? keypress.text : ''}`);
				},
			}),
			next => settled.push(next),
		);
		queue.push([text('ab')]);
		queue.push([text('c')]);
		expect(seen).toEqual(['first a']);
		screen = 'second';
		settled.shift()?.();
		settled.shift()?.();
		settled.shift()?.();
		expect(seen).toEqual(['first a', 'second b', 'second c']);
		queue.push([text('d')]);
		expect(seen).toHaveLength(4);
	});
});
