import * as z from 'zod';
import type {Catalog} from '../catalog/types.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {UsageError} from '../errors.ts';
import {isOutsideCatalog} from '../plan/requirements.ts';
import type {Plan} from '../plan/types.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import {count, isoTime, type ReadOnly} from '../shape-kit.ts';
import {judgeRun, judgeUnseen} from '../verdict/judge-run.ts';
import {summarize} from '../verdict/types.ts';
import {tool} from '../version.ts';
import {evidenceOf, toRun, toRunRow} from './judged-run.ts';
import {completeOlderRow} from './parse-run.ts';
import {type Run, type RunRow, rowShape, runShape} from './run.ts';
import {toCatalogUsed} from './shape.ts';

const journalSchemaTag = 'arc-netcheck/journal@2';

/** Its lines held rows as they are in memory. */
const olderSchemaTag = 'arc-netcheck/journal@1';

const headShape = z.object({
	schema: z.enum([journalSchemaTag, olderSchemaTag]),
	id: z.string(),
	startedAt: isoTime(),
	/** Rows of the plan. */
	targets: count(),
	// Older journals do not know it.
	endpoints: count().optional(),
	vantage: runShape.shape.vantage.optional(),
	/** Who writes it: a journal whose writer is gone will not be finished. */
	process: z.object({hostname: z.string(), pid: z.int()}).optional(),
	settings: runShape.shape.settings,
	catalog: runShape.shape.catalog,
});

type Head = z.output<typeof headShape>;

/** What the journal of a run holds: of one that is under way, or was cut off. */
export type Journal = Head & {readonly rows: readonly RunRow[]};

/** The first line of a journal. */
export function journalHead(
	{settings, ...plan}: Plan,
	facts: ReadOnly<Required<Pick<Head, 'id' | 'startedAt' | 'targets' | 'endpoints' | 'vantage' | 'process'>>>,
): object {
	const {id, startedAt, vantage, process, targets, endpoints} = facts;
	return {
		schema: journalSchemaTag,
		tool,
		id,
		startedAt,
		vantage,
		process,
		targets,
		endpoints,
		settings,
		catalog: toCatalogUsed(plan),
	};
}

/** The rows of a plan before anything was seen: a journal begins with them, so that a run that is cut off lacks none. */
export function* unseenRows({targets}: Plan): Generator<RunRow> {
	for (const planned of targets) yield toRunRow(judgeUnseen(planned));
}

/** Whether a text is the journal of a run, of this version or another. */
export function isJournal(text: string): boolean {
	return text.startsWith('{"schema":"arc-netcheck/journal@');
}

/**
 * Reads a journal. Its last line may be cut off, and lines that can't be read are left out; of several lines on one row
 * the last one holds.
 *
 * @throws {UsageError} naming the file, where the first line can't be read
 */
export function parseJournal(text: string, file: string): Journal {
	const [first = '', ...lines] = text.split('\n');
	const head = headShape.safeParse(parseLine(first));
	if (!head.success) throw new UsageError(`${file} is no journal of a run that can be read: give another run.`);
	const rows = new Map<string, RunRow>();
	const isOlder = head.data.schema === olderSchemaTag;
	for (const line of lines) {
		const data = parseLine(line);
		const row = rowShape.safeParse(isOlder ? fromOlderLine(data) : data);
		if (row.success) rows.set(row.data.id, completeOlderRow(row.data));
	}
	return {...head.data, rows: [...rows.values()]};
}

function parseLine(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

/**
 * The run that a journal tells of, cut off at `endedAt`, in milliseconds since 1970, or before. Its rows were judged one by
 * one as they came; here all that was seen of them is judged as a whole.
 *
 * @param catalog tells what journals of earlier versions lack
 */
export function journalToRun(journal: Journal, endedAt: number, catalog: Catalog): Run {
	const {id, startedAt, vantage, settings, targets, rows} = journal;
	const {plan, observations} = evidenceOf({settings, catalog: journal.catalog, results: rows}, catalog);
	const results = judgeRun(plan, observations, () => true);
	const summary = summarize(results);
	const run = {
		id,
		startedAt,
		durationMs: Math.max(0, Math.round(endedAt - Date.parse(startedAt))),
		complete: false,
		vantage: vantage ?? {hostname: 'unknown', platform: 'unknown', kind: 'jumpbox' as const},
		settings,
		catalogVersion: plan.catalogVersion,
		catalogChecksum: plan.catalogChecksum,
		// An older journal lacks the rows that the run did not get to.
		summary: {...summary, targets, skipped: summary.skipped + Math.max(0, targets - results.length)},
		results,
	};
	return toRun(run, diagnose(run));
}

const olderLineShape = z.object({
	planned: z.looseObject({
		requirement: z.looseObject({id: z.string(), expect: z.unknown()}),
		route: z
			.object({
				via: z.string(),
				proxy: z
					.object({scheme: z.enum(['http', 'https']), host: z.string(), port: z.int(), username: z.string().nullable()})
					.nullable(),
				noProxyRule: z.string().nullable(),
				reason: z.string(),
			})
			.nullable(),
		note: z.string().nullable(),
	}),
	attempts: z.unknown(),
	controls: z.unknown(),
	verdict: z.looseObject({notes: z.array(z.string())}),
});

/** A line of an older journal as a row, not yet checked. */
function fromOlderLine(line: unknown): unknown {
	const older = olderLineShape.safeParse(line);
	if (!older.success) return undefined;
	const {planned, verdict, attempts, controls} = older.data;
	const {requirement, route, note} = planned;
	return {
		...planned,
		...verdict,
		requirement: isOutsideCatalog(requirement) ? null : requirement,
		expect: requirement.expect,
		route: route?.via ?? null,
		routeReason: route?.reason ?? null,
		noProxyRule: route?.noProxyRule ?? null,
		proxy: route?.proxy ? formatProxy(route.proxy) : null,
		notes: note === null ? verdict.notes : [note, ...verdict.notes],
		attempts,
		controls,
	};
}
