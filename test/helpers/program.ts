import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

export type Outcome = {readonly code: number | null; readonly stdout: string; readonly stderr: string};

/** Runs the built program with an environment of its own and waits for its end. */
export function runProgram(
	parameters: readonly string[],
	options: {
		readonly environment?: {readonly [name: string]: string};
		readonly home?: string;
		/** The built file, or a copy of it. */
		readonly file?: string;
	} = {},
): Promise<Outcome> {
	const home = options.home ?? fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-home-'));
	const child = spawn(process.execPath, [options.file ?? path.resolve('dist/arc-netcheck.mjs'), ...parameters], {
		env: {PATH: process.env.PATH ?? '', HOME: home, ARC_NETCHECK_HOME: home, ...options.environment},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const collect = (stream: NodeJS.ReadableStream) => {
		let text = '';
		stream.setEncoding('utf8').on('data', chunk => {
			text += chunk;
		});
		return () => text;
	};
	const stdout = collect(child.stdout);
	const stderr = collect(child.stderr);
	return new Promise(resolve => {
		child.once('close', code => {
			if (options.home === undefined) fs.rmSync(home, {recursive: true, force: true});
			resolve({code, stdout: stdout(), stderr: stderr()});
		});
	});
}
