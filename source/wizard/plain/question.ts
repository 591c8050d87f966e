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
