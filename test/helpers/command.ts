import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {Readable, Writable} from 'node:stream';
import {findOwnCommand, runCommandLine} from '../../source/cli/program.ts';
import {environmentFor, type Outcome, runProgram} from './program.ts';

/** What source/environment.ts makes of variables is settled once a process. */
const settledAtStart = ['TERM', 'LANG', 'LC_ALL', 'LC_CTYPE', 'NO_COLOR', 'FORCE_COLOR', 'INK_SCREEN_READER'];

/**
 * Runs a command line in the process of the test, as `runProgram` does in one of its own, which takes a tenth of a second
 * of processor time to start. For all that is no matter of a process: signals, descriptors, pipes, colours, a fault of
 * the program, several users at once. Those are for `runProgram`, and all are where ARC_NETCHECK_PROGRAM names a program.
 */
export async function runCommand(
	parameters: readonly string[],
	options: {
		readonly environment?: {readonly [name: string]: string};
		readonly home?: string;
		/** What stands on standard input; nothing unless given. */
		readonly input?: string;
		/** A file or a device that standard output is, in place of what is collected. */
		readonly output?: string;
	} = {},
): Promise<Outcome> {
	if (process.env.ARC_NETCHECK_PROGRAM) return runProgram(parameters, options);
	const home = options.home ?? fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-home-'));
	const environment = {...environmentFor(home), ...options.environment};
	const odd = settledAtStart.find(name => name in environment);
	if (odd !== undefined) throw new Error(`${odd} is read when the program starts: use runProgram.`);
	if (!environment.ARC_NETCHECK_HOME) throw new Error('The home of a user is that of the process: use runProgram.');
	const stdout = collect(options.output);
	const stderr = collect();
	const code = await runCommandLine(parameters, {
		stdin: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]) as NodeJS.ReadStream,
		stdout: stdout.stream,
		stderr: stderr.stream,
		environment,
		ownCommand: findOwnCommand({
			script: path.resolve('dist/arc-netcheck.mjs'),
			executable: process.execPath,
			environment,
			folder: process.cwd(),
		}),
		keepSecret: () => {},
		signal: new AbortController().signal,
		leaveSignals: () => {},
		terminal: {hasColour: false, hasUnicode: false, isInteractive: false, isDumb: true},
	});
	if (options.home === undefined) fs.rmSync(home, {recursive: true, force: true});
	return {code, stdout: stdout.text(), stderr: stderr.text()};
}

/** A stream that keeps what it is given, or that writes it into a file as that of a process does. */
function collect(file?: string): {readonly stream: NodeJS.WriteStream; text(): string} {
	let text = '';
	const stream = new Writable({
		decodeStrings: false,
		write(chunk, _encoding, done) {
			if (file === undefined) text += chunk;
			else {
				try {
					fs.appendFileSync(file, chunk);
				} catch (error) {
					done(error as NodeJS.ErrnoException);
					return;
				}
			}
			done();
		},
	});
	stream.on('error', () => {});
	return {stream: stream as NodeJS.WriteStream, text: () => text};
}
