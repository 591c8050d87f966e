import {Readable} from 'node:stream';

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

/** What came from a terminal, taken apart before anything waits for more of it. */
export type InputPiece =
	/** Keys and text, as they came. */
	| {readonly kind: 'typed'; readonly text: string}
	| {readonly kind: 'paste'; readonly text: string}
	/** Ctrl-C or Ctrl-Z, which drop what was typed before them, as a terminal does that reads lines (termios, NOFLSH). */
	| {readonly kind: 'urgent'; readonly name: 'interrupt' | 'suspend'};

type InputFilter = {
	push(chunk: string): readonly InputPiece[];
	/** Nothing came for as long as `waitMs` said: what waits for its end has it now. */
	pause(): readonly InputPiece[];
	/** How long the rest of what has begun is waited for, in milliseconds; null: nothing has begun. */
	waitMs(): number | null;
};

const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';

/** The bytes of one key come together; a person takes longer from Escape to the next key. */
const keyMs = 20;
/** A paste, or an answer of the terminal, may stop for a moment on a slow line. */
const restMs = 1000;
/** Nobody pastes more into a line; characters beyond are dropped. */
const longestPaste = 4_000_000;

/**
 * What is no ordinary key: Ctrl-C, Ctrl-Z, the marks of a paste, the beginnings of strings (OSC, DCS, APC, PM, SOS), by
 * which a terminal answers what another program has asked it, and of the oldest reports of a mouse.
 */
const marks = /[\u0003\u001a\u0090\u0098\u009d-\u009f]|\u001b(?:\[20[01]~|\[M|[\]PX^_])/g;
/** Such a report: button, column and row follow as one character each, none of them a control (xterm, X10 and 1000). */
const mouseStart = '\u001b[M';
const mouseCharacters = 3;
/** The beginning of such a mark, at the end of a chunk. */
const begun = /\u001b(?:\[(?:2(?:0[01]?)?)?)?$/;
/** What ends a string: BEL, ST, CAN, SUB, Ctrl-C; or an Escape that begins something else. */
const stringEnd = /[\u0003\u0007\u0018\u001a\u009c]|\u001b(?=[^\\])|\u001b\\/;

/** How an answer of the terminal goes on whose Escape came too long before it and was taken for the key: as nobody types behind Escape. */
const lateString = /^(?:\][0-9lLI]|P[0-9]?[>!$+=]|_G)/;

const urgentKeys: {readonly [byte: string]: 'interrupt' | 'suspend'} = {'\u0003': 'interrupt', '\u001a': 'suspend'};

/** Splits what a terminal sends. Work grows with what comes, not with what is held. */
export function createInputFilter(): InputFilter {
	let mode: 'keys' | 'paste' | 'string' | 'mouse' = 'keys';
	/** What is still to come of a report of the mouse, in characters. */
	let mouseLeft = 0;
	/** The beginning of a mark; in a string the Escape that may end it. */
	let held = '';
	/** In a paste, what came of it. */
	let pasted: string[] = [];
	let pastedLength = 0;
	/** What began the string while nothing of it has come: it may have been Alt and a letter. */
	let introducer = '';
	/** A paste was taken for whole after a pause, so that its end may still come. */
	let isPasteLate = false;
	/** The latest that was handed on is an Escape that came alone. */
	let isEscapeLate = false;

	function keep(text: string): void {
		const room = longestPaste - pastedLength;
		if (room <= 0 || text === '') return;
		pasted.push(text.slice(0, room));
		pastedLength += Math.min(text.length, room);
	}

	function endPaste(): readonly InputPiece[] {
		const text = pasted.join('');
		mode = 'keys';
		pasted = [];
		pastedLength = 0;
		return text === '' ? [] : [{kind: 'paste', text}];
	}

	/** Takes what is read in the present mode off the beginning; returns what is left. */
	function take(text: string, pieces: InputPiece[]): string {
		switch (mode) {
			case 'keys':
				return takeKeys(text, pieces);
			case 'paste':
				return takePaste(text, pieces);
			case 'string':
				return takeString(text);
			case 'mouse':
				return takeMouse(text);
			default:
				return mode satisfies never;
		}
	}

	function takeKeys(text: string, pieces: InputPiece[]): string {
		marks.lastIndex = 0;
		const mark = marks.exec(text);
		if (mark === null) {
			held = begun.exec(text)?.[0] ?? '';
			add(pieces, text.slice(0, text.length - held.length));
			return '';
		}
		const before = text.slice(0, mark.index);
		const [sign] = mark;
		const rest = text.slice(mark.index + sign.length);
		const urgent = urgentKeys[sign];
		if (urgent !== undefined) {
			pieces.splice(0, pieces.length, {kind: 'urgent', name: urgent});
		} else if (sign === pasteEnd) {
			if (isPasteLate && before !== '') pieces.push({kind: 'paste', text: before});
			else add(pieces, before);
			isPasteLate = false;
		} else {
			add(pieces, before);
			mode = sign === pasteStart ? 'paste' : sign === mouseStart ? 'mouse' : 'string';
			mouseLeft = mouseCharacters;
			// The 8-bit forms are no key.
			introducer = sign.startsWith('\u001b') ? sign : '';
		}
		return rest;
	}

	function takePaste(text: string, pieces: InputPiece[]): string {
		const end = text.indexOf(pasteEnd);
		if (end >= 0) {
			keep(text.slice(0, end));
			pieces.push(...endPaste());
			isPasteLate = false;
			return text.slice(end + pasteEnd.length);
		}
		const urgent = /[\u0003\u001a]/.exec(text);
		if (urgent !== null) {
			endPaste();
			// In its own mode, where it drops what came before.
			return text.slice(urgent.index);
		}
		held = begun.exec(text)?.[0] ?? '';
		keep(text.slice(0, text.length - held.length));
		return '';
	}

	function takeString(text: string): string {
		const end = stringEnd.exec(text);
		if (end === null) {
			held = text.endsWith('\u001b') ? '\u001b' : '';
			if (text.length > held.length) introducer = '';
			return '';
		}
		mode = 'keys';
		const [sign] = end;
		const isOver = urgentKeys[sign] === undefined && sign !== '\u001b';
		return text.slice(end.index + (isOver ? sign.length : 0));
	}

	function takeMouse(text: string): string {
		const said = [...text.slice(0, mouseLeft)].findIndex(sign => sign < ' ');
		const taken = said === -1 ? Math.min(mouseLeft, text.length) : said;
		mouseLeft = said === -1 ? mouseLeft - taken : 0;
		if (mouseLeft === 0) mode = 'keys';
		return text.slice(taken);
	}

	return {
		push(chunk) {
			const pieces: InputPiece[] = [];
			if (isEscapeLate && lateString.test(chunk)) mode = 'string';
			isEscapeLate = false;
			let left = held + chunk;
			held = '';
			while (left !== '') left = take(left, pieces);
			return pieces;
		},
		pause() {
			const pieces: InputPiece[] = [];
			if (mode === 'paste') {
				keep(held);
				pieces.push(...endPaste());
				isPasteLate = true;
			} else {
				// Of a string nothing is left but the key that it may have been.
				add(pieces, mode === 'string' ? introducer : held);
				isEscapeLate = mode === 'keys' && held === '\u001b';
			}
			mode = 'keys';
			held = '';
			return pieces;
		},
		waitMs: () => (mode === 'keys' ? (held === '' ? null : keyMs) : restMs),
	};
}

function add(pieces: InputPiece[], text: string): void {
	if (text !== '') pieces.push({kind: 'typed', text});
}
