import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

export type Outcome = {readonly code: number | null; readonly stdout: string; readonly stderr: string};

/** How a file is run: a binary by itself, the one file by Node. */
export function commandFor(file: string): readonly [string, ...string[]] {
	return file.endsWith('.mjs') ? [process.execPath, path.resolve(file)] : [path.resolve(file)];
}

/** The program that the tests are about: the one that ARC_NETCHECK_PROGRAM names, else the one file as it was built. */
export const program = commandFor(process.env.ARC_NETCHECK_PROGRAM ?? 'dist/arc-netcheck.mjs');

/**
 * Lets all starts of one run of the tests share what V8 compiled (test/shared-code.ts): it is most of what a start costs.
 * Where nothing is shared none is kept.
 */
export const sharedCode: {readonly [name: string]: string} = process.env.NODE_COMPILE_CACHE
	? {NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE}
	: {NODE_DISABLE_COMPILE_CACHE: '1'};

/** An environment in which the program knows this home alone, and keeps nothing there but what a test is about. */
export function environmentFor(home: string): {readonly [name: string]: string} {
	return {PATH: process.env.PATH ?? '', HOME: home, ARC_NETCHECK_HOME: home, ...sharedCode};
}

/** Runs the built program with an environment of its own and waits for its end. */
export function runProgram(
	parameters: readonly string[],
	options: {
		readonly environment?: {readonly [name: string]: string};
		readonly home?: string;
		/** What stands on standard input; nothing unless given. */
		readonly input?: string;
		/** A file or a device that standard output is, in place of what is collected. */
		readonly output?: string;
		/** Where it runs; that of the tests unless given. */
		readonly folder?: string;
		/** In place of the program under test. */
		readonly command?: readonly [string, ...string[]];
	} = {},
): Promise<Outcome> {
	const home = options.home ?? fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-home-'));
	const [file, ...first] = options.command ?? program;
	const output = options.output === undefined ? 'pipe' : fs.openSync(options.output, 'a');
	const child = spawn(file, [...first, ...parameters], {
		cwd: options.folder,
		env: {...environmentFor(home), ...options.environment},
		stdio: [options.input === undefined ? 'ignore' : 'pipe', output, 'pipe'],
	});
	if (output !== 'pipe') fs.closeSync(output);
	// One that ends without reading says so by its exit code.
	child.stdin?.on('error', () => {}).end(options.input);
	const collect = (stream: NodeJS.ReadableStream | null) => {
		let text = '';
		stream?.setEncoding('utf8').on('data', chunk => {
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
