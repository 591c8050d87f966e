import {numbered, numberProblem, readNumber, readYesOrNo} from './numbers.ts';
import {answer, problem, type Question} from './question.ts';

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
