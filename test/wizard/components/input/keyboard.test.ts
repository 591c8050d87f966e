import {setImmediate} from 'node:timers/promises';
import {beforeEach, expect, it} from 'vitest';
import {type Keyboard, openKeyboard} from '../../../../source/wizard/components/input/keyboard.ts';
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
