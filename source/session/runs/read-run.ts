import fs from 'node:fs';
import {catalog} from '../../catalog/catalog.ts';
import {inTurns} from '../../chunks.ts';
import {UsageError} from '../../errors.ts';
import {isJournal, journalToRun, parseJournal} from '../../record/journal.ts';
import {parseRunInSteps} from '../../record/parse-run.ts';
import type {Run} from '../../record/run.ts';
import {isSurvey, parseSurvey, worstRunOf} from '../../record/survey/parse-survey.ts';
import {type Survey, surveySchemaTag} from '../../record/survey/survey.ts';
import {type FoundRun, findRun, finishedFile} from '../../store/runs-folder.ts';
import {collectText, decodeMarked, largestRun} from '../files/user-files.ts';
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
	return toOneRun(read, field);
}

/** A report as one run; of a survey each row as it is where it is worst. Throws a UsageError where nothing was seen. */
export function toOneRun(read: Run | Survey, field: string): Run {
	return read.schema === surveySchemaTag ? asRun(read, field) : read;
}

/** A survey for whoever knows one run: each row as it is where it is worst. Throws a UsageError where nothing was seen. */
export function asRun(survey: Survey, file: string): Run {
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
		const find = () => readingRuns(runs, () => findRun(runs, reference, field));
		const found = find();
		const {text, file} = await readKept(found, field, session).catch(error => {
			// The oldest runs go at any time: what is there now is what is meant.
			if (found.kind === 'file' || !isGone(error)) throw error;
			return readKept(find(), field, session);
		});
		return isSurvey(text) ? parseSurvey(text, file) : await readRunText(text, file, writtenAt(file));
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
	found: Pick<FoundRun, 'file'>,
	field: string,
	session: Pick<Session, 'files'>,
): Promise<Run> {
	const read = await readFoundReport(found, field, session);
	return read.schema === surveySchemaTag ? asRun(read, found.file) : read;
}

/** The same where a survey will do as well. */
export async function readFoundReport(
	found: Pick<FoundRun, 'file'>,
	field: string,
	session: Pick<Session, 'files'>,
): Promise<Run | Survey> {
	const {text, file} = await readKept(found, field, session);
	return isSurvey(text) ? parseSurvey(text, file) : readRunText(text, file, writtenAt(file));
}

/** Reads its file, or what the file has become: a journal goes when its run is finished. */
async function readKept(
	{file}: Pick<FoundRun, 'file'>,
	field: string,
	{files}: Pick<Session, 'files'>,
): Promise<{readonly text: string; readonly file: string}> {
	try {
		return {file, text: await files.read(file, field, largestRun, decodeMarked)};
	} catch (error) {
		const finished = finishedFile(file);
		if (finished === null || !isGone(error)) throw error;
		return {file: finished, text: await files.read(finished, field, largestRun, decodeMarked)};
	}
}

/** Whether a file could not be read since there is none. */
export function isGone(error: unknown): boolean {
	return error instanceof UsageError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

/** In milliseconds since 1970; now where it is gone: a journal goes when its run ends. */
function writtenAt(file: string): number {
	return fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? Date.now();
}

/** Reads a saved run, or the journal of one that was cut off at `endedAt`, in milliseconds since 1970, or before. */
async function readRunText(text: string, file: string, endedAt: number): Promise<Run> {
	return isJournal(text)
		? journalToRun(parseJournal(text, file), endedAt, catalog)
		: inTurns(parseRunInSteps(text, file));
}
