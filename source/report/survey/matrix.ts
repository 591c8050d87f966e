import {compareBadness} from '../../record/endpoints.ts';
import type {Survey, SurveyPoint} from '../../record/survey/survey.ts';
import {describeVantage} from '../../record/vantage.ts';

export type SurveyCell = Survey['cells'][number];

/** One endpoint, and what each class sees of it: the worst of its rows, in the order of the classes. */
export type MatrixRow = {
	readonly target: string;
	readonly cells: readonly (SurveyCell | null)[];
	/** Not every class sees it alike. */
	readonly differs: boolean;
	/** The finding behind it. */
	readonly finding: Survey['findings'][number] | null;
};

/** The matrix of a survey: those that belong to a finding first, then what else differs, then the rest. */
export function matrixOf(survey: Survey): readonly MatrixRow[] {
	const findingOf = new Map(survey.findings.flatMap(finding => finding.rows.map(row => [row, finding] as const)));
	const rows = [...Map.groupBy(survey.cells, ({target}) => target)].map(([target, cells]): MatrixRow => {
		const seen = survey.classes.map(({id}) => {
			const own = cells.filter(cell => cell.class === id);
			return own.length === 0 ? null : own.reduce((worst, cell) => (compareBadness(worst, cell) <= 0 ? worst : cell));
		});
		const words = new Set(seen.map(cell => (cell === null ? '' : `${cell.status} ${cell.cause}`)));
		const finding = cells.map(({row}) => findingOf.get(row)).find(found => found !== undefined) ?? null;
		return {target, cells: seen, differs: words.size > 1, finding};
	});
	const rank = ({finding, differs}: MatrixRow) =>
		finding ? survey.findings.indexOf(finding) : survey.findings.length + (differs ? 0 : 1);
	return rows.toSorted((one, other) => rank(one) - rank(other));
}

/** `node node-1`, `ssh:node-1`. */
export function nameOfPoint(point: SurveyPoint): string {
	return point.name ?? describeVantage(point);
}

/** What a class is called, with its members where there are few. */
export function describeClass(survey: Survey, index: number): string {
	const entry = survey.classes[index];
	if (entry === undefined) return '';
	const members = survey.vantages.filter(({id}) => entry.members.includes(id)).map(nameOfPoint);
	const shown = members.slice(0, 6).join(', ');
	return members.length > 6 ? `${shown} and ${members.length - 6} more` : shown;
}

/** The names of the places of a finding, as a list for a sentence. */
export function placesOf(survey: Survey, ids: readonly string[]): string {
	const names = survey.vantages.filter(({id}) => ids.includes(id)).map(nameOfPoint);
	const shown = names.slice(0, 8).join(', ');
	return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

/** One sentence over all of it. */
export function verdictOf(survey: Survey): string {
	const {seen, vantages, differing, classes} = survey.summary;
	const unseen = vantages - seen;
	const places = `${seen} vantage ${seen === 1 ? 'point' : 'points'}`;
	const lost = unseen === 0 ? '' : ` Nothing was seen from ${unseen} more.`;
	if (differing === 0) return `All ${places} see the same.${lost}`;
	return `${places[0]?.toUpperCase()}${places.slice(1)} see ${classes} different pictures; they differ in ${differing} ${differing === 1 ? 'row' : 'rows'}.${lost}`;
}
