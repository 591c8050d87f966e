import * as z from 'zod';
import {diagnose} from '../diagnosis/diagnose.ts';
import {UsageError} from '../errors.ts';
import {summarize} from '../verdict/summarize.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';
import {type Run, runShape} from './run.ts';
import {toRun, toRunRow} from './to-run.ts';

export const journalSchemaTag = 'arc-netcheck/journal@1';

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

/** Whether a text is a journal, and not a finished run. */
export function isJournal(text: string): boolean {
	return text.startsWith(`{"schema":"${journalSchemaTag}"`);
}

/**
 * Reads a journal. Its last line may be cut off, and lines that can't be read are left out; of two on one row the later
 * one holds. Throws a UsageError that names the file.
 */
export function parseJournal(text: string, file: string): Journal {
	const [first = '', ...lines] = text.split('\n');
	const head = headShape.safeParse(parseLine(first));
	if (!head.success) throw new UsageError(`${file} is no journal of a run that can be read: give another run.`);
	const results = lines.flatMap(line => (line === '' ? [] : readResult(parseLine(line))));
	return {...head.data, results: [...new Map(results.map(result => [result.planned.id, result])).values()]};
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

/** The run that a journal tells of, cut off at `endedAt`, in milliseconds since 1970, or before. */
export function journalToRun(
	{id, startedAt, vantage, settings, catalog, targets, results}: Journal,
	endedAt: number,
): Run {
	const summary = summarize(results);
	const run: JudgedRun = {
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
	return toRun(run, diagnose(run));
}
