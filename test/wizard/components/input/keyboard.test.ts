import {setImmediate} from 'node:timers/promises';
import {beforeEach, describe, expect, it} from 'vitest';
import {
	createInputFilter,
	type InputPiece,
	type Keyboard,
	openKeyboard,
} from '../../../../source/wizard/components/input/keyboard.ts';
import {createTerminal, type TestTerminal} from '../../../helpers/terminal.ts';

let terminal: TestTerminal;
let keyboard: Keyboard;
let lost = 0;
let events: string[] = [];

beforeEach(() => {
	terminal = createTerminal({columns: 80, rows: 24});
	lost = 0;
	events = [];
	keyboard = openKeyboard(terminal.stdin, () => lost++);
	keyboard.listen(key => events.push(`<${key}>`));
	keyboard.stdin.on('readable', () => {
		for (let chunk = keyboard.stdin.read(); chunk !== null; chunk = keyboard.stdin.read()) events.push(String(chunk));
	});
	keyboard.stdin.setRawMode(true);
});

/** Lets everything come through that was pressed. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await setImmediate();
}

it('hands text, keys and pastes on, and tells Ctrl-C by itself', async () => {
	terminal.press('ab\r', '\u001b[200~p\rq', '\u001b[201~', '\u0003', 'z');
	await settle();
	expect(events.join('')).toBe('ab\r\u001b[200~p\rq\u001b[201~<interrupt>z');
});

it('drops what was typed before Ctrl-C and not read', async () => {
	keyboard.stdin.removeAllListeners('readable');
	terminal.press('a', 'b', '\u0003', 'c');
	await settle();
	expect(events).toEqual(['<interrupt>']);
	expect(keyboard.stdin.read()).toBe('c');
});

it('is quiet while the terminal is somebody else’s', async () => {
	keyboard.stdin.setRawMode(false);
	terminal.press('a');
	await settle();
	expect(events).toEqual([]);
	keyboard.stdin.setRawMode(true);
	await settle();
	expect(events).toEqual(['a']);
});

it.each<[string, () => void]>([
	['ends', () => terminal.stdin.push(null)],
	['fails', () => terminal.stdin.emit('error', new Error('EIO'))],
	['ends behind a key', () => [terminal.stdin.push('a'), terminal.stdin.push(null)]],
	['ends in a sequence of keys', () => [terminal.stdin.push('\u001b['), terminal.stdin.push(null)]],
	['ends in a paste', () => [terminal.stdin.push('\u001b[200~half'), terminal.stdin.push(null)]],
	[
		'fails behind many keys',
		() => [terminal.stdin.push('x'.repeat(5000)), terminal.stdin.emit('error', new Error('EIO'))],
	],
])('says once that the terminal has gone where it %s', async (_how, lose) => {
	lose();
	await settle();
	terminal.stdin.emit('error', new Error('EIO'));
	expect(lost).toBe(1);
});

it('lets a terminal that is gone fail unheard once it is closed', () => {
	keyboard.close();
	terminal.stdin.emit('error', new Error('EIO'));
	expect(lost).toBe(0);
});

describe('input filter', () => {
	const typed = (text: string): InputPiece => ({kind: 'typed', text});
	const paste = (text: string): InputPiece => ({kind: 'paste', text});
	const interrupt: InputPiece = {kind: 'urgent', name: 'interrupt'};
	const suspend: InputPiece = {kind: 'urgent', name: 'suspend'};

	/** What becomes of chunks; null: a pause. Neighbours of one kind are put together. */
	function filter(chunks: ReadonlyArray<string | null>): readonly InputPiece[] {
		const {push, pause} = createInputFilter();
		const pieces: InputPiece[] = [];
		for (const piece of chunks.flatMap(chunk => (chunk === null ? pause() : push(chunk)))) {
			const last = pieces.at(-1);
			if (piece.kind === 'typed' && last?.kind === 'typed') pieces[pieces.length - 1] = typed(last.text + piece.text);
			else pieces.push(piece);
		}
		return pieces;
	}

	const pause = null;

	describe('what is typed', () => {
		it.each<[string, ReadonlyArray<string | null>, readonly InputPiece[]]>([
			['text and keys', ['abc\r', '\u001b[A\u001b[B'], [typed('abc\r\u001b[A\u001b[B')]],
			['Escape, once it is sure', ['\u001b', pause], [typed('\u001b')]],
			['an arrow in two reads', ['\u001b', '[A'], [typed('\u001b[A')]],
			['an arrow in three', ['\u001b', '[', '1;5C'], [typed('\u001b[1;5C')]],
			['Alt and a letter that begins strings, too', ['\u001bP', pause, 'x'], [typed('\u001bPx')]],
			['a key whose sequence begins as that of a paste', ['\u001b[2', '0~'], [typed('\u001b[20~')]],
			['any sign', ['é✓😀'], [typed('é✓😀')]],
		])('is %s', (_name, chunks, expected) => {
			expect(filter(chunks)).toEqual(expected);
		});
	});

	describe('a paste', () => {
		it.each<[string, ReadonlyArray<string | null>, readonly InputPiece[]]>([
			['is one, with its lines', ['\u001b[200~a\rb\u001b[201~'], [paste('a\rb')]],
			['stands between keys', ['x\u001b[200~a\u001b[201~y'], [typed('x'), paste('a'), typed('y')]],
			['comes in several reads', ['\u001b[200~a', 'b', 'c\u001b[201~'], [paste('abc')]],
			['has its marks cut anywhere', ['\u001b[20', '0~a\u001b', '[201', '~b'], [paste('a'), typed('b')]],
			['may have controls in it', ['\u001b[200~a\u0003b\u001a\u001b[201~'], [paste('a\u0003b\u001a')]],
			['may have sequences in it', ['\u001b[200~\u001b]0;x\u0007\u001b[201~'], [paste('\u001b]0;x\u0007')]],
			['has an end after a pause', ['\u001b[200~ab', pause, 'c'], [paste('ab'), typed('c')]],
			[
				'goes on after a pause',
				['\u001b[200~a\r', pause, 'b\rc\u001b[201~d'],
				[paste('a\r'), paste('b\rc'), typed('d')],
			],
			['has one end', ['\u001b[200~a\u001b[201~', 'b\u001b[201~c'], [paste('a'), typed('bc')]],
			['may be empty', ['\u001b[200~\u001b[201~x'], [typed('x')]],
		])('%s', (_name, chunks, expected) => {
			expect(filter(chunks)).toEqual(expected);
		});

		it('is bounded', () => {
			const [whole] = filter(['\u001b[200~', ...Array.from({length: 50}, () => 'x'.repeat(100_000)), '\u001b[201~']);
			expect(whole?.kind === 'paste' && whole.text.length).toBe(4_000_000);
		});
	});

	describe('Ctrl-C and Ctrl-Z', () => {
		it.each<[string, ReadonlyArray<string | null>, readonly InputPiece[]]>([
			['come alone', ['\u0003'], [interrupt]],
			['drop what stands before them in the same read', ['abc\r\u0003', '\u001b[A\u001a'], [interrupt, suspend]],
			['leave what comes after', ['ab\u0003cd'], [interrupt, typed('cd')]],
			['end a paste that has no end', ['\u001b[200~eastus', '\u0003'], [interrupt]],
			['end it in the same read', ['\u001b[200~eastus\u0003\u0003'], [interrupt]],
			['stop in the middle of one', ['\u001b[200~east', 'us\u001a', 'x'], [suspend, typed('x')]],
			['end a string of the terminal', ['\u001b]11;rgb', '\u0003'], [interrupt]],
			['come after half a key', ['\u001b', '\u0003'], [interrupt]],
			['come after half a sequence', ['\u001b[', '\u001a'], [suspend]],
			['come after half of a paste’s mark', ['\u001b[20', '\u0003'], [interrupt]],
			['come after a late paste', ['\u001b[200~a', pause, '\u0003'], [paste('a'), interrupt]],
		])('%s', (_name, chunks, expected) => {
			expect(filter(chunks)).toEqual(expected);
		});
	});

	describe('an answer of the terminal', () => {
		const colour = '\u001b]11;rgb:1111/2222/3333';
		it.each<[string, ReadonlyArray<string | null>]>([
			['OSC until ST', [`${colour}\u001b\\`]],
			['OSC until BEL', [`${colour}\u0007`]],
			['OSC with 8-bit marks', ['\u009d11;rgb:1111\u009c']],
			['DCS', ['\u001bP>|xterm(3)\u001b\\']],
			['APC', ['\u001b_Gi=1;OK\u001b\\']],
			['PM', ['\u001b^private\u001b\\']],
			['SOS', ['\u001bXstring\u001b\\']],
			['in two reads', ['\u001b]11;rgb:11', '11/2222/3333\u0007']],
			['byte by byte', [...`${colour}\u001b\\`]],
			['cut in its ST', [`${colour}\u001b`, '\\']],
			['without an end, before a pause', [colour, pause]],
			['a report of the mouse', ['\u001b[M !!']],
			['a report of the mouse in two reads', ['\u001b[M ', '!!']],
			['a report of the mouse byte by byte', [...'\u001b[M`q~']],
			['a report from far to the right', ['\u001b[M \u00ff\u0101']],
			['a press and a release', ['\u001b[M !!\u001b[M#!!']],
			['half a report, before a pause', ['\u001b[M ', pause]],
			['twice', [`${colour}\u0007${colour}\u001b\\`]],
		])('is nothing that anybody typed: %s', (_name, chunks) => {
			expect(filter(['a', ...chunks, 'b\r'])).toEqual([typed('ab\r')]);
		});

		it.each<[string, string]>([
			['OSC until BEL', ']11;rgb:1111/2222/3333\u0007'],
			['OSC until ST', ']10;rgb:1111/2222/3333\u001b\\'],
			['the title', ']lwindow\u001b\\'],
			['DCS', 'P>|xterm(3)\u001b\\'],
			['DCS of a setting', 'P1$r0m\u001b\\'],
			['APC', '_Gi=1;OK\u001b\\'],
		])('leaves no more than the key Escape where that came alone: %s', (_name, rest) => {
			expect(filter(['\u001b', pause, rest, 'b'])).toEqual([typed('\u001bb')]);
			expect(filter(['\u001b', pause, rest.slice(0, 5), rest.slice(5), 'b'])).toEqual([typed('\u001bb')]);
			// Without an Escape it is text, and so it is behind another key.
			expect(filter(['x', pause, 'P1'])).toEqual([typed('xP1')]);
			expect(filter(['\u001b', pause, 'Paris'])).toEqual([typed('\u001bParis')]);
		});

		it('is over where another sequence begins', () => {
			expect(filter([`${colour}\u001b[A`])).toEqual([typed('\u001b[A')]);
			expect(filter(['\u001b[M \u001b[A'])).toEqual([typed('\u001b[A')]);
			expect(filter(['\u001b[M\u0003'])).toEqual([interrupt]);
		});
	});

	it('says how long it waits for what has begun', () => {
		const {push, pause: over, waitMs} = createInputFilter();
		expect(waitMs()).toBeNull();
		push('a\u001b');
		expect(waitMs()).toBe(20);
		over();
		push('\u001b[200~a');
		expect(waitMs()).toBe(1000);
		push('\u001b[201~\u001b]0');
		expect(waitMs()).toBe(1000);
		over();
		expect(waitMs()).toBeNull();
	});
});
