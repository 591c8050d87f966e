import {toEndpoints} from '../../../record/endpoints.ts';
import {runAt} from '../../../record/survey/parse-survey.ts';
import type {Survey} from '../../../record/survey/survey.ts';
import {describeClass, type MatrixRow, matrixOf, type SurveyCell, wordsOf} from '../../../report/survey/matrix.ts';
import {blankLine, type DetailLine, heading, type Page, paragraph} from '../../components/text.ts';
import type {PlainSession} from '../../state/check.ts';
import {endpointDetail} from '../results/endpoint-detail.ts';

/** The matrix by lines: who the columns are, then what differs and what fails, endpoint by endpoint. */
export function sayMatrix(survey: Survey, {talk}: Pick<PlainSession, 'talk'>): void {
	const rows = matrixOf(survey);
	const telling = rows.filter(({differs, fault}) => differs || fault !== null);
	const left = rows.length - telling.length;
	talk.say(
		...survey.classes.map(({id}, index) => `${id}: ${columnText(survey, index)}.`),
		...telling.map(row => `${row.target}: ${cellTexts(survey, row).join('; ')}.`),
		left === 0 ? 'That is all.' : `The same from everywhere, and no fault: ${left} more.`,
	);
}

/** Who a column is, and how many of them were looked at with a few endpoints alone. */
export function columnText(survey: Survey, index: number): string {
	const {members = []} = survey.classes[index] ?? {};
	const sampled = survey.vantages.filter(({id, canary}) => canary && members.includes(id)).length;
	return `${describeClass(survey, index)}${sampled === 0 ? '' : ` (${sampled} sampled)`}`;
}

/** `c1 and c2 reachable`, `c3 blocked, tcp.timeout`: those that see an endpoint alike together. */
function cellTexts({classes}: Survey, {cells}: MatrixRow): readonly string[] {
	const seen = classes.map(({id}, index) => ({id, words: wordsOf(cells[index] ?? null) || 'not looked at'}));
	return [...Map.groupBy(seen, ({words}) => words)].map(
		([words, each]) => `${each.length === classes.length ? 'all' : each.map(({id}) => id).join(', ')} ${words}`,
	);
}

/** What stands behind one endpoint of the matrix: the column at the pointer first, then each that sees it otherwise. */
export function cellDetail(
	survey: Survey,
	{target, cells}: MatrixRow,
	column: number,
	page: Page,
): readonly DetailLine[] {
	const order = [column, ...[...cells.keys()].filter(index => index !== column)];
	const told = new Set<string>();
	return order.flatMap((index, place) => {
		const cell = cells[index] ?? null;
		const entry = survey.classes[index];
		if (entry === undefined) return [];
		const words = wordsOf(cell) || 'not looked at';
		const isNew = !told.has(words);
		told.add(words);
		return [
			...(place === 0 ? [] : [blankLine]),
			...heading(`${entry.id}  ${columnText(survey, index)}`, page),
			...paragraph(words, page),
			...(isNew && cell !== null ? [blankLine, ...evidenceOf(survey, entry.members, target, cell, page)] : []),
		];
	});
}

function evidenceOf(
	survey: Survey,
	members: readonly string[],
	target: string,
	cell: SurveyCell,
	page: Page,
): readonly DetailLine[] {
	const point = survey.vantages.find(({id}) => members.includes(id));
	const seen = point && runAt(survey, point);
	const endpoint = seen && toEndpoints(seen.run.results.filter(row => row.id === cell.row)).at(0);
	return seen && endpoint ? endpointDetail(endpoint, seen.run, page) : paragraph(target, page);
}
