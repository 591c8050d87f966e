import {Readable, Writable} from 'node:stream';
import xterm from '@xterm/headless';

/** Longer than anything takes on a busy machine; a wait that ends here has failed. */
const patienceMs = 60_000;

/** What a person at a terminal can do and see. */
export type TestTerminal = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Sends bytes as a terminal would, each string in a read of its own. */
	press(...chunks: readonly string[]): void;
	/** The window as it looks now, one string a row, without blanks at the right. */
	rows(): readonly string[];
	/** The window as one text. */
	screen(): string;
	/** What stands above the window and in it, on the primary screen. */
	scrollback(): string;
	/** Resolves to the window once it shows a text, or once it is as asked for. */
	waitFor(wanted: string | RegExp | ((screen: string) => boolean)): Promise<string>;
	resize(columns: number, rows: number): void;
	/** Column and row of the cursor, from 0, or null while it is hidden. */
	cursor(): {readonly x: number; readonly y: number} | null;
	/** Everything that was sent to the terminal so far. */
	readonly sent: string;
	/** Whether the terminal is as it was: cooked input, primary screen, visible cursor, no bracketed paste. */
	isRestored(): boolean;
};

export const keys = {
	enter: '\r',
	escape: '\u001b',
	up: '\u001b[A',
	down: '\u001b[B',
	right: '\u001b[C',
	left: '\u001b[D',
	pageDown: '\u001b[6~',
	home: '\u001b[H',
	end: '\u001b[F',
	tab: '\t',
	backspace: '\u007f',
	ctrlC: '\u0003',
	ctrlS: '\u0013',
	ctrlU: '\u0015',
} as const;

/** Wraps a text as a terminal in bracketed paste mode sends it. */
export function paste(text: string): string {
	return `\u001b[200~${text}\u001b[201~`;
}

/** A terminal emulator behind a pair of streams that a program takes for a terminal. */
export function createTerminal({columns, rows}: {readonly columns: number; readonly rows: number}): TestTerminal {
	const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 500});
	const watchers = new Set<() => void>();
	const pending: string[] = [];
	let sent = '';
	let isRaw = false;
	let isCursorHidden = false;

	const output = new Writable({
		decodeStrings: false,
		write(chunk: string | Buffer, _encoding, callback) {
			const text = String(chunk);
			sent += text;
			const shown = text.lastIndexOf('\u001b[?25h');
			const hidden = text.lastIndexOf('\u001b[?25l');
			if (shown !== hidden) isCursorHidden = hidden > shown;
			// Ink leaves the line feed to the terminal driver, which makes CR LF of it.
			emulator.write(text.replace(/\r?\n/g, '\r\n'), () => {
				callback();
				for (const watcher of watchers) watcher();
			});
		},
	});
	const stdout = Object.assign(output, {isTTY: true, columns, rows}) as unknown as NodeJS.WriteStream;

	const input = new Readable({read() {}});
	// A terminal keeps what is typed before the program reads raw.
	const sendPending = () => {
		const chunk = pending.shift();
		if (chunk === undefined) return;
		input.push(chunk);
		setImmediate(sendPending);
	};
	const stdin = Object.assign(input, {
		isTTY: true,
		isRaw: false,
		ref: () => stdin,
		unref: () => stdin,
		setRawMode(isOn: boolean) {
			isRaw = isOn;
			if (isOn) setImmediate(sendPending);
			return stdin;
		},
	}) as unknown as NodeJS.ReadStream;

	const lines = (from: number, count: number, buffer = emulator.buffer.active) =>
		Array.from({length: count}, (_, index) => buffer.getLine(from + index)?.translateToString(true) ?? '');
	const screen = () => lines(emulator.buffer.active.baseY, emulator.rows).join('\n');

	return {
		stdin,
		stdout,
		press(...chunks) {
			const isIdle = pending.length === 0;
			pending.push(...chunks);
			if (isRaw && isIdle) setImmediate(sendPending);
		},
		rows: () => lines(emulator.buffer.active.baseY, emulator.rows),
		screen,
		scrollback: () => lines(0, emulator.buffer.normal.length, emulator.buffer.normal).join('\n').trimEnd(),
		waitFor(wanted) {
			const isThere = (text: string) =>
				typeof wanted === 'function'
					? wanted(text)
					: typeof wanted === 'string'
						? text.includes(wanted)
						: wanted.test(text);
			return new Promise((resolve, reject) => {
				const patience = setTimeout(() => {
					watchers.delete(look);
					reject(new Error(`Waited in vain for ${wanted}. The window:\n${screen()}`));
				}, patienceMs);
				function look(): void {
					const text = screen();
					if (!isThere(text)) return;
					clearTimeout(patience);
					watchers.delete(look);
					resolve(text);
				}
				watchers.add(look);
				look();
			});
		},
		resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			Object.assign(stdout, {columns: newColumns, rows: newRows});
			stdout.emit('resize');
		},
		cursor: () => (isCursorHidden ? null : {x: emulator.buffer.active.cursorX, y: emulator.buffer.active.cursorY}),
		get sent() {
			return sent;
		},
		isRestored: () =>
			!isRaw && !isCursorHidden && emulator.buffer.active.type === 'normal' && !emulator.modes.bracketedPasteMode,
	};
}
