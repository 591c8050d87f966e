import {compareBadness} from '../../record/endpoints.ts';
import {describeVantage} from '../../record/run.ts';
import {runAt} from '../../record/survey/parse-survey.ts';
import type {Survey, SurveyPoint} from '../../record/survey/survey.ts';
import {countOf} from '../../words.ts';

export type SurveyCell = Survey['cells'][number];

/** One endpoint, and what each class sees of it: the worst of its rows, in the order of the classes. */
export type MatrixRow = {
	readonly target: string;
	readonly cells: readonly (SurveyCell | null)[];
	/** Not every class sees it alike. */
	readonly differs: boolean;
	/** What all classes see alike, where it is a fault; else null. */
	readonly fault: SurveyCell | null;
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
		const differs = words.size > 1;
		const [first = null] = seen;
		const isFault = !differs && (first?.severity === 'error' || first?.severity === 'warning');
		const finding = cells.map(({row}) => findingOf.get(row)).find(found => found !== undefined) ?? null;
		return {target, cells: seen, differs, fault: isFault ? first : null, finding};
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
	return members.length > 6 ? `${shown} and ${countOf(members.length - 6, 'more place')}` : shown;
}

/** The place whose evidence stands for another one, which sees the same; null: its own is kept, or nothing was seen from there. */
export function likeOf(survey: Survey, point: SurveyPoint): string | null {
	const found = runAt(survey, point);
	const other = found && survey.vantages.find(({run}) => run === found.run.id);
	return other && (!found.isOwn || point.canary) && other.id !== point.id ? nameOfPoint(other) : null;
}

/** How much a place can tell, and whose evidence stands for it; else why nothing was seen from there. */
export function evidenceWords(survey: Survey, point: SurveyPoint): string {
	if (point.state !== null) return `${point.reason} ${point.fix}`;
	const depth = point.evidence ?? 'full';
	const like = likeOf(survey, point);
	if (like === null) return point.canary ? `${depth}, a few endpoints` : depth;
	return point.canary ? `${depth}, a few endpoints, else like ${like}` : `${depth}, like ${like}`;
}

/** Which members of a class were sampled, and whose evidence stands for the others, in a sentence each. */
export function describeSampling(survey: Survey, index: number): readonly string[] {
	const members = survey.vantages.filter(({id}) => survey.classes[index]?.members.includes(id));
	const sampled = members.filter(({canary}) => canary);
	const others = members.filter(each => !each.canary && likeOf(survey, each) !== null);
	const standing = [...new Set(members.flatMap(each => likeOf(survey, each) ?? []))].join(', ');
	const namesOf = (points: readonly SurveyPoint[]) =>
		points.length > 6 ? countOf(points.length, 'place') : points.map(nameOfPoint).join(', ');
	return [
		...(sampled.length === 0
			? []
			: [
					`Sampled with a few endpoints: ${namesOf(sampled)}${standing === '' ? '' : `; the rest is taken to be like ${standing}`}.`,
				]),
		...(others.length === 0 ? [] : [`No evidence is kept of ${namesOf(others)}: it is like ${standing}.`]),
	];
}

/** The names of the places of a finding, as a list for a sentence. */
export function placesOf(survey: Survey, ids: readonly string[]): string {
	const names = survey.vantages.filter(({id}) => ids.includes(id)).map(nameOfPoint);
	const shown = names.slice(0, 8).join(', ');
	return names.length > 8 ? `${shown} and ${countOf(names.length - 8, 'more place')}` : shown;
}

/** All of it in a sentence or two: what differs, what is at fault alike, and what was not seen. */
export function verdictOf(survey: Survey, rows: readonly MatrixRow[]): string {
	const {seen, vantages, differing, classes} = survey.summary;
	const places = countOf(seen, 'vantage point');
	// Two rows may be one endpoint, of which the matrix shows the worse.
	const apart = rows.filter(({differs}) => differs).length;
	const where = apart === 0 ? countOf(differing, 'row') : countOf(apart, 'endpoint');
	const picture =
		seen < 2
			? `${seen === 0 ? 'No place' : 'One place alone'} could be looked from, so nothing is compared.`
			: differing === 0
				? `All ${places} see the same.`
				: `${places} see ${countOf(classes, 'different picture')}; they differ in ${where}.`;
	const alike = rows.filter(({fault}) => fault !== null).length;
	return [
		picture,
		alike === 0 ? '' : `At fault ${seen < 2 ? 'there' : 'from everywhere'}: ${countOf(alike, 'endpoint')}.`,
		vantages === seen ? '' : `Nothing was seen from ${vantages - seen} more.`,
	]
		.filter(sentence => sentence !== '')
		.join(' ');
}

/** `blocked, tcp.timeout`. */
export function wordsOf(cell: SurveyCell | null): string {
	return cell === null ? '' : cell.cause === null ? cell.status : `${cell.status}, ${cell.cause}`;
}
