import {isDeepStrictEqual} from 'node:util';
import {catalog as builtIn} from '../catalog/catalog.ts';
import type {Text} from '../chunks.ts';
import {endpointOf} from '../plan/endpoints.ts';
import {isNothingKnown} from '../record/endpoints.ts';
import {toRunRow} from '../record/judged-run.ts';
import type {Run, RunEvent, RunRow} from '../record/run.ts';
import {redactReport} from '../redact/redact-report.ts';
import {type AnswerContext, renderAnswer} from '../report/answer.ts';
import type {RunFormat} from '../report/format-names.ts';
import {runPieces} from '../report/formats.ts';
import {renderEvent, renderFinished} from '../report/ndjson.ts';
import {asStopped, check, mostRowsOnceStopped, StoppedRun} from '../session/check.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {prepareAgain} from '../session/runs/check-again.ts';
import {openSession} from '../session/session.ts';
import type {SettingsInput} from '../settings/types.ts';
import type {Result, Status} from '../verdict/types.ts';
import {tool} from '../version.ts';
import {joinWords} from '../words.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tell, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type CheckOptions = OutputOptions & {
	readonly format: RunFormat;
	readonly failOn: 'blocked' | 'warning' | 'never';
	readonly quiet?: boolean;
	/** Everything is probed, also behind a proxy where nobody answers. */
	readonly anyway?: boolean;
	/** The last run once more, or what was not ok in it. */
	readonly again?: true | 'failed';
	/** All of the text, in place of one screen. */
	readonly verbose?: boolean;
	/** Names, addresses and people are taken out of what is written; what is kept of the run keeps them. */
	readonly redact?: boolean;
};

/** Probes without questions. The report goes to stdout or a file, everything else to stderr. */
export async function checkAndReport(flags: SettingsInput, options: CheckOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const session = openSession(io);
	const prepared = options.again
		? await prepareAgain(flags, options.again === 'failed' ? 'failed' : 'all', session)
		: {...(await preparePlan(flags, session)), previous: null};
	const progress = options.quiet ? null : createProgress(io.stderr, io.stderr.isTTY === true && !io.terminal.isDumb);
	const toFile = options.output !== undefined;
	const lines: string[] = [];
	// What has to be taken out is known only when the run is over, so there is no live stream of it.
	const stream =
		options.format === 'ndjson' && !options.redact
			? createEventStream(line => (toFile ? lines.push(line) : io.stdout.write(line)))
			: null;
	const tellUnlessQuiet = (note: string) => {
		progress?.clear();
		if (!options.quiet) tellNote(note, io);
	};
	const checked = await check(prepared, session, {
		get signal() {
			return io.signal;
		},
		isLearning: true,
		isKept: true,
		previous: prepared.previous,
		onDeadProxy: options.anyway ? 'probe' : 'spare',
		onEvent(event) {
			progress?.onEvent(event);
			stream?.onEvent(event);
		},
		// All that was seen is in the journal, so that the rest can be done again. A second signal means it.
		onProbed: io.leaveSignals,
		mostRowsOnceStopped,
		tell: tellUnlessQuiet,
	}).catch(asStopped);
	if (checked instanceof StoppedRun) {
		progress?.close();
		tell(checked.message, io);
		return exitCodes.interrupted;
	}
	const {run, isKept, notKept} = checked;
	if (notKept !== null) tellUnlessQuiet(notKept);
	progress?.close();
	stream?.finish(run);

	const shown = options.redact ? redactReport(run, prepared.catalog ?? builtIn).report : run;
	const again = flags.profile === undefined ? 'check --again' : `check --profile ${flags.profile}`;
	const text = stream ? lines : renderReport(shown, options, {reference: isKept ? '' : null, again}, io);
	const hint = isKept ? `The run is kept all the same: write it with "${tool.name} report ${run.id}".` : undefined;
	await deliver(text, options, io, hint);
	if (!options.quiet && toFile) tell(`Report written to ${options.output}.`, io);
	// On a terminal the answer itself ends with how to see more of it.
	const isShown = isAnswer(options) && !toFile && io.stdout.isTTY === true;
	if (!options.quiet && isKept && !isShown) {
		tell(`Saved. Show it again: ${io.ownCommand} report`, io);
	}
	return exitCodeFor(run, options.failOn);
}

/**
 * 1 if something fails that `failOn` names, 3 if nothing could be decided, 130 for a run that was stopped. `blocked` looks
 * at the endpoints alone; `warning` also at findings that have none, such as a clock that is off.
 */
export function exitCodeFor({complete, results, findings}: Run, failOn: CheckOptions['failOn']): number {
	if (!complete) return exitCodes.interrupted;
	if (isNothingKnown(results) && failOn !== 'never') return exitCodes.notCompleted;
	const failing = {
		blocked: results.some(({severity}) => severity === 'error'),
		warning: [...results, ...findings].some(({severity}) => severity === 'error' || severity === 'warning'),
		never: false,
	}[failOn];
	return failing ? exitCodes.blocked : exitCodes.allReachable;
}

/** How a run is written, by whatever command. */
type Written = Pick<CheckOptions, 'format' | 'output' | 'verbose'>;

/** Whether the run is answered on one screen: as text, without all its details. */
function isAnswer({format, verbose}: Pick<Written, 'format' | 'verbose'>): boolean {
	return format === 'text' && verbose !== true;
}

