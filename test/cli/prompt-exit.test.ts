import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const module = pathToFileURL(path.resolve('source/cli/prompt-exit.ts')).href;

let folder: string;
let pipe: string;
beforeAll(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-exit-'));
	pipe = path.join(folder, 'pipe');
	if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
});
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

/** A thread that holds one as well, and would end by itself if it did not. */
const thread = `const {Worker} = await import('node:worker_threads');
const text = \`const {parentPort} = require('node:worker_threads'); require('node:fs').open(\${JSON.stringify(pipe)}, 'r', () => {});
parentPort.on('message', () => {}); parentPort.unref(); setTimeout(() => parentPort.postMessage('held'), 100);\`;
new Worker(text, {eval: true, execArgv: []}).on('message', () => process.exit(9));`;

/** Runs a script that ends while a thread of the pool waits for good, as for a name server that says nothing. */
function end(script: string): {readonly code: number | null; readonly signal: string | null; readonly stdout: string} {
	const text = `import fs from 'node:fs'; import {exitPromptly} from ${JSON.stringify(module)}; const pipe = ${JSON.stringify(pipe)};
const held = () => fs.open(pipe, 'r', () => {}); exitPromptly(); ${script}`;
	const {status, signal, stdout} = spawnSync(process.execPath, ['--input-type=module', '--eval', text], {
		encoding: 'utf8',
		timeout: 60_000,
		maxBuffer: 10_000_000,
	});
	return {code: status, signal, stdout};
}

describe.skipIf(process.platform === 'win32')('the end of a process whose pool of threads is held', () => {
	it.each([
		['with a code', 'held(); process.exit(130)', 130],
		['well', 'held(); process.exit(0)', 0],
		['with the code that was set before', 'held(); process.exitCode = 3; process.exit()', 3],
		['held by a promise', "void fs.promises.open(pipe, 'r'); process.exit(143)", 143],
		['with all threads held', 'for (let one = 0; one < 9; one++) held(); setTimeout(() => process.exit(129), 20)', 129],
		['with one held by a thread', thread, 9],
		['with nothing held', 'process.exit(2)', 2],
	])('comes at once: %s', (_, script, code) => {
		expect(end(script)).toEqual({code, signal: null, stdout: ''});
	});

	it('lets every listener have its turn, and loses nothing that was written', () => {
		const {code, stdout} = end(
			"held(); process.on('exit', code => fs.writeSync(1, 'left ' + code)); process.stdout.write('x'.repeat(500_000), () => process.exit(7))",
		);
		expect([code, stdout.length, stdout.slice(-7)]).toEqual([7, 500_006, 'xleft 7']);
	});
});
