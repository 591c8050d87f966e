// First of all: it settles what must stand before anything else loads.
import './source/environment.ts';

import inspector from 'node:inspector';
import process from 'node:process';
import {parentPort} from 'node:worker_threads';
import {exitCodes, writeWhole} from './source/cli/io.ts';
import {findOwnCommand, runCommandLine, runThread} from './source/cli/program.ts';
import {exitPromptly} from './source/cli/prompt-exit.ts';
import {terminal} from './source/environment.ts';
import {maskSecrets} from './source/mask-secrets.ts';
import {threadCommand} from './source/session/own-program.ts';

/** What a shell makes of an end by signal: 128 and the signal's number. */
const exitCodeBySignal = {
	SIGINT: exitCodes.interrupted,
	SIGBREAK: exitCodes.interrupted,
	SIGTERM: 143,
	SIGHUP: 129,
} as const;

const interruption = new AbortController();
let signalCode: number | undefined;

function onSignal(signal: keyof typeof exitCodeBySignal): void {
	if (signalCode !== undefined) {
		// When a line drops, both the system and the shell say so.
		if (signal === 'SIGHUP') return;
		// The second one means it: leave without writing what was found.
		process.exit(signalCode);
	}
	signalCode = exitCodeBySignal[signal];
	interruption.abort();
}

// Control-Break is how Windows says it; other systems know no such signal.
const signals = [
	...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
	'SIGINT',
	'SIGTERM',
	'SIGHUP',
] as const;

/** From here on there is something to bring to a good end: a run, or a terminal. */
function heedSignals(): void {
	for (const signal of signals) if (process.listenerCount(signal) === 0) process.on(signal, onSignal);
}

/** From here on a signal ends the process at once, in the middle of whatever it does. */
function leaveSignals(): void {
	// Of a line that drops two tell, and the report of what was found is still to be written.
	for (const signal of signals) if (signal !== 'SIGHUP' || signalCode === undefined) process.off(signal, onSignal);
}

/** Passwords in use: an error may quote anything. */
const secrets = new Set<string>();

function keepSecret(secret: string): void {
	if (secrets.size === 0) {
		closeDebugger();
		// Node opens it by two ways, the second of which may come later.
		setImmediate(closeDebugger);
		setInterval(closeDebugger, 100).unref();
	}
	secrets.add(secret);
}

/** Closes a debugger that nobody asked for: a signal that came before our first line has opened it. */
function closeDebugger(): void {
	const isAskedFor = /--inspect(?!-port)/.test([...process.execArgv, process.env.NODE_OPTIONS].join(' '));
	if (!isAskedFor && inspector.url() !== undefined) inspector.close();
}

/** Says that the fault is ours, and returns the exit code for it. */
function reportFault(error: unknown): number {
	const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
	const text = `This is a fault of arc-netcheck itself; please report it with these lines:\n${trace}\n`;
	process.stderr.write(maskSecrets(text, secrets));
	return exitCodes.notCompleted;
}
/** Runs the command line to its exit code. */
async function run(): Promise<number> {
	try {
		return await runCommandLine(process.argv.slice(2), {
			// Opened when it is asked for: few commands read, and opening it costs some milliseconds.
			get stdin() {
				return process.stdin;
			},
			stdout: process.stdout,
			stderr: process.stderr,
			environment: process.env,
			ownCommand: findOwnCommand({
				script: process.argv[1] ?? process.execPath,
				executable: process.execPath,
				environment: process.env,
				folder: process.cwd(),
			}),
			keepSecret,
			// Asked for by what runs for long. All else ends by a signal at once, as it would not with a listener, which waits for its turn.
			get signal() {
				heedSignals();
				return interruption.signal;
			},
			leaveSignals,
			terminal,
		});
	} catch (error) {
		return reportFault(error);
	}
}

/**
 * The exit code once all is written: nobody has read a report that standard output could not take. Whether it was closed
 * (`>&-`) can't be known: Node opens /dev/null in its place, for reading and writing, just as Python's
 * `subprocess.DEVNULL` and Node's own `stdio: 'ignore'` do for those who want no output.
 */
function checkWritten(exitCode: number): number {
	const {code = null} = (process.stdout.errored as NodeJS.ErrnoException | null) ?? {};
	// The terminal has gone: what was written last may learn of it before the signal is heard.
	if (code === 'EIO' && process.stdout.isTTY) return exitCodeBySignal.SIGHUP;
	if (code === null || code === 'EPIPE' || exitCode === exitCodes.notCompleted) return exitCode;
	process.stderr.write(`arc-netcheck: The output can't be written to standard output (${code}). Make room for it.\n`);
	return exitCodes.notCompleted;
}

/**
 * Ends once nothing is under way. `process.exit` alone waits for V8's compilers, one of which may wait for this thread to
 * collect garbage: one start of some hundreds then never ended on a busy machine (nodejs/node#54918). A lookup that the
 * system's resolver still holds would keep the process alive, so that nothing is waited for long (exitPromptly).
 */
function leave(exitCode: number): void {
	process.exitCode = exitCode;
	setTimeout(() => process.exit(exitCode), 20).unref();
}

/** Begins what the process is there for. */
function begin(): void {
	exitPromptly();
	writeWhole(process.stdout);
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		// A reader that has seen enough (`| head`) closes the pipe: nothing is left to say, and what is under way may stop.
		// Another fault is told at the end.
		if (error.code === 'EPIPE') interruption.abort();
		// The terminal has gone, which may be seen here before the signal comes, or in its place.
		if (error.code === 'EIO' && process.stdout.isTTY) process.emit('SIGHUP', 'SIGHUP');
	});
	// Nobody is left to tell.
	process.stderr.on('error', () => {});
	if (process.env.ARC_NETCHECK_PROXY_PASSWORD) keepSecret(process.env.ARC_NETCHECK_PROXY_PASSWORD);
	// Node would print the line of source beside it, which in the one file is a screenful.
	process.on('uncaughtException', error => process.exit(reportFault(error)));
	void run().then(exitCode => {
		process.stdout.write('', () => leave(signalCode ?? checkWritten(exitCode)));
	});
}

// No `await` here: a section of the one file runs to its end.
if (process.argv[2] === threadCommand && parentPort) void runThread(parentPort);
else begin();
