import {StringDecoder} from 'node:string_decoder';
import stringWidth from 'string-width';
import {wrapText} from '../../wrap-text.ts';
import type {Talk} from '../components/conversation.ts';
import {presentable} from '../components/text.ts';
import type {WizardStreams} from '../services.ts';

/** Where nobody knows how wide the window is. */
const unbroken = 4000;

/** A line that fits stays as it is, blanks and all: it may be a table, or part of a command. So does one word: a path. */
function breakLine(text: string, width: number): readonly string[] {
	return stringWidth(text) <= width || !text.includes(' ') ? [text] : wrapText(text, width);
}

/** Begins a conversation by lines. Whoever opens it closes it, which gives the terminal back. */
export function openTalk(streams: WizardStreams, isUnicode: boolean): Talk {
	const {stdout} = streams;
	const input = openLineInput(streams);
	const width = () => stdout.columns || unbroken;
	// Keys such as the arrows are lines of characters here.
	const clean = (line: string) => presentable(line.replace(keySequences, ''), true);

	async function ask(prompt: string, read: (show: () => void) => Promise<string>): Promise<string> {
		try {
			return await read(() => stdout.write(`${presentable(prompt, isUnicode)} `));
		} catch (error) {
			// The line of the prompt is still open.
			stdout.write('\n');
			throw error;
		}
	}

	return {
		width,
		say(...texts) {
			for (const text of texts) stdout.write(`${breakLine(presentable(text, isUnicode), width()).join('\n')}\n`);
		},
		async read(prompt) {
			const line = await ask(prompt, show => {
				show();
				return input.readLine();
			});
			return clean(line);
		},
		async readSecret(prompt) {
			const secret = await ask(prompt, input.readSecret);
			stdout.write('\n');
			return secret;
		},
		listen: (onLine, onEnd) => input.listen(line => onLine(clean(line)), onEnd),
		close: input.close,
	};
}

/** Lines from a terminal that does the editing and the echo itself. Nothing is sent to it, so it needs no abilities. */
type LineInput = {
	/** The next line. Rejects with NoAnswer when there will be none. */
	readLine(): Promise<string>;
	/** The next line, without an echo. `show` is called once nothing is echoed any more, and again after each stop. */
	readSecret(show: () => void): Promise<string>;
	/** Tells each line that is typed while nobody reads one, and that no more will come, until the function returned is called. */
	listen(onLine: (line: string) => void, onEnd: () => void): () => void;
	close(): void;
};

/** What is done with what was typed; says whether it took something. */
type Taker = () => boolean;

function openLineInput({
	stdin,
	signal = new AbortController().signal,
	job = null,
	onLost = () => {},
}: Pick<WizardStreams, 'stdin' | 'signal' | 'job' | 'onLost'>): LineInput {
	const decoder = new StringDecoder('utf8');
	let typed = '';
	let hasEnded = false;
	let take: Taker = () => false;
	let refuse: () => void = () => {};

	function takeLine(): string | null {
		const end = /\r\n|\r|\n/.exec(typed);
		if (!end) return null;
		const line = typed.slice(0, end.index);
		typed = typed.slice(end.index + end[0].length);
		return line;
	}

	function onData(chunk: Buffer | string): void {
		typed += typeof chunk === 'string' ? chunk : decoder.write(chunk);
		while (take());
	}
	function onEnd(): void {
		hasEnded = true;
		refuse();
	}
	function onError(): void {
		if (!hasEnded) onLost();
		onEnd();
	}
	const onAbort = () => refuse();
	stdin.on('data', onData);
	stdin.on('end', onEnd);
	stdin.on('error', onError);
	signal.addEventListener('abort', onAbort);

	/** Waits until `attempt` makes an answer of what was typed; null: not yet. */
	function wait(attempt: () => string | NoAnswer | null): Promise<string> {
		return new Promise<string>((resolve, reject) => {
			refuse = () => reject(new NoAnswer());
			take = () => {
				const answer = attempt();
				if (answer === null) return false;
				take = () => false;
				if (answer instanceof NoAnswer) reject(answer);
				else resolve(answer);
				return false;
			};
			take();
			if (hasEnded || signal.aborted) refuse();
		}).finally(() => {
			take = () => false;
			refuse = () => {};
		});
	}

	return {
		readLine: () => wait(takeLine),
		async readSecret(show) {
			let secret = noSecret;
			const raw = openRawMode(stdin, job, show);
			try {
				// Who sees the prompt may type at once.
				show();
				return await wait(() => {
					// What came behind a Ctrl-Z is typed as well: nothing else may come.
					do {
						secret = typeSecret(secret, typed);
						typed = secret.left;
						if (secret.end === 'interrupted') return new NoAnswer();
						if (secret.end === 'suspended') raw.suspend();
					} while (secret.end === 'suspended' && typed !== '');
					return secret.end === 'entered' ? secret.text : null;
				});
			} finally {
				raw.close();
			}
		},
		listen(onLine, onEnd) {
			take = () => {
				const line = takeLine();
				if (line !== null) onLine(line);
				return line !== null;
			};
			refuse = () => {
				if (hasEnded) onEnd();
			};
			refuse();
			return () => {
				take = () => false;
				refuse = () => {};
			};
		},
		close() {
			stdin.off('data', onData);
			stdin.off('end', onEnd);
			stdin.off('error', onError);
			// A terminal that is gone says so again when it gets its modes back.
			stdin.on('error', () => {});
			signal.removeEventListener('abort', onAbort);
			stdin.pause();
		},
	};
}

