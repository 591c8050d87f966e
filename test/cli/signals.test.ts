import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {environmentFor, program} from '../helpers/program.ts';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'signals-'));
afterAll(() => fs.rmSync(home, {recursive: true, force: true}));

const commands: ReadonlyArray<readonly string[]> = [
	['report', '-'],
	['rules', 'squid', '--from', '-'],
	['diff', '-', 'x.json'],
	['plan', '--region', 'eastus', '--requirements', '/dev/stdin'],
	['profiles', 'import', '/dev/stdin'],
];

it.each(
	commands.flatMap((command, index) => [[command, (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[index % 3]] as const]),
)('%j waits for input that never comes, and ends by %s all the same', async (command, signal = 'SIGTERM') => {
	const [file, ...first] = program;
	// A named pipe, since /dev/stdin can't open the sockets that Node makes.
	const pipe = path.join(home, `pipe-${commands.indexOf(command)}`);
	spawnSync('mkfifo', [pipe]);
	const stdin = fs.openSync(pipe, 'r+');
	const child = spawn(file, [...first, ...command], {env: environmentFor(home), stdio: [stdin, 'ignore', 'pipe']});
	let told = '';
	child.stderr?.setEncoding('utf8').on('data', text => {
		told += text;
	});
	const end = new Promise(resolve => child.once('close', (_code, by) => resolve(by)));
	// More than any pipe holds: once it is gone, the program is reading, and waits for the rest.
	await new Promise(resolve => fs.write(stdin, ' '.repeat(2 * 1024 * 1024), resolve));
	child.kill(signal);
	expect(await end).toBe(signal);
	fs.closeSync(stdin);
	expect(told).toBe('');
});
