import {diagnose, sortFindings} from '../../diagnosis/diagnose.ts';
import {UsageError} from '../../errors.ts';
import {describeIssue, parseJson} from '../../json-document.ts';
import {safeText} from '../../safe-text.ts';
import {compareBadness} from '../endpoints.ts';
import {toJudgedRun, toRun} from '../judged-run.ts';
import {withOwnCommands} from '../parse-run.ts';
import type {Run} from '../run.ts';
import {type Survey, type SurveyPoint, surveySchemaTag, surveyShape} from './survey.ts';

/** Whether a text says that it is a survey; cheap, since files of runs are large. */
export function isSurvey(text: string): boolean {
	return text.slice(0, 200).includes(`"${surveySchemaTag}"`);
}

/** Reads a saved survey. Throws a UsageError that names the file and the place in it. */
export function parseSurvey(text: string, fileName: string): Survey {
	const file = safeText(fileName);
	const parsed = surveyShape.safeParse(parseJson(text, file, 'give a survey that was written with --format json'));
	if (parsed.success) return {...parsed.data, runs: parsed.data.runs.map(withOwnCommands)};
	throw new UsageError(
		`${file} is damaged or was changed by hand at ${describeIssue(parsed.error.issues[0])}; write the survey again.`,
	);
}

/** One vantage point of a survey as a plain run. Throws a UsageError that names those there are. */
export function runOfSurvey(survey: Survey, wanted: string | undefined): Run {
	const kept = survey.vantages.filter(({run}) => run !== null && survey.runs.some(({id}) => id === run));
	const found =
		wanted === undefined
			? undefined
			: survey.vantages.find(({id, name, hostname}) => [id, name, hostname].includes(wanted));
	const names = kept.map(({id, name, hostname}) => `${id} (${name ?? hostname})`).join(', ');
	if (wanted !== undefined && found === undefined)
		throw new UsageError(`The survey has no vantage point "${safeText(wanted, 60)}": there are ${names}.`);
	const run = found && runAt(survey, found)?.run;
	if (run) return run;
	if (found && found.state !== null)
		throw new UsageError(
			`Nothing was seen from ${found.id} (${found.name ?? found.hostname}): ${found.reason} ${found.fix}`,
		);
	throw new UsageError(`This is a survey of several vantage points: name one with --vantage; there are ${names}.`);
}

/** The run of a vantage point. Where it was not kept, that of another one which sees the same; null: nothing was seen. */
export function runAt(survey: Survey, point: SurveyPoint): {readonly run: Run; readonly isOwn: boolean} | null {
	const runs = new Map(survey.runs.map(run => [run.id, run]));
	const own = point.run === null ? undefined : runs.get(point.run);
	if (own) return {run: own, isOwn: true};
	const {exemplars = []} = survey.classes.find(({id}) => id === point.class) ?? {};
	const [other] = survey.vantages.flatMap(({id, run}) => (exemplars.includes(id) ? (runs.get(run ?? '') ?? []) : []));
	return other ? {run: other, isOwn: false} : null;
}

/**
 * A survey as one run, for whoever has to satisfy all places at once: each row as it is where it is worst. Null where
 * nothing was seen.
 */
export function worstRunOf(survey: Survey): Run | null {
	const [first] = survey.runs;
	if (first === undefined) return null;
	const byRow = Map.groupBy(
		survey.runs.flatMap(({results}) => results),
		({id}) => id,
	);
	const results = [...byRow.values()].map(rows =>
		rows.reduce((worst, row) => (compareBadness(worst, row) <= 0 ? worst : row)),
	);
	const name = `${survey.summary.seen} vantage points`;
	const judged = toJudgedRun({...first, complete: survey.complete, vantage: {...first.vantage, name}, results});
	const aboutSettings = survey.runs.flatMap(({findings}) => findings.filter(({kind}) => kind === 'settings-lint'));
	const lint = new Map(aboutSettings.map(finding => [finding.id, finding]));
	return toRun(judged, sortFindings([...diagnose(judged, []), ...lint.values()]));
}
