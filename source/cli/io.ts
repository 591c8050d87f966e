import {fstatSync, writeFileSync} from 'node:fs';
import {createPage, type RenderOptions} from '../report/terminal/page.ts';
import type {Environment} from '../settings/types.ts';

/** The world as a command sees it: streams, environment, and the signal that ends everything. Injected, so that tests need no process. */
export type CommandIo = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly environment: Environment;
	/** How this program was started, in words for a shell. */
	readonly ownCommand: string;
	/** Told each password that is in use, so that a report of a fault can leave it out. */
	readonly keepSecret: (secret: string) => void;
	/** Aborted by Ctrl-C and its like, which end the process by themselves until somebody asks for this. */
	readonly signal: AbortSignal;
	/** Gives the signals back to the system: what is still to be done can be cut off anywhere. */
	readonly leaveSignals: () => void;
	readonly terminal: {
		readonly hasColour: boolean;
		readonly hasUnicode: boolean;
		readonly isInteractive: boolean;
		readonly isDumb: boolean;
	};
};

/** Told how the command ended. */
export type End = (exitCode: number) => void;

/** What the process says to its caller in the end; scripts are written against these. */
export const exitCodes = {
	allReachable: 0,
	blocked: 1,
	usage: 2,
	notCompleted: 3,
	interrupted: 130,
} as const;

/** Width where there is no terminal to ask, or one that does not know its size (a serial line tells 0), in columns. */
const plainColumns = 80;

/** How a report is drawn: as the terminal can, or plainly for a file. */
export function renderOptionsFor(io: CommandIo, isFile: boolean): RenderOptions {
	return {
		columns: isFile ? plainColumns : io.stdout.columns || plainColumns,
		colour: !isFile && io.terminal.hasColour,
		unicode: io.terminal.hasUnicode,
		isFile: isFile || io.stdout.isTTY !== true,
	};
}

type Told = Pick<CommandIo, 'stderr' | 'terminal'>;

/**
 * Tells one sentence on stderr: broken between words where a terminal shows it, else one line, which suits logs. It is
 * made safe to show, since it may name files.
 */
export function tell(sentence: string, {stderr, terminal}: Told): void {
	const columns = stderr.isTTY ? stderr.columns || 80 : Number.MAX_SAFE_INTEGER;
	const page = createPage({columns, colour: false, unicode: terminal.hasUnicode});
	page.paragraph(sentence);
	stderr.write(page.toString());
}

/** Tells something that the user should know beside what was asked for. */
export function tellNote(note: string, io: Told): void {
	tell(`Note: ${note}`, io);
}

/**
 * Makes a stream of the process write to a file whole or fail. Node's own takes a short write for a whole one, as where the
 * disk is full (nodejs/node#12921), so that half of an allow-list would be all that was asked for.
 */
export function writeWhole(stream: NodeJS.WriteStream & {readonly fd: number}): void {
	const {fd} = stream;
	if (!isFile(fd)) return;
	stream._write = (chunk: string | Uint8Array, _encoding, done) => {
		try {
			writeFileSync(fd, chunk);
		} catch (error) {
			done(error as NodeJS.ErrnoException);
			return;
		}
		done();
	};
}

function isFile(descriptor: number): boolean {
	try {
		return fstatSync(descriptor).isFile();
	} catch {
		// It may be closed.
		return false;
	}
}
