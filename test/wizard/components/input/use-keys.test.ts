import {describe, expect, it} from 'vitest';
import type {Keypress} from '../../../../source/wizard/components/input/keypress.ts';
import {createKeyQueue, takeNext} from '../../../../source/wizard/components/input/use-keys.tsx';

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

	/** Everything that is handed over, with each key's effect at once. */
	function handOver(act: (queue: ReturnType<typeof createKeyQueue>) => void, takesText = false): readonly Keypress[] {
		const settled: Array<() => void> = [];
		const seen: Keypress[] = [];
		const queue = createKeyQueue(
			() => ({takesText, handle: keypress => void seen.push(keypress)}),
			next => settled.push(next),
		);
		act(queue);
		for (let next = settled.shift(); next; next = settled.shift()) next();
		return seen;
	}
	const interrupt: Keypress = {kind: 'key', name: 'interrupt'};

	it('drops what waits when it is told to, or when Ctrl-C comes as a key', () => {
		const cleared = handOver(queue => {
			queue.push([text('a'), enter, enter]);
			queue.clear();
			queue.push([text('b')]);
		});
		expect(cleared).toEqual([text('a'), text('b')]);
		const interrupted = handOver(queue => {
			queue.push([text('a'), enter]);
			queue.push([enter, interrupt, text('b')]);
		});
		expect(interrupted).toEqual([text('a'), interrupt, text('b')]);
	});

	it.each<[string, readonly Keypress[]]>([
		['keys', Array.from({length: 100_000}, () => enter)],
		['letters', [text('x'.repeat(1_000_000))]],
		['letters of several code units', [text('😀'.repeat(100_000))]],
		['keys between letters', Array.from({length: 50_000}, (_, index) => (index % 2 === 0 ? enter : text('x')))],
		['chunks of letters', Array.from({length: 5000}, () => text('xyz'))],
	])('lets no more than some thousands of %s wait', (_name, keypresses) => {
		const seen = handOver(queue => queue.push(keypresses));
		expect(seen.length).toBeGreaterThan(400);
		expect(seen.length).toBeLessThanOrEqual(3000);
	});

	it.each<[string, readonly Keypress[], readonly Keypress[]]>([
		['a pasted word, with the Enter behind it', [text('eastus'), enter], []],
		['a pasted line behind a key', [text('j'), enter, text('cat x'), enter, enter], [text('j'), enter]],
		['two or three letters', [text('er'), enter], [text('e'), text('r'), enter]],
		['letters that move', [text('gjjj'), enter], [...'gjjj'].map(text).concat(enter)],
		['a key held down', [text('rrrrr')], [...'rrrrr'].map(text)],
	])('outside a field: %s', (_name, read, expected) => {
		expect(handOver(queue => queue.push(read))).toEqual(expected);
	});

	it('drops no read but that of the paste', () => {
		const seen = handOver(queue => {
			queue.push([text('eastus'), enter]);
			queue.push([enter]);
		});
		expect(seen).toEqual([enter]);
	});

	it('lets an Enter behind a paste answer a field, and nothing else', () => {
		let takesText = true;
		const seen: string[] = [];
		const settled: Array<() => void> = [];
		const queue = createKeyQueue(
			() => ({
				takesText,
				handle(keypress) {
					seen.push(keypress.kind === 'key' ? keypress.name : keypress.text);
					takesText = seen.length < 2;
				},
			}),
			next => settled.push(next),
		);
		queue.push([text('eastus'), enter, enter, text('mcr.example'), enter]);
		for (let next = settled.shift(); next; next = settled.shift()) next();
		expect(seen).toEqual(['eastus', 'enter']);
	});

	it('gives a text field all of a text', () => {
		expect(handOver(queue => queue.push([text('x'.repeat(1_000_000))]), true)).toEqual([text('x'.repeat(1_000_000))]);
	});
});
