import fs from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import * as z from 'zod';
import {endpointOf} from '../../plan/endpoints.ts';
import {
	compareBadness,
	countFaults,
	describeWorstFault,
	type FaultCounts,
	isNothingKnown,
	isTested,
} from '../../record/endpoints.ts';
import {type Journal, parseJournal} from '../../record/journal.ts';
import {runShape} from '../../record/run.ts';
import {surveySchemaTag} from '../../record/survey/survey.ts';
import {finishedFile, type KeptRun, longestSilence} from '../../store/runs-folder.ts';
import {lookAtFiles, readOpened} from '../../store/write-file.ts';
import {type Severity, type Status, severities, statuses} from '../../verdict/types.ts';
import {countOf} from '../../words.ts';
import {largestRun} from '../files/user-files.ts';

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

/** What is read of a survey: a list must come at once. */
const surveyOutline = z.object({
	schema: z.literal(surveySchemaTag),
	startedAt: z.string(),
	settings: z.object({region: z.string()}),
	vantages: z.array(z.unknown()),
	cells: z.array(
		z.object({row: z.string(), target: z.string(), severity: z.enum(severities), status: z.enum(statuses)}),
	),
});

/** `ok`: all that is needed is reachable; `failing`: something needed is not; `undecided`: nothing could be tested; `stopped`: ended early by a signal; `incomplete`: cut off, as by a line that dropped; `running`: under way; `damaged`: can't be read. */
type RunState = 'ok' | 'failing' | 'undecided' | 'stopped' | 'incomplete' | 'running' | 'damaged';

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
	/** How many places a survey is of; none: it is a run. */
	readonly places?: number;
	/** Rows: several requirements may lead to one endpoint. */
	readonly targets: number | null;
	/** Rows with a result so far. */
	readonly probed: number | null;
	/** Rows that are needed and fail. */
	readonly errors: number | null;
	readonly warnings: number | null;
	readonly endpoints: EndpointOutline | null;
};

/** Outlines a run that is kept, without checking the whole of it: a list of fifty must come at once. Null where it has gone since it was listed. */
export function outlineRun(run: KeptRun): RunOutline | null {
	if (run.kind === 'journal') return outlineAnew(run);
	const key = keyOf(run);
	const outline = (key === null ? undefined : outlines.get(key)) ?? outlineAnew(run);
	// What could not be read may be readable the next time.
	if (key !== null && outline && outline.state !== 'damaged') outlines.set(key, outline);
	return outline;
}

/** What tells a kept run from every other, and from itself once it has changed; null where nothing can be seen. */
function keyOf({profile, file}: KeptRun): string | null {
	try {
		const seen = lookAtFiles([file]).get(file);
		return seen === undefined ? null : [profile, file, seen].join('\n');
	} catch {
		return null;
	}
}

/** Of finished runs, which stay as they are: one of ten thousand endpoints takes more than a second, and the wizard lists them twice. */
const outlines = new Map<string, RunOutline>();

function outlineAnew(run: KeptRun): RunOutline | null {
	const {id, file} = run;
	const kept = {profile: run.profile, id, file};
	const nothing = {region: null, targets: null, probed: null, errors: null, warnings: null, endpoints: null};
	try {
		const text = readKept(file);
		if (run.kind === 'journal') {
			const journal = parseJournal(text, file);
			const {startedAt, settings, targets, rows} = journal;
			const writtenAt = fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? run.writtenAt;
			const state = isRunning(journal, writtenAt) ? 'running' : 'incomplete';
			return {
				...kept,
				state,
				startedAt,
				region: settings.region,
				targets,
				probed: rows.filter(({status}) => status !== 'skipped').length,
				...countSeverities(rows.map(({severity}) => severity)),
				endpoints: outlineEndpoints(rows, journal.endpoints),
			};
		}
		const data = z.union([finishedShape, surveyOutline]).parse(JSON.parse(text));
		if (data.schema === surveySchemaTag) return {...kept, ...outlineSurvey(data)};
		const {startedAt, complete, settings, summary, results} = data;
		const counts = countSeverities(results.map(({severity}) => severity));
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
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
			return {...kept, state: 'damaged', startedAt: timeOfId(id), ...nothing};
		}
		const finished = finishedFile(file);
		return finished === null ? null : outlineRun({...run, kind: 'finished', file: finished});
	}
}

