import fs from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import * as z from 'zod';
import {diagnose} from '../../diagnosis/diagnose.ts';
import {UsageError} from '../../errors.ts';
import {isNothingKnown} from '../../record/counts.ts';
import {type EndpointOutline, outlineEndpoints} from '../../record/outline-endpoints.ts';
import {parseRun} from '../../record/parse-run.ts';
import {type Run, runShape} from '../../record/run.ts';
import {toRun, toRunRow} from '../../record/to-run.ts';
import {type FoundRun, findRun} from '../../store/find-run.ts';
import {longestSilence} from '../../store/run-journal.ts';
import type {KeptRun} from '../../store/runs-folder.ts';
import {summarize} from '../../verdict/summarize.ts';
import {type JudgedRun, type Result, severities, statuses} from '../../verdict/types.ts';
import {readUserFile} from '../files/read-user-file.ts';
import {readingRuns} from '../store-errors.ts';
import {journalSchemaTag} from './keep-run.ts';

const headShape = z.object({
	schema: z.literal(journalSchemaTag),
	id: z.string(),
	startedAt: z.string(),
	targets: z.int(),
	// Journals of earlier versions do not know it.
	endpoints: z.int().optional(),
	vantage: runShape.shape.vantage.optional(),
	process: z.object({hostname: z.string(), pid: z.int()}).optional(),
	settings: runShape.shape.settings,
	catalog: runShape.shape.catalog,
});

/** What the journal of a run holds: of one that is under way, or was cut off. */
export type Journal = z.output<typeof headShape> & {readonly results: readonly Result[]};

/** Finds a run and reads it. Throws a UsageError that names `field`, or the file and the place in it. */
export async function readRun(runs: string, reference: string, field: string): Promise<Run> {
	return readFoundRun(
		readingRuns(runs, () => findRun(runs, reference, field)),
		field,
	);
}

/** Reads a run that was found. Of one that was cut off comes what it had by then, marked incomplete. */
export async function readFoundRun(found: FoundRun, field: string): Promise<Run> {
	const text = await readUserFile(found.file, field);
	return readRunText(text, found.file, fs.statSync(found.file).mtimeMs);
}

/** Reads a saved run, or the journal of one that was cut off at `endedAt`, in milliseconds since 1970, or before. */
export function readRunText(text: string, file: string, endedAt: number): Run {
	if (!text.startsWith(`{"schema":"${journalSchemaTag}"`)) return parseRun(text, file);
	const run = journalToJudgedRun(parseJournal(text, file), endedAt);
	return toRun(run, diagnose(run));
}

/** Reads a journal. Its last line may be cut off, and lines that can't be read are left out. */
function parseJournal(text: string, file: string): Journal {
	const [first = '', ...lines] = text.split('\n');
	const head = headShape.safeParse(parseLine(first));
	if (!head.success) throw new UsageError(`${file} is no journal of a run that can be read: give another run.`);
	return {...head.data, results: lines.flatMap(line => (line === '' ? [] : readResult(parseLine(line))))};
}

