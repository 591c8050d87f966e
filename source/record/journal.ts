import * as z from 'zod';
import type {Catalog} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import {summarize} from '../verdict/summarize.ts';
import type {Result} from '../verdict/types.ts';
import {judgeAgain} from './judge-again.ts';
import {completeOlderRun} from './older-runs.ts';
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

/**
 * The run that a journal tells of, cut off at `endedAt`, in milliseconds since 1970, or before. Its rows were judged one by
 * one as they came; here all that was seen of them is judged as a whole.
 *
 * @param catalog tells what journals of earlier versions lack
 */
export function journalToRun(journal: Journal, endedAt: number, catalog: Catalog): Run {
	const {id, startedAt, vantage, settings, targets, results} = journal;
	const run = toRun(
		{
			id,
			startedAt,
			durationMs: Math.max(0, Math.round(endedAt - Date.parse(startedAt))),
			complete: false,
			vantage: vantage ?? {hostname: 'unknown', platform: 'unknown', kind: 'jumpbox'},
			settings,
			catalogVersion: journal.catalog.version,
			summary: summarize(results),
			results,
		},
		[],
	);
	const judged = judgeAgain(completeOlderRun(run), catalog);
	const skipped = judged.summary.skipped + Math.max(0, targets - results.length);
	return {...judged, summary: {...judged.summary, targets, skipped}};
}