/** The text of a run, unless it is larger than any run is read. */
function readKept(file: string): string {
	const read = (descriptor: number, stats: fs.Stats) => {
		if (!stats.isFile() || stats.size > largestRun) throw new Error('no file of a run');
		return fs.readFileSync(descriptor, 'utf8');
	};
	return readOpened(file, read, {isLinkFollowed: true});
}

/** The worst that any vantage point sees of each row. One that was stopped is not gone on with: it is made again. */
function outlineSurvey({startedAt, settings, vantages, cells}: z.output<typeof surveyOutline>) {
	const rows = [...Map.groupBy(cells, ({row}) => row).values()].map(each =>
		each.reduce((worst, cell) => (compareBadness(worst, cell) <= 0 ? worst : cell)),
	);
	const counts = countSeverities(rows.map(({severity}) => severity));
	const state = rows.every(({status}) => !isTested({status})) ? 'undecided' : counts.errors > 0 ? 'failing' : 'ok';
	return {
		state,
		startedAt,
		region: settings.region,
		places: vantages.length,
		targets: rows.length,
		probed: rows.filter(({status}) => status !== 'skipped').length,
		...counts,
		endpoints: outlineGroups([...Map.groupBy(rows, ({target}) => target).values()]),
	} as const;
}

function countSeverities(found: readonly string[]): {errors: number; warnings: number} {
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

/** How a run ended, in a few words. */
export function describeOutcome({state, endpoints}: Pick<RunOutline, 'state' | 'endpoints'>): string {
	if (endpoints === null) return state;
	const {total, probed, faults, warnings} = endpoints;
	switch (state) {
		case 'ok':
			return warnings > 0 ? `ok, ${countOf(warnings, 'warning')}` : 'ok';
		case 'failing':
			return `FAILING, ${describeWorstFault(faults, {aside: true})}`;
		case 'undecided':
			return `undecided, none of ${countOf(total, 'endpoint')} could be tested`;
		default:
			return `${state}, ${probed} of ${countOf(total, 'endpoint')} probed`;
	}
}

const units = [
	['day', 86_400_000],
	['hour', 3_600_000],
	['minute', 60_000],
] as const;

/** `3 hours ago`; a clock that was set back makes it `just now`. */
export function describeAge(startedAt: string, now: number): string {
	const age = now - Date.parse(startedAt);
	const unit = units.find(([, length]) => age >= length);
	return unit ? `${countOf(Math.floor(age / unit[1]), unit[0])} ago` : 'just now';
}

/** A run in numbers, by endpoints: the unit of every number that a reader sees. */
export type EndpointOutline = {
	readonly total: number;
	/** With a result so far. */
	readonly probed: number;
	/** Needed, and failing. */
	readonly failing: number;
	readonly warnings: number;
	/** What the answer on the screen counts. */
	readonly faults: FaultCounts;
};

type Row = Parameters<typeof endpointOf>[0] & {readonly status: Status; readonly severity: Severity};

/** Counts endpoints by their worst row. `total` may be larger than what the rows tell: a run that was cut off has no row for the rest. */
export function outlineEndpoints(rows: readonly Row[], total = 0): EndpointOutline {
	return outlineGroups([...Map.groupBy(rows, endpointOf).values()], total);
}

function outlineGroups(groups: readonly (readonly Pick<Row, 'status' | 'severity'>[])[], total = 0): EndpointOutline {
	const endpoints = groups.map(group => ({
		isProbed: group.some(({status}) => status !== 'skipped'),
		worst: group.reduce((worst, {severity}) => Math.max(worst, severities.indexOf(severity)), 0),
	}));
	const countWorst = (severity: Severity) =>
		endpoints.filter(({worst}) => worst === severities.indexOf(severity)).length;
	const tested = groups
		.map(group => group.filter(isTested))
		.filter(group => group.length > 0)
		.map(group => group.reduce((worst, row) => (compareBadness(worst, row) <= 0 ? worst : row)));
	return {
		total: Math.max(total, endpoints.length),
		probed: endpoints.filter(({isProbed}) => isProbed).length,
		failing: countWorst('error'),
		warnings: countWorst('warning'),
		faults: countFaults(tested),
	};
}