/** A run as a command writes it: the answer on one screen, or the whole in its format. */
export function renderReport(
	run: Run,
	options: Written,
	context: Omit<AnswerContext, 'ownCommand'>,
	io: CommandIo,
): Text {
	const render = renderOptionsFor(io, options.output !== undefined);
	if (!isAnswer(options)) return runPieces(options.format, run, render);
	return renderAnswer(run, render, {...context, ownCommand: io.ownCommand});
}

type EventStream = {
	onEvent(event: RunEvent): void;
	/** Ends the stream once the run is settled. */
	finish(run: Run): void;
};

/**
 * Writes the events of a run as NDJSON while it goes on. Siblings may change a verdict after its target was told: such
 * a target is told again before the end, so that the last line of each target is the one of the report.
 */
function createEventStream(write: (line: string) => void): EventStream {
	const told = new Map<string, RunRow>();
	let end: Extract<RunEvent, {type: 'run-finished'}> | null = null;
	return {
		onEvent(event) {
			if (event.type === 'run-finished') {
				end = event;
				return;
			}
			if (event.type === 'target-finished') told.set(event.target, toRunRow(event.result));
			write(renderEvent(event));
		},
		finish({results}) {
			if (end === null) return;
			for (const row of results) if (!isDeepStrictEqual(told.get(row.id), row)) write(renderFinished(row, end.at));
			write(renderEvent(end));
		},
	};
}

const words: {readonly [status in Status]: string} = {
	reachable: 'ok',
	intercepted: 'INTERCEPTED',
	unstable: 'UNSTABLE',
	blocked: 'BLOCKED',
	unverified: 'unverified',
	skipped: 'skipped',
};

/** A terminal is told no more often than this, in milliseconds: a large run would fill a slow line with numbers. */
const drawnEveryMs = 100;
/** And no less often, so that waiting is seen to go on. */
const drawnAgainMs = 1000;

/**
 * Tells on stderr how a run goes, in endpoints. On a terminal one line is written over and over; elsewhere each finished
 * endpoint has a plain line, which suits logs.
 */
export function createProgress(
	stream: NodeJS.WriteStream,
	isDrawn: boolean,
): {onEvent(event: RunEvent): void; clear(): void; close(): void} {
	let total = 0;
	const done = new Set<string>();
	const blocked = new Set<string>();
	const told = new Set<string>();
	const skipped = new Set<string>();
	let drawnAt = Number.NEGATIVE_INFINITY;
	let startedAt = performance.now();
	let heartbeat: NodeJS.Timeout | undefined;
	/** One line over and over on a terminal, else a line of its own for each. */
	const write = (drawn: string, plain: string) =>
		stream.write(isDrawn ? `\r\u001B[K${drawn.slice(0, (stream.columns || 80) - 1)}` : `${plain}\n`);
	const clear = () => {
		if (isDrawn) stream.write('\r\u001B[K');
	};
	const timeTaken = () => {
		const seconds = Math.floor((performance.now() - startedAt) / 1000);
		return seconds < 1 ? '' : `, ${seconds} s`;
	};
	const counts = () => {
		const open = total - done.size;
		const parts = [`${done.size} of ${total}`, `${blocked.size} blocked`, ...(open > 0 ? [`${open} under way`] : [])];
		return `Probing endpoints: ${parts.join(', ')}`;
	};
	/** Draws a line again and again with the time that has gone, so that waiting is seen to go on. */
	const beat = (line: () => string) => {
		startedAt = performance.now();
		if (!isDrawn) return;
		heartbeat = setInterval(() => write(`${line()}${timeTaken()}`, ''), drawnAgainMs);
		heartbeat.unref();
	};
	const begin = (endpoints: number) => {
		total = endpoints;
		beat(counts);
		if (isDrawn) write(counts(), '');
	};
	const tell = (result: Result) => {
		const now = performance.now();
		if (isDrawn && now - drawnAt < drawnEveryMs) return;
		drawnAt = now;
		const line = lineFor(result);
		// Rows that share an endpoint and its verdict are told once.
		if (!isDrawn && told.has(line)) return;
		told.add(line);
		write(`${counts()}${timeTaken()}`, `[${done.size}/${total}] ${line}`);
	};
	return {
		onEvent(event) {
			if (event.type === 'expansion-started') {
				const text = 'Asking which hosts this region uses';
				write(text, `${text}: ${joinWords(event.hosts)}`);
				beat(() => text);
			}
			if (event.type === 'expansion-finished') {
				clearInterval(heartbeat);
				// Notes follow, which must not stand behind the drawn line.
				clear();
			}
			if (event.type === 'run-started') begin(event.endpoints);
			if (event.type !== 'target-finished') return;
			const endpoint = endpointOf(event.result.planned);
			// A line for each that was not begun would bury the others.
			if (event.result.verdict.status === 'skipped') {
				skipped.add(endpoint);
				return;
			}
			done.add(endpoint);
			if (event.result.verdict.status === 'blocked') blocked.add(endpoint);
			tell(event.result);
		},
		/** Takes the drawn line away, for what is written in its place. */
		clear,
		close() {
			clearInterval(heartbeat);
			clear();
			if (!isDrawn && skipped.size > 0) stream.write(`Stopped: ${done.size} of ${total} tested.\n`);
		},
	};
}

function lineFor({planned, verdict}: Result): string {
	return [words[verdict.status].padEnd(11), endpointOf(planned), verdict.cause ?? ''].join(' ').trimEnd();
}
