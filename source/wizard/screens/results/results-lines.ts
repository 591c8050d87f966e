import {numberProblem, readNumber, readYesOrNo} from '../../components/conversation/numbers.ts';
import {answer, problem, type Question} from '../../components/conversation/question.ts';
import type {ResultGroup} from '../../state/results/result-groups.ts';

/** What can be done with the results besides, each by its letter. */
const furtherActions = {
	f: {action: 'check-failed', words: 'f checks again what failed'},
	w: {action: 'show-changes', words: 'w tells what changed'},
	p: {action: 'save', words: 'p saves the settings as a profile'},
} as const;
export type FurtherLetter = keyof typeof furtherActions;
type FurtherAction = (typeof furtherActions)[FurtherLetter]['action'];

/** What to do with the results; a number is that of a finding, a letter one of `letters`. */
export function resultsQuestion(
	findings: readonly ResultGroup[],
	letters: readonly FurtherLetter[],
	help: readonly string[],
): Question<'export' | 'finish' | FurtherAction | ResultGroup> {
	const {length} = findings;
	return {
		lines: letters.length === 0 ? [] : [`${letters.map(letter => furtherActions[letter].words).join('; ')}.`],
		prompt: `Export the report? y, n${length > 0 ? ', or the number of a finding for all about it' : ''}`,
		proposal: 'y',
		help,
		read(text) {
			const shouldExport = readYesOrNo(text, true);
			if (shouldExport !== null) return answer(shouldExport ? 'export' : 'finish');
			const letter = letters.find(letter => letter === text.toLowerCase());
			if (letter) return answer(furtherActions[letter].action);
			const finding = findings[readNumber(text, length) ?? -1];
			if (finding) return answer(finding);
			return problem(length > 0 ? numberProblem(text, length) : 'Type y to export the report, or n to finish.');
		},
	};
}
