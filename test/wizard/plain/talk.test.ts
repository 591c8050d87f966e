import {expect, it} from 'vitest';
import {noSecret, openTalk, typeSecret} from '../../../source/wizard/plain/talk.ts';
import type {JobControl} from '../../../source/wizard/services.ts';
import {createTerminal} from '../../helpers/terminal.ts';

it.each<[string, readonly string[], Partial<typeof noSecret>]>([
	['is what was typed', ['s', 'e', 'cret', '\r'], {text: 'secret', end: 'entered'}],
	['may hold any sign', ['? back é✓\n'], {text: '? back é✓', end: 'entered'}],
	['loses its last sign by Backspace', ['ab✓\u007f\u007fc\r'], {text: 'ac', end: 'entered'}],
	['is emptied by Ctrl-U', ['wrong\u0015right\r'], {text: 'right', end: 'entered'}],
	['takes no arrow keys', ['a\u001b[Db\u001b[1;5Cc\u001bOAd\r'], {text: 'abcd', end: 'entered'}],
	['leaves what follows', ['one\rtwo\r'], {text: 'one', end: 'entered', left: 'two\r'}],
	['is not over before Enter', ['half'], {text: 'half', end: null}],
	['is forgotten after Ctrl-C', ['half\u0003'], {text: '', end: 'interrupted'}],
	['ends an empty line by Ctrl-D', ['\u0004'], {text: '', end: 'interrupted'}],
	['is forgotten after Ctrl-C behind an Enter', ['half\r\u0003'], {text: '', end: 'interrupted'}],
	['is forgotten after Ctrl-C in a sequence of keys', ['half\u001b[\u0003'], {text: '', end: 'interrupted'}],
	['is kept over Ctrl-Z', ['half\u001a'], {text: 'half', end: 'suspended'}],
	['goes on after Ctrl-Z', ['half\u001a', 'whole\r'], {text: 'halfwhole', end: 'entered'}],
	[
		'takes no answer of the terminal',
		['a\u001b]11;rgb:1/2/3\u0007b\u001bP>|x\u001b\\c\r'],
		{text: 'abc', end: 'entered'},
	],
	['keeps blanks, quotes and signs that nobody sees', [' "\u00ad\u200b \r'], {text: ' "\u00ad\u200b ', end: 'entered'}],
	['ignores Ctrl-D in a line', ['a\u0004b\r'], {text: 'ab', end: 'entered'}],
])('a secret %s', (_name, chunks, expected) => {
	expect(chunks.reduce(typeSecret, noSecret)).toMatchObject(expected);
});

it.each([
	'\u001b[D',
	'\u001b[1;5C',
	'\u001b[M !!',
	'\u001b[M`q~',
	'\u001b]11;rgb:1/2/3\u0007',
	'\u001bP>|x\u001b\\',
	'\u001bOA',
])('a sequence of keys is no part of a secret, wherever it is cut: %j', sequence => {
	for (let cut = 1; cut < sequence.length; cut++) {
		const chunks = [`a${sequence.slice(0, cut)}`, `${sequence.slice(cut)}b\r`];
		const secret = chunks.reduce((typed, chunk) => typeSecret(typed, typed.left + chunk), noSecret);
		expect(secret).toMatchObject({text: 'ab', end: 'entered'});
	}
});

type Listeners = Parameters<JobControl['watch']>[0];

it.each<[string, (press: (text: string) => void, told: Listeners) => void]>([
	['Ctrl-Z', press => press('\u001a')],
	['Ctrl-Z twice', press => press('\u001a\u001a')],
	['Ctrl-Z behind a part of a key', press => press('\u001b[\u001a')],
	['a stop that another process asks for', (_, told) => told.onStopAsked()],
	['a stop that nobody was told of', (_, told) => told.onContinued()],
	['a stop that is told twice', (_, told) => [told.onStopAsked(), told.onContinued()]],
	['two stops', (_, told) => [told.onContinued(), setImmediate(told.onContinued)]],
])('a secret is typed in raw mode anew after %s, and is never shown', async (_what, stop) => {
	const terminal = createTerminal({columns: 80, rows: 24});
	const modes: boolean[] = [];
	const {setRawMode} = terminal.stdin;
	terminal.stdin.setRawMode = isOn => {
		modes.push(isOn);
		return setRawMode(isOn);
	};
	let told: Listeners = {onStopAsked() {}, onContinued() {}};
	const job: JobControl = {
		stopJob: async () => {},
		stopProcess: async () => {},
		watch(listeners) {
			told = listeners;
			return () => {};
		},
	};
	const talk = openTalk({stdin: terminal.stdin, stdout: terminal.stdout, job}, true);
	const answer = talk.readSecret('Password:');
	terminal.press('half');
	await expect.poll(() => terminal.stdin.readableLength).toBe(0);
	stop(text => terminal.press(text), told);
	await expect.poll(() => modes.slice(0, 3)).toEqual([true, false, true]);
	await expect.poll(() => modes.at(-1)).toBe(true);
	terminal.press('whole\r');
	expect(await answer).toMatch(/^half/);
	expect(modes.at(-1)).toBe(false);
	expect(terminal.sent).not.toMatch(/half|whole/);
	talk.close();
});

it('asks for a secret once nothing is echoed any more, also after a stop', async () => {
	const terminal = createTerminal({columns: 80, rows: 24});
	const prompts = () => terminal.sent.split('Password:').length - 1;
	const promptsBefore: number[] = [];
	const {setRawMode} = terminal.stdin;
	terminal.stdin.setRawMode = isOn => {
		if (isOn) promptsBefore.push(prompts());
		return setRawMode(isOn);
	};
	let told: Listeners = {onStopAsked() {}, onContinued() {}};
	const job: JobControl = {
		stopJob: async () => {},
		stopProcess: async () => {},
		watch(listeners) {
			told = listeners;
			return () => {};
		},
	};
	const talk = openTalk({stdin: terminal.stdin, stdout: terminal.stdout, job}, true);
	const answer = talk.readSecret('Password:');
	await expect.poll(prompts).toBe(1);
	told.onContinued();
	await expect.poll(prompts).toBe(2);
	terminal.press('whole\r');
	expect(await answer).toBe('whole');
	expect(promptsBefore).toEqual([0, 1]);
	talk.close();
});
