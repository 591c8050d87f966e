import type {ResultGroup} from '../../results/result-groups.ts';
import {numberProblem, readNumber, readYesOrNo} from '../numbers.ts';
import {answer, problem, type Question} from '../question.ts';

/** What to do with the results; a number is that of a finding. */
export function resultsQuestion(
	findings: readonly ResultGroup[],
	help: readonly string[],
): Question<'export' | 'finish' | ResultGroup> {
	const {length} = findings;
	return {
		lines: [],
		prompt: `Export the report? y, n${length > 0 ? ', or the number of a finding for all about it' : ''}`,
		proposal: 'y',
		help,
		read(text) {
			const shouldExport = readYesOrNo(text, true);
			if (shouldExport !== null) return answer(shouldExport ? 'export' : 'finish');
			const finding = findings[readNumber(text, length) ?? -1];
			if (finding) return answer(finding);
			return problem(length > 0 ? numberProblem(text, length) : 'Type y to export the report, or n to finish.');
		},
	};
}