/**
 * Raw mode for as long as a secret is typed, also after a stop: the shell that had the terminal meanwhile has given it back
 * with an echo.
 */
function openRawMode(
	stdin: NodeJS.ReadStream,
	job: WizardStreams['job'],
	askAgain: () => void,
): {suspend(): void; close(): void} {
	let isStopped = false;

	async function giveBackDuring(stop: () => Promise<void>): Promise<void> {
		if (isStopped) return;
		isStopped = true;
		// Off first in any case: Node leaves out what it believes to be so already.
		stdin.setRawMode(false);
		await stop();
		isStopped = false;
		stdin.setRawMode(true);
		askAgain();
	}

	stdin.setRawMode(true);
	const unwatch = job?.watch({
		onStopAsked: () => void giveBackDuring(job.stopProcess),
		// Nobody was told of the stop (SIGSTOP).
		onContinued: () => void giveBackDuring(async () => {}),
	});
	return {
		suspend() {
			if (job) void giveBackDuring(job.stopJob);
		},
		close() {
			unwatch?.();
			stdin.setRawMode(false);
		},
	};
}

/** What was typed of a secret. `left` is what came after its end, or the beginning of a sequence of keys. */
type SecretInput = {
	readonly text: string;
	readonly end: 'entered' | 'interrupted' | 'suspended' | null;
	readonly left: string;
};

export const noSecret: SecretInput = {text: '', end: null, left: ''};

/**
 * Sequences of keys such as the arrows, reports of the mouse (X10: three characters behind the beginning), and answers of
 * the terminal (OSC, DCS, APC, PM, SOS), which nobody typed.
 */
const keySequences =
	/\u001b(?:\[M[^\u0000-\u001f]{3}|[[O][0-9;?]*[ -/]*[@-~]|[\]PX^_][^\u0003\u0007\r\u001a\u001b]*(?:\u0007|\u001b\\))?/g;

/** The beginning of one, at the end of what came. */
const begunSequence =
	/\u001b(?:\[M[^\u0000-\u001f]{0,2}|[[O][0-9;?]*[ -/]*|[\]PX^_][^\u0003\u0007\r\u001a\u001b]*\u001b?)?$/;

/**
 * Takes what a terminal sends in raw mode, where nobody else sees to Backspace, Ctrl-U, Ctrl-C, Ctrl-D and Ctrl-Z. Ctrl-C
 * drops all that stands before it, Enter too, as a terminal does that reads lines.
 */
export function typeSecret(typed: SecretInput, chunk: string): SecretInput {
	const interruption = chunk.lastIndexOf('\u0003');
	if (interruption >= 0) return {text: '', end: 'interrupted', left: chunk.slice(interruption + 1)};
	const begun = begunSequence.exec(chunk)?.[0] ?? '';
	const characters = [...chunk.slice(0, chunk.length - begun.length).replace(keySequences, '')];
	const text = [...typed.text];
	for (const [index, character] of characters.entries()) {
		const leave = (end: SecretInput['end']): SecretInput => {
			const left = characters.slice(index + 1).join('') + begun;
			return {text: end === 'interrupted' ? '' : text.join(''), end, left};
		};
		if (character === '\r' || character === '\n') return leave('entered');
		if (character === '\u0004' && text.length === 0) return leave('interrupted');
		if (character === '\u001a') return leave('suspended');
		if (character === '\u007f' || character === '\b') text.pop();
		else if (character === '\u0015') text.length = 0;
		else if (character >= ' ') text.push(character);
	}
	return {text: text.join(''), end: null, left: begun};
}

/** No answer will come: the input has ended, or the process was asked to end. */
export class NoAnswer extends Error {
	override name = 'NoAnswer' as const;
}