function parseLine(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

/** A result, if a report can be made from it. */
function readResult(data: unknown): Result[] {
	const result = data as Result;
	try {
		return runShape.shape.results.element.safeParse(toRunRow(result)).success ? [result] : [];
	} catch (error) {
		if (error instanceof TypeError || error instanceof z.ZodError) return [];
		throw error;
	}
}

function journalToJudgedRun(
	{id, startedAt, vantage, settings, catalog, targets, results}: Journal,
	endedAt: number,
): JudgedRun {
	const summary = summarize(results);
	return {
		id,
		startedAt,
		durationMs: Math.max(0, Math.round(endedAt - Date.parse(startedAt))),
		complete: false,
		vantage: vantage ?? {hostname: 'unknown', platform: 'unknown', kind: 'jumpbox'},
		settings,
		catalogVersion: catalog.version,
		summary: {...summary, targets, skipped: summary.skipped + Math.max(0, targets - results.length)},
		results,
	};
}

const finishedShape = z.object({
	schema: z.literal(runShape.shape.schema.value),
	startedAt: z.string(),
	complete: z.boolean(),
	settings: z.object({region: z.string()}),
	summary: runShape.shape.summary,
	results: z.array(
		z.object({
			severity: z.enum(severities),
			status: z.enum(statuses),
			target: z.object({host: z.string(), port: z.int()}).nullable(),
			requirement: z.object({pattern: z.string(), port: z.int()}).nullable(),
		}),
	),
});

/** `ok`: all that is needed is reachable; `failing`: something needed is not; `undecided`: nothing could be tested; `stopped`: ended early by a signal; `incomplete`: cut off, as by a line that dropped; `running`: under way; `damaged`: can't be read. */
export type RunState = 'ok' | 'failing' | 'undecided' | 'stopped' | 'incomplete' | 'running' | 'damaged';

/** A run in one line. */
export type RunOutline = {
	readonly profile: string | null;
	readonly id: string;
	readonly file: string;
	readonly state: RunState;
	/** ISO time. */
	readonly startedAt: string;
	/** Null where it can't be read. */
	readonly region: string | null;
	/** Rows: several requirements may lead to one endpoint. */
	readonly targets: number | null;
	/** Rows with a result so far. */
	readonly probed: number | null;
	/** Rows that are needed and fail. */
	readonly errors: number | null;
	readonly warnings: number | null;
	readonly endpoints: EndpointOutline | null;
};

/** Outlines a run that is kept, without checking the whole of it: a list of fifty must come at once. */
export function outlineRun(run: KeptRun): RunOutline {
	const {id, file} = run;
	const kept = {profile: run.profile, id, file};
	const nothing = {region: null, targets: null, probed: null, errors: null, warnings: null, endpoints: null};
	try {
		const text = fs.readFileSync(file, 'utf8');
		if (run.kind === 'journal') {
			const journal = parseJournal(text, file);
			const {startedAt, settings, targets, results} = journal;
			const found = results.map(({verdict}) => verdict.severity);
			const state = isRunning(journal, fs.statSync(file).mtimeMs) ? 'running' : 'incomplete';
			return {
				...kept,
				state,
				startedAt,
				region: settings.region,
				targets,
				probed: results.length,
				...countOf(found),
				endpoints: outlineEndpoints(
					results.map(({planned, verdict}) => ({...planned, ...verdict})),
					journal.endpoints,
				),
			};
		}
		const {startedAt, complete, settings, summary, results} = finishedShape.parse(JSON.parse(text));
		const counts = countOf(results.map(({severity}) => severity));
		const state = !complete ? 'stopped' : isNothingKnown(results) ? 'undecided' : counts.errors > 0 ? 'failing' : 'ok';
		const probed = summary.targets - summary.skipped;
		return {
			...kept,
			state,
			startedAt,
			region: settings.region,
			targets: summary.targets,
			probed,
			...counts,
			endpoints: outlineEndpoints(results),
		};
	} catch {
		return {...kept, state: 'damaged', startedAt: timeOfId(id), ...nothing};
	}
}

function countOf(found: readonly string[]): {errors: number; warnings: number} {
	const count = (wanted: string) => found.filter(severity => severity === wanted).length;
	return {errors: count('error'), warnings: count('warning')};
}

function isRunning({process: writer}: Journal, writtenAt: number): boolean {
	if (writer === undefined || writer.hostname !== os.hostname()) return false;
	// Process numbers are used again, so a journal that nobody wrote to for so long has no writer any more.
	if (Date.now() - writtenAt > longestSilence) return false;
	try {
		process.kill(writer.pid, 0);
		return true;
	} catch (error) {
		// Of another user, but there.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** `20261122T203000Z-…` as an ISO time. */
function timeOfId(id: string): string {
	return id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6.000Z');
}
