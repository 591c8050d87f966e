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
