import path from 'node:path';
import {formatWords} from '../../screens/export-state.ts';
import {type ExportFormat, exportFormats} from '../../services.ts';
import {numbered, numberProblem, readNumbers, readYesOrNo} from '../numbers.ts';
import {answer, problem, type Question} from '../question.ts';

export function formatsQuestion(
	before: readonly ExportFormat[],
	help: readonly string[],
): Question<readonly ExportFormat[]> {
	const {length} = exportFormats;
	return {
		lines: numbered(exportFormats.map(format => formatWords[format])),
		prompt: 'Formats by number, separated by commas',
		proposal: before.map(format => exportFormats.indexOf(format) + 1).join(','),
		help,
		read(text) {
			if (text === '') return answer(before);
			const indexes = readNumbers(text, length);
			if (indexes === null || indexes.length === 0) return problem(numberProblem(text, length));
			return answer(exportFormats.filter((_, index) => indexes.includes(index)));
		},
	};
}

export function pathQuestion(proposal: string, help: readonly string[]): Question<string> {
	return {
		lines: ['Each format adds its own ending to the path.'],
		prompt: 'Path',
		proposal,
		help,
		read: text => answer(text === '' ? proposal : text),
	};
}

export function overwriteQuestion(files: readonly string[], help: readonly string[]): Question<boolean> {
	const names = files.map(file => path.basename(file)).join(' and ');
	return {
		lines: [`${names} ${files.length === 1 ? 'is' : 'are'} there already.`],
		prompt: 'Replace? y or n',
		proposal: 'n',
		help,
		read(text) {
			const isAllowed = readYesOrNo(text, false);
			return isAllowed === null ? problem('Type y to replace, or n for another path.') : answer(isAllowed);
		},
	};
}
