import {StringDecoder} from 'node:string_decoder';

/** Lines from a terminal that does the editing and the echo itself. Nothing is sent to it, so it needs no abilities. */
type LineInput = {
	/** The next line. Rejects with NoAnswer when there will be none. */
	readLine(): Promise<string>;
	/** The next line, without an echo. */
	readSecret(): Promise<string>;
	/** Tells each line that is typed while nobody reads one, until the function returned is called. */
	listen(onLine: (line: string) => void): () => void;
	close(): void;
};

/** What is done with what was typed; says whether it took something. */
type Taker = () => boolean;

export function openLineInput(stdin: NodeJS.ReadStream, signal: AbortSignal): LineInput {
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
	const onAbort = () => refuse();
	stdin.on('data', onData);
	stdin.on('end', onEnd);
	stdin.on('error', onEnd);
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
		async readSecret() {
			let secret = noSecret;
			stdin.setRawMode(true);
			try {
				return await wait(() => {
					secret = typeSecret(secret, typed);
					typed = secret.left;
					if (secret.end === 'interrupted') return new NoAnswer();
					return secret.end === 'entered' ? secret.text : null;
				});
			} finally {
				stdin.setRawMode(false);
			}
		},
		listen(onLine) {
			take = () => {
				const line = takeLine();
				if (line !== null) onLine(line);
				return line !== null;
			};
			return () => {
				take = () => false;
			};
		},
		close() {
			stdin.off('data', onData);
			stdin.off('end', onEnd);
			stdin.off('error', onEnd);
			signal.removeEventListener('abort', onAbort);
			stdin.pause();
		},
	};
}

/** What was typed of a secret. `left` is what came after its Enter. */
type SecretInput = {
	readonly text: string;
	readonly end: 'entered' | 'interrupted' | null;
	readonly left: string;
};

export const noSecret: SecretInput = {text: '', end: null, left: ''};

/** Sequences of keys such as the arrows, which have no place in a secret. */
const keySequences = /\u001b(?:[[O][0-9;?]*[ -/]*[@-~])?/g;

/** Takes what a terminal sends in raw mode, where nobody else sees to Backspace, Ctrl-U, Ctrl-C and Ctrl-D. */
export function typeSecret(typed: SecretInput, chunk: string): SecretInput {
	let {text} = typed;
	const characters = [...chunk.replace(keySequences, '')];
	for (const [index, character] of characters.entries()) {
		const left = characters.slice(index + 1).join('');
		if (character === '\r' || character === '\n') return {text, end: 'entered', left};
		if (character === '\u0003' || (character === '\u0004' && text === '')) return {text: '', end: 'interrupted', left};
		if (character === '\u007f' || character === '\b') text = [...text].slice(0, -1).join('');
		else if (character === '\u0015') text = '';
		else if (character >= ' ') text += character;
	}
	return {text, end: null, left: ''};
}

/** No answer will come: the input has ended, or the process was asked to end. */
export class NoAnswer extends Error {
	override name = 'NoAnswer' as const;
}
