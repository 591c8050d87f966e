/** One line to be typed, and what it means. */
export type Question<Value> = {
	/** The line of a form that it stands for. */
	readonly field?: string;
	/** Said before the prompt: what can be chosen, by number, or what to type. */
	readonly lines: readonly string[];
	readonly prompt: string;
	/** What an empty line stands for, as it stands in brackets; null: nothing does. */
	readonly proposal: string | null;
	/** No echo, and every text is an answer. */
	readonly isMasked?: boolean;
	/** Said when `?` is typed. */
	readonly help: readonly string[];
	read(text: string): Reply<Value> | Promise<Reply<Value>>;
};

/** `narrow`: what was typed leads to another question, such as which of several matches is meant. */
export type Reply<Value> =
	| {readonly kind: 'answer'; readonly value: Value; readonly remark: string | null}
	| {readonly kind: 'problem'; readonly problem: string}
	| {readonly kind: 'narrow'; readonly question: Question<Value>};

/** `remark`: how it was understood, where that should be heard. */
export function answer<Value>(value: Value, remark: string | null = null): Reply<Value> {
	return {kind: 'answer', value, remark};
}

export function problem<Value>(text: string): Reply<Value> {
	return {kind: 'problem', problem: text};
}

/** A conversation by lines: no cursor is moved, and no escape sequence is sent. */
export type Talk = {
	/** Columns of the window; what is wider is broken between words. */
	width(): number;
	/** Says each text on a line of its own. */
	say(...texts: readonly string[]): void;
	/** What was typed behind a prompt, without blanks around it. Rejects with NoAnswer when nothing will come. */
	read(prompt: string): Promise<string>;
	/** The same without an echo, and as it was typed. */
	readSecret(prompt: string): Promise<string>;
	/** Tells each line that is typed while nothing is asked, and that none will come any more, until the function returned is called. */
	listen(onLine: (line: string) => void, onEnd: () => void): () => void;
	close(): void;
};

/** Null: `back` was typed. */
type Asked<Value> = {readonly value: Value} | null;

/** Asks until there is an answer. `?` explains and `back` goes back, whatever is asked, but for a secret. */
export async function ask<Value>(question: Question<Value>, talk: Talk): Promise<Asked<Value>> {
	let current = question;
	talk.say(...current.lines);
	for (;;) {
		const {isMasked = false} = current;
		const text = await (isMasked ? talk.readSecret(promptOf(current)) : talk.read(promptOf(current)));
		if (!isMasked && text === '?') {
			talk.say(...current.help);
			continue;
		}
		if (!isMasked && text.toLowerCase() === 'back') return null;
		const reply = await current.read(text);
		switch (reply.kind) {
			case 'answer':
				if (reply.remark !== null) talk.say(reply.remark);
				return {value: reply.value};
			case 'problem':
				talk.say(reply.problem);
				break;
			case 'narrow':
				current = reply.question;
				talk.say(...current.lines);
				break;
			default:
				return reply satisfies never;
		}
	}
}

/** `Region [eastus]:` */
function promptOf({prompt, proposal}: Pick<Question<never>, 'prompt' | 'proposal'>): string {
	return proposal === null ? `${prompt}:` : `${prompt} [${proposal}]:`;
}
