import fs from 'node:fs';
import {catalog} from '../../catalog/catalog.ts';
import {UsageError} from '../../errors.ts';
import {isJournal, journalToRun, parseJournal} from '../../record/journal.ts';
import {parseRun} from '../../record/parse-run.ts';
import type {Run} from '../../record/run.ts';
import {isSurvey, parseSurvey, worstRunOf} from '../../record/survey/parse-survey.ts';
import {type Survey, surveySchemaTag} from '../../record/survey/survey.ts';
import {type FoundRun, findRun} from '../../store/find-run.ts';
import {collectText, largestRun} from '../files/user-files.ts';
import type {Session} from '../session.ts';
import {readingRuns} from '../store-errors.ts';

/**
 * Reads the run that the user names: a file, `-` for standard input, `PROFILE@last`, a date, an id. Throws a UsageError
 * that names `field`, or the file and the place in it.
 */
export async function readNamedRun(
	reference: string,
	field: string,
	session: Session,
	io: {readonly stdin: NodeJS.ReadStream},
): Promise<Run> {
	const read = await readNamedReport(reference, field, session, io);
	return read.schema === surveySchemaTag ? asRun(read, field) : read;
}

/** A survey for whoever knows one run: each row as it is where it is worst. Throws a UsageError where nothing was seen. */
function asRun(survey: Survey, file: string): Run {
	const run = worstRunOf(survey);
	if (run === null) throw new UsageError(`${file} is a survey in which nothing was seen: make another one.`);
	return run;
}

/** The same where a survey of several vantage points will do as well. */
export async function readNamedReport(
	reference: string,
	field: string,
	session: Session,
	{stdin}: {readonly stdin: NodeJS.ReadStream},
): Promise<Run | Survey> {
	if (reference !== '-') {
		const {runs} = session.home;
		const found = readingRuns(runs, () => findRun(runs, reference, field));
		const text = await session.files.read(found.file, field, largestRun);
		return isSurvey(text) ? parseSurvey(text, found.file) : readRunText(text, found.file, writtenAt(found.file));
	}
	if (stdin.isTTY) {
		throw new UsageError(
			`${field} "-" is read from standard input, and that is the keyboard: pipe a saved run in, or name one.`,
		);
	}
	const text = await collectText(stdin, largestRun);
	if (text === null) throw new UsageError(`${field} "-" is too large for a saved run: pipe one in, or name one.`);
	return isSurvey(text) ? parseSurvey(text, 'standard input') : readRunText(text, 'standard input', Date.now());
}

/** Reads a run that was found. Of one that was cut off comes what it had by then, marked incomplete. */
export async function readFoundRun(
	{file}: Pick<FoundRun, 'file'>,
	field: string,
	{files}: Pick<Session, 'files'>,
): Promise<Run> {
	return readRunText(await files.read(file, field, largestRun), file, writtenAt(file));
}

/** In milliseconds since 1970; now where it is gone: a journal goes when its run ends. */
function writtenAt(file: string): number {
	return fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? Date.now();
}

/** Reads a saved run, or the journal of one that was cut off at `endedAt`, in milliseconds since 1970, or before. */
function readRunText(text: string, file: string, endedAt: number): Run {
	if (isSurvey(text)) return asRun(parseSurvey(text, file), file);
	return isJournal(text) ? journalToRun(parseJournal(text, file), endedAt, catalog) : parseRun(text, file);
}
