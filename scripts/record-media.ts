// Makes the pictures in media/ from the real program in a real terminal: the demo, walked from the first question to the
// exported report. Run it after `npm run build`.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {drawScreen, drawWindow, type Frame} from './terminal-svg.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(path.join(tmpdir(), 'media-'));
const terminal = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true});
const child = spawn(process.execPath, [path.join(root, 'dist', 'arc-netcheck.mjs'), 'demo'], {
	cols: 80,
	rows: 24,
	cwd: folder,
	// A prompt-like folder name would show in the export path; the home is a fresh one.
	env: {
		PATH: process.env.PATH,
		TERM: 'xterm-256color',
		LANG: 'C.UTF-8',
		FORCE_COLOR: '1',
		HOME: folder,
		ARC_NETCHECK_HOME: folder,
	},
});
child.onData(data => terminal.write(data));

const text = () =>
	Array.from(
		{length: 24},
		(_, row) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)?.translateToString(true) ?? '',
	).join('\n');
async function see(wanted: string): Promise<void> {
	for (let attempt = 0; attempt < 400; attempt++) {
		if (text().includes(wanted)) return sleep(150);
		await sleep(25);
	}
	throw new Error(`The screen never showed "${wanted}":\n${text()}`);
}

const frames: Frame[] = [];
const hold = (seconds: number) => frames.push({screen: drawScreen(terminal).replaceAll(folder, '~'), seconds});
const save = (name: string, screen = drawScreen(terminal)) =>
	writeFileSync(
		path.join(root, 'media', `${name}.svg`),
		drawWindow(terminal, 'arc-netcheck', [{screen: screen.replaceAll(folder, '~'), seconds: 1}]),
	);
async function press(keys: string, wanted: string, seconds: number): Promise<void> {
	child.write(keys);
	await see(wanted);
	hold(seconds);
}

try {
	await see('Which Azure region');
	hold(1.6);
	for (const letter of 'weste') await press(letter, 'Filter', 0.18);
	await see('westeurope');
	hold(1);
	save('region');
	await press('\r', 'How does the cluster reach out?', 1.8);
	await press('\r', 'What will run on the cluster?', 2);
	save('features');
	await press('\r', 'Your own resources', 1.2);
	child.write('\r\r\r');
	await see('Ready to check?');
	hold(1.8);
	child.write('\r');
	let isSaved = false;
	while (!text().includes('Results')) {
		await sleep(120);
		if (!text().includes('Checking')) continue;
		hold(0.2);
		if (!isSaved && /[1-9] blocked/.test(text())) {
			save('checking');
			isSaved = true;
		}
	}
	await see('The proxy denies access');
	hold(3.5);
	save('results');
	await press('\r', 'Fix, for', 3.5);
	save('finding');
	await press('\u001b', 'Results', 0.8);
	await press('e', 'Export the report', 1.6);
	await press('\r', '3 files written', 2.5);
	writeFileSync(path.join(root, 'media', 'demo.svg'), drawWindow(terminal, 'arc-netcheck demo', frames));
} finally {
	child.kill('SIGKILL');
	rmSync(folder, {recursive: true, force: true});
}
