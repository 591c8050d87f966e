import {UsageError} from '../../errors.ts';
import {describeIssue, parseJson} from '../../json-document.ts';
import {safeText} from '../../safe-text.ts';
import type {Run} from '../run.ts';
import {type Survey, surveySchemaTag, surveyShape} from './survey.ts';

/** Whether a text says that it is a survey; cheap, since files of runs are large. */
export function isSurvey(text: string): boolean {
	return text.slice(0, 200).includes(`"${surveySchemaTag}"`);
}

/** Reads a saved survey. Throws a UsageError that names the file and the place in it. */
export function parseSurvey(text: string, fileName: string): Survey {
	const file = safeText(fileName);
	const parsed = surveyShape.safeParse(parseJson(text, file, 'give a survey that was written with --format json'));
	if (parsed.success) return parsed.data;
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
	const run = found && (survey.runs.find(({id}) => id === found.run) ?? exemplarOf(survey, found.class));
	if (run) return run;
	if (found && found.state !== null)
		throw new UsageError(
			`Nothing was seen from ${found.id} (${found.name ?? found.hostname}): ${found.reason} ${found.fix}`,
		);
	throw new UsageError(`This is a survey of several vantage points: name one with --vantage; there are ${names}.`);
}

/** Others of its class see the same. */
function exemplarOf(survey: Survey, classId: string | null): Run | undefined {
	const exemplars = survey.classes.find(({id}) => id === classId)?.exemplars ?? [];
	const runs = survey.vantages.flatMap(({id, run}) => (exemplars.includes(id) && run !== null ? [run] : []));
	return survey.runs.find(({id}) => runs.includes(id));
}
