// First of all: it settles what must stand before anything else loads.
import './source/environment.ts';

import process from 'node:process';
import {exitCodes} from './source/commands/io.ts';
import {runCommandLine} from './source/commands/program.ts';
import {terminal} from './source/environment.ts';

/** What a shell makes of an end by signal: 128 and the signal's number. */
const exitCodeBySignal = {SIGINT: exitCodes.interrupted, SIGTERM: 143, SIGHUP: 129} as const;

const interruption = new AbortController();
let signalCode: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		// The second one means it: leave without writing what was found.
		if (signalCode !== undefined) process.exit(signalCode);
		signalCode = exitCodeBySignal[signal];
		interruption.abort();
	});
}

// A reader that has seen enough (`| head`) closes the pipe; nothing is left to say then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(signalCode ?? exitCodes.allReachable);
	throw error;
});

let exitCode: number;
try {
	exitCode = await runCommandLine(process.argv.slice(2), {
		stdin: process.stdin,
		stdout: process.stdout,
		stderr: process.stderr,
		environment: process.env,
		signal: interruption.signal,
		terminal,
	});
} catch (error) {
	const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
	process.stderr.write(`This is a fault of arc-netcheck itself; please report it with these lines:\n${trace}\n`);
	exitCode = exitCodes.notCompleted;
}
// Not process.exitCode alone: a lookup that the system's resolver still holds would keep the process alive.
process.stdout.write('', () => process.exit(signalCode ?? exitCode));
