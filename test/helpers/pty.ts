import {performance} from 'node:perf_hooks';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {program, sharedCode} from './program.ts';

/** Waits for something that nobody tells of; longer than anything takes on a busy machine before it has failed. */
export async function until(what: string, isThere: () => boolean | Promise<boolean>): Promise<void> {
	const startedAt = performance.now();
	while (!(await isThere())) {
		if (performance.now() - startedAt > 60_000) throw new Error(`Waited in vain for ${what}`);
		await sleep(20);
	}
}

type Wanted = string | RegExp | ((screen: string) => boolean);

function isAsWanted(screen: string, wanted: Wanted): boolean {
	if (typeof wanted === 'function') return wanted(screen);
	return typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen);
}

export type PtyProgram = {
	/** What a person sees, row by row. */
	rows(): string[];
	/** Waits until the screen shows a text, or is as asked for. */
	see(wanted: Wanted): Promise<void>;
	type(text: string): void;
	resize(columns: number, rows: number): void;
	kill(signal: string): void;
	/** Takes the terminal away, as a line that drops does. */
	hangUp(): void;
	/** Everything that was sent to the terminal. */
	sent(): string;
	/** Whether the terminal draws as it did before: primary screen, visible cursor, no bracketed paste. */
	isRestored(): boolean;
	readonly exit: Promise<{readonly exitCode: number; readonly signal?: number | undefined}>;
};

/** Runs the program in a real pseudo-terminal with a terminal emulator behind it. */
export function startInPty(
	parameters: readonly string[],
	options: {
		readonly columns?: number;
		readonly rows?: number;
		readonly cwd?: string;
		readonly environment?: {readonly [name: string]: string};
		/** In place of the program under test. */
		readonly command?: readonly [string, ...string[]];
	} = {},
): PtyProgram {
	const {columns = 80, rows = 24} = options;
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 2000});
	const [file, ...first] = options.command ?? program;
	const child: IPty = spawn(file, [...first, ...parameters], {
		cols: columns,
		rows,
		...(options.cwd !== undefined && {cwd: options.cwd}),
		env: {
			PATH: process.env.PATH ?? '',
			TERM: 'xterm-256color',
			LANG: 'C.UTF-8',
			...sharedCode,
			...options.environment,
		},
	});
	let sent = '';
	let pending = Promise.resolve();
	child.onData(data => {
		sent += data;
		pending = pending.then(() => new Promise(resolve => terminal.write(data, resolve)));
	});
	const visible = () =>
		Array.from({length: terminal.rows}, (_, index) =>
			// Of a line that was wider before, the emulator keeps what stands beyond the edge.
			(
				terminal.buffer.active
					.getLine(terminal.buffer.active.viewportY + index)
					?.translateToString(true, 0, terminal.cols) ?? ''
			).trimEnd(),
		);
	return {
		rows: visible,
		async see(wanted) {
			await until(`${wanted}`, async () => {
				await pending;
				return isAsWanted(visible().join('\n'), wanted);
			}).catch(({message}) => {
				throw new Error(`${message}. The screen:\n${visible().join('\n')}`);
			});
		},
		type: text => child.write(text),
		resize(newColumns, newRows) {
			child.resize(newColumns, newRows);
			terminal.resize(newColumns, newRows);
		},
		kill: signal => child.kill(signal),
		// The library's own types lack it.
		hangUp: () => (child as IPty & {destroy(): void}).destroy(),
		sent: () => sent,
		isRestored: () =>
			sent.lastIndexOf('\u001b[?25l') <= sent.lastIndexOf('\u001b[?25h') &&
			terminal.buffer.active.type === 'normal' &&
			!terminal.modes.bracketedPasteMode,
		exit: new Promise(resolve => {
			child.onExit(event => {
				pending.then(() => resolve(event));
			});
		}),
	};
}

/**
 * A program of which each screen that is waited for is looked at in all of these windows, drawn anew in each; started in
 * the last one. What is typed then is typed into another window each time, so one run serves for as many.
 */
export function inEachWindow(
	program: PtyProgram,
	windows: ReadonlyArray<readonly [columns: number, rows: number]>,
): PtyProgram {
	let turn = 0;
	return {
		...program,
		async see(wanted) {
			await program.see(wanted);
			for (const [columns, rows] of [...windows.slice(turn), ...windows.slice(0, turn)]) {
				const before = program.sent().length;
				program.resize(columns, rows);
				await program
					.see(screen => program.sent().length > before && isAsWanted(screen, wanted))
					.catch(({message}) => {
						throw new Error(`${wanted} at ${columns}x${rows}: ${message}`);
					});
			}
			turn = (turn + 1) % windows.length;
		},
	};
}
