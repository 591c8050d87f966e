import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {environmentFor, program, runProgram} from '../helpers/program.ts';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'signals-'));
afterAll(() => fs.rmSync(home, {recursive: true, force: true}));

const commands: ReadonlyArray<readonly string[]> = [
	['report', '-'],
	['rules', 'squid', '--from', '-'],
	['diff', '-', 'x.json'],
	['plan', '--region', 'eastus', '--requirements', '/dev/stdin'],
	['profiles', 'import', '/dev/stdin'],
];

/** Starts a command that reads what never comes, and resolves once it reads. */
async function startReading(command: readonly string[], environment: {readonly [name: string]: string} = {}) {
	const [file, ...first] = program;
	// A named pipe, since /dev/stdin can't open the sockets that Node makes.
	const pipe = path.join(home, `pipe-${fs.readdirSync(home).length}`);
	spawnSync('mkfifo', [pipe]);
	const stdin = fs.openSync(pipe, 'r+');
	const child = spawn(file, [...first, ...command], {
		env: {...environmentFor(home), ...environment},
		stdio: [stdin, 'ignore', 'pipe'],
	});
	let told = '';
	child.stderr?.setEncoding('utf8').on('data', text => {
		told += text;
	});
	const end = new Promise(resolve => child.once('close', (_code, by) => resolve(by)));
	// More than any pipe holds: once it is gone, the program is reading, and waits for the rest.
	await new Promise(resolve => fs.write(stdin, ' '.repeat(2 * 1024 * 1024), resolve));
	return {child, end, told: () => told, close: () => fs.closeSync(stdin)};
}

it.each(
	commands.flatMap((command, index) => [[command, (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[index % 3]] as const]),
)('%j waits for input that never comes, and ends by %s all the same', async (command, signal = 'SIGTERM') => {
	const {child, end, told, close} = await startReading(command);
	// The debugger of Node, which it must not open however often it is asked to.
	child.kill('SIGUSR1');
	child.kill('SIGUSR1');
	child.kill(signal);
	expect(await end).toBe(signal);
	close();
	expect(told()).toBe('');
});

it.each([
	['a password in a variable', [], {ARC_NETCHECK_PROXY_PASSWORD: 'hunt'}],
	['a password in an address', ['--proxy', 'http://jane:hunt@proxy.example:3128'], {}],
	['a password in the environment', [], {https_proxy: 'http://jane:hunt@proxy.example:3128'}],
])('closes a debugger that was opened before its first line, where there is %s', async (_what, words, environment) => {
	const preload = path.join(home, 'early.cjs');
	const log = path.join(home, 'debugger');
	fs.writeFileSync(
		preload,
		`const inspector = require('node:inspector');
		process.kill(process.pid, 'SIGUSR1');
		for (const end = Date.now() + 60_000; inspector.url() === undefined && Date.now() < end; ) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		const opened = inspector.url() !== undefined;
		// Node's thread for the signal asks a second time.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
		process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(log)}, JSON.stringify([opened, inspector.url() ?? null])));`,
	);
	const {code} = await runProgram(['plan', '--region', 'eastus', ...words, '--format', 'json'], {
		home,
		environment: {...environment, NODE_OPTIONS: `--require ${preload} --inspect-port=0`},
	});
	expect(code).toBe(0);
	expect(JSON.parse(fs.readFileSync(log, 'utf8'))).toEqual([true, null]);
});

it.each([
	['kubectl', 'nodes', 'SIGTERM', 143],
	['kubectl', 'pod:arc/agent-0', 'SIGINT', 130],
	['ssh', 'ssh:node-1', 'SIGHUP', 129],
	['ssh', 'ssh:node-1,node-2', 'SIGTERM', 143],
] as const)(
	'%s does nothing and ends by no signal, and a check from %s ends by %s all the same',
	async (client, from, signal, exitCode) => {
		const folder = fs.mkdtempSync(path.join(home, 'path-'));
		const started = path.join(folder, 'started');
		fs.writeFileSync(path.join(folder, client), `#!/bin/sh\ntrap '' TERM INT HUP PIPE\n: >"${started}"\nsleep 100\n`, {
			mode: 0o755,
		});
		const [file, ...first] = program;
		const child = spawn(file, [...first, 'check', 'eastus', '--features', 'arc', '--from', from], {
			env: {...environmentFor(home), PATH: `${folder}:${process.env.PATH}`},
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let told = '';
		child.stderr?.setEncoding('utf8').on('data', text => {
			told += text;
		});
		const end = new Promise(resolve => child.once('close', resolve));
		while (!fs.existsSync(started)) await new Promise(resolve => setTimeout(resolve, 20));
		child.kill(signal);
		expect(await end, told).toBe(exitCode);
		expect(told).not.toMatch(/fault of arc-netcheck/);
	},
);
