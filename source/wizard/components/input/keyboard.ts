import {Readable} from 'node:stream';
import {createInputFilter, type InputPiece, pasteEnd, pasteStart} from './input-filter.ts';

/** The keys that work at any moment, whatever waits before them. */
type UrgentKey = 'interrupt' | 'suspend';

/** The terminal's input, with what must act at once taken out of it. */
export type Keyboard = {
	/** What Ink reads: keys, text, and pastes that are whole. */
	readonly stdin: NodeJS.ReadStream;
	/** Tells Ctrl-C and Ctrl-Z the moment that they come, until the function returned is called. */
	listen(onUrgent: (key: UrgentKey) => void): () => void;
	/** Takes no more keys. */
	close(): void;
};

/**
 * Stands between a terminal and Ink, whose parser waits for the end of a paste for ever and takes the terminal's own
 * answers for text. Reads while the terminal is in raw mode. `onLost` is told once when nothing more can come: a terminal
 * in raw mode has no end of input but its own.
 */
export function openKeyboard(terminal: NodeJS.ReadStream, onLost: () => void): Keyboard {
	const filter = createInputFilter();
	const listeners = new Set<(key: UrgentKey) => void>();
	let timer: NodeJS.Timeout | undefined;
	let hasNews = false;
	let isReading = false;
	let isLost = false;

	const stdin = Object.assign(new Readable({encoding: 'utf8', read() {}}), {
		isTTY: true,
		isRaw: false,
		setRawMode(isOn: boolean) {
			terminal.setRawMode(isOn);
			if (isOn) startReading();
			else stopReading();
			return stdin;
		},
		ref() {
			terminal.ref();
			return stdin;
		},
		unref() {
			terminal.unref();
			return stdin;
		},
	}) as unknown as NodeJS.ReadStream;

	function hand(pieces: readonly InputPiece[]): void {
		for (const piece of pieces) {
			if (piece.kind === 'urgent') {
				// Ink must not come upon what was typed before.
				stdin.read();
				for (const listener of listeners) listener(piece.name);
			} else {
				stdin.push(piece.kind === 'typed' ? piece.text : `${pasteStart}${piece.text}${pasteEnd}`);
			}
		}
		clearTimeout(timer);
		const waitMs = filter.waitMs();
		if (waitMs !== null) timer = setTimeout(lookOnceMore, waitMs);
	}

	/** After work of our own, what came meanwhile has not been read yet although the time is over. */
	function lookOnceMore(): void {
		hasNews = false;
		setImmediate(() => {
			if (!hasNews && isReading) hand(filter.pause());
		});
	}

	function onData(chunk: Buffer | string): void {
		hasNews = true;
		hand(filter.push(String(chunk)));
	}

	function startReading(): void {
		if (isReading) return;
		isReading = true;
		terminal.setEncoding('utf8');
		terminal.on('data', onData);
		terminal.resume();
	}

	function stopReading(): void {
		isReading = false;
		clearTimeout(timer);
		terminal.off('data', onData);
		terminal.pause();
	}

	function lose(): void {
		if (!isLost) onLost();
		isLost = true;
	}
	terminal.on('end', lose);
	terminal.on('error', lose);

	return {
		stdin,
		listen(onUrgent) {
			listeners.add(onUrgent);
			return () => listeners.delete(onUrgent);
		},
		close() {
			stopReading();
			listeners.clear();
			terminal.off('end', lose);
			// An error of a terminal that is gone is nobody's business any more, but must not become one.
			terminal.off('error', lose);
			terminal.on('error', () => {});
		},
	};
}
