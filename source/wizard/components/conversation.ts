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

/** An answer that can't be taken, with the sentence that says why. */
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

/** A choice by number. `readOther` reads what is no number, or gives null; what stands in brackets is a number too, unless it does. */
export function numberQuestion<Value>(
	choices: ReadonlyArray<{readonly text: string; readonly value: Value}>,
	{
		before = [],
		after = [],
		prompt = 'Number',
		proposal = '1',
		help,
		readOther = () => null,
	}: {
		/** Said above the choices, and below them. */
		readonly before?: readonly string[];
		readonly after?: readonly string[];
		readonly prompt?: string;
		readonly proposal?: string;
		readonly help: readonly string[];
		readonly readOther?: (text: string) => {readonly value: Value} | null;
	},
): Question<Value> {
	return {
		lines: [...before, ...numbered(choices.map(({text}) => text)), ...after],
		prompt,
		proposal,
		help,
		read(text) {
			const chosen = readOther(text) ?? choices[readNumber(text === '' ? proposal : text, choices.length) ?? -1];
			return chosen ? answer(chosen.value) : problem(numberProblem(text, choices.length));
		},
	};
}

/** A question to be answered by `y` or `n`; `otherwise` is said to anything else. */
export function yesOrNoQuestion(
	line: string,
	{
		prompt = 'y or n',
		proposal = false,
		help = ['y does it, n leaves everything as it is.'],
		otherwise = 'Type y or n.',
	}: {
		readonly prompt?: string;
		readonly proposal?: boolean;
		readonly help?: readonly string[];
		readonly otherwise?: string;
	},
): Question<boolean> {
	return {
		lines: [line],
		prompt,
		proposal: proposal ? 'y' : 'n',
		help,
		read(text) {
			const isMeant = readYesOrNo(text, proposal);
			return isMeant === null ? problem(otherwise) : answer(isMeant);
		},
	};
}

/** What stands in brackets for a text that may be left out. */
export function shownText(before: string): string {
	return before === '' ? 'none' : before;
}

/** An empty line keeps what was there; a single hyphen empties it. */
export function keptOrTyped(text: string, before: string): string {
	if (text === '') return before;
	return text === '-' ? '' : text;
}

/** `1. Text`, counted from one. */
export function numbered(texts: readonly string[]): readonly string[] {
	return texts.map((text, index) => `${index + 1}. ${text}`);
}

/** The index that a typed number stands for, or null if it is none from 1 to `count`. */
export function readNumber(text: string, count: number): number | null {
	if (!/^\d{1,4}\.?$/.test(text)) return null;
	const number = Number.parseInt(text, 10);
	return number >= 1 && number <= count ? number - 1 : null;
}

/** The indexes that `1, 3-5` stands for, in order and each once; null if a part of it is no number from 1 to `count`. */
export function readNumbers(text: string, count: number): readonly number[] | null {
	const indexes = new Set<number>();
	for (const part of text.split(/[\s,;]+/).filter(part => part !== '')) {
		const [from = '', to = from, ...rest] = part.split('-');
		const first = readNumber(from, count);
		const last = readNumber(to, count);
		if (first === null || last === null || last < first || rest.length > 0) return null;
		for (let index = first; index <= last; index++) indexes.add(index);
	}
	return [...indexes].sort((left, right) => left - right);
}

/** What to say when `readNumber` or `readNumbers` gives null. */
export function numberProblem(text: string, count: number): string {
	return `"${text}" does not fit: type a number from 1 to ${count}.`;
}

/** What `y` or `n` stands for; an empty line for `proposal`; null: neither. */
export function readYesOrNo(text: string, proposal: boolean): boolean | null {
	if (text === '') return proposal;
	if (/^y(?:es)?$/i.test(text)) return true;
	return /^no?$/i.test(text) ? false : null;
}
