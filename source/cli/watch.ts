import {performance} from 'node:perf_hooks';
import {setTimeout as wait} from 'node:timers/promises';
import {catalog as builtIn} from '../catalog/catalog.ts';
import type {Catalog} from '../catalog/types.ts';
import {EnvironmentError, UsageError} from '../errors.ts';
import {isChange, isNews} from '../record/diff/diff-runs.ts';
import {diffReports} from '../record/diff/diff-surveys.ts';
import type {Run} from '../record/run.ts';
import {type Survey, surveySchemaTag} from '../record/survey/survey.ts';
import {redactDiff, redactReport} from '../redact/redact-report.ts';
import {renderDiff} from '../report/diff/formats.ts';
import {escapeJson} from '../report/escape.ts';
import {matrixOf, verdictOf} from '../report/survey/matrix.ts';
import {overallVerdict} from '../report/view/summary.ts';
import {safeText} from '../safe-text.ts';
import {asStopped, check, mostRowsOnceStopped, StoppedRun} from '../session/check.ts';
import type {Carried} from '../session/own-program.ts';
import {type PreparedPlan, preparePlan} from '../session/prepare-plan.ts';
import {readNamedReport} from '../session/runs/read-run.ts';
import {openSession, type Session} from '../session/session.ts';
import {readingRuns} from '../session/store-errors.ts';
import {surveyAndKeep} from '../session/vantage/survey.ts';
import type {SettingsInput} from '../settings/types.ts';
import {listRunsOf} from '../store/runs-folder.ts';
import type {ClusterOptions} from '../vantage/kubernetes/cluster.ts';
import type {From} from '../vantage/point.ts';
import {formatTime} from '../words.ts';
import {wrapText} from '../wrap-text.ts';
import type {CheckOptions} from './check.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tell as tellLine, tellNote} from './io.ts';
import {placesFor, stopLate} from './vantage.ts';
import {deliver} from './write-output.ts';

const unitLengths: {readonly [unit: string]: number} = {s: 1000, m: 60_000, h: 3_600_000};

/** Less than that would be an attack on the proxy that it watches, in milliseconds. */
const shortest = 10_000;
const longest = 86_400_000;

/** Reads `30s`, `5m` or `1h` and returns milliseconds. Throws a UsageError that names `field`. */
export function parseInterval(text: string, field: string): number {
	const [, count, unit = ''] = /^(\d{1,6})([smh])$/.exec(text.trim()) ?? [];
	const length = Number(count) * (unitLengths[unit] ?? Number.NaN);
	if (!(length >= shortest && length <= longest)) {
		throw new UsageError(`${field} is "${safeText(text, 40)}": give a time from 10s to 24h, such as 30s, 5m or 1h.`);
	}
	return length;
}

/** Repeats the check of a profile until it is stopped, and prints what changed since the last run, and only that. */
export async function watch(
	flags: SettingsInput,
	options: CheckOptions & {
		readonly watch: number;
		readonly from?: readonly string[];
		readonly cluster?: ClusterOptions;
		readonly carry?: Carried;
	},
	io: CommandIo,
	lookOnce: typeof look = look,
): Promise<number> {
	if (flags.profile === undefined) {
		throw new UsageError(
			'--watch compares the runs of a profile: save one with "profiles save", and name it with --profile.',
		);
	}
	if ((options.format !== 'text' && options.format !== 'json') || options.output !== undefined) {
		throw new UsageError(
			'--watch prints changes as text, or with --format json one a line: leave out other formats and --output.',
		);
	}
	if (options.again !== undefined) {
		throw new UsageError('--watch repeats the whole check of a profile: leave out --again.');
	}
	const {signal} = io;
	const from = placesFor(options, flags.profile, io);
	const session = openSession(io);
	let last = await readLastRun(flags.profile, session, io);
	let isFirst = true;
	let toldBefore: ReadonlySet<string> = new Set();
	while (!signal.aborted) {
		// The wall clock may be set in the meantime.
		const startedAt = performance.now();
		const told = new Set<string>();
		const tell = (note: string) => {
			// Once is enough while it holds.
			if (!options.quiet && !toldBefore.has(note) && !told.has(note)) tellNote(note, io);
			told.add(note);
		};
		const prepared = await preparePlan(flags, session, {signal}).catch((error: unknown) => {
			// Stopped while it waited for a PAC; or that is out of reach for a while.
			if (!signal.aborted && (isFirst || !(error instanceof UsageError))) throw error;
			if (error instanceof UsageError) tell(error.message);
			return null;
		});
		if (signal.aborted) break;
		const places = {from, anyway: options.anyway, cluster: options.cluster, carry: options.carry};
		const made =
			prepared &&
			(await lookOnce(prepared, places, session, tell, io)
				.catch(asStopped)
				.catch((error: unknown) => {
					// Where the first look sees nothing the places may be named wrongly; later they are out of reach for a while.
					if (isFirst || !(error instanceof EnvironmentError)) throw error;
					tell(`${error.message} ${error.hint}`);
					return null;
				}));
		if (made instanceof StoppedRun) {
			tellNote(made.message, io);
			break;
		}
		// What a signal cut short says nothing about the network.
		if (signal.aborted) break;
		if (made !== null && made.schema !== surveySchemaTag && !made.complete) {
			tell(
				'The check broke off before its end, so it is not compared. The next one is compared with the last whole one.',
			);
		} else if (made !== null) {
			await deliver(
				describe(last, made, {...options, isFirst, catalog: prepared?.catalog ?? builtIn}, io),
				{},
				io,
				'Make room for it, and start again.',
			);
			last = made;
			isFirst = false;
		}
		toldBefore = told;
		await waitFor(options.watch - (performance.now() - startedAt), signal);
	}
	if (!options.quiet) {
		// The terminal has written ^C where the cursor is.
		if (io.stderr.isTTY) io.stderr.write('\n');
		tellLine(`Stopped watching ${flags.profile}.`, io);
	}
	return exitCodes.interrupted;
}

/** One check, from here or from the places of the profile. */
async function look(
	prepared: PreparedPlan,
	{
		from,
		anyway,
		cluster,
		carry,
	}: {
		readonly from: readonly From[];
		readonly anyway: boolean | undefined;
		readonly cluster: ClusterOptions | undefined;
		readonly carry: Carried | undefined;
	},
	session: Session,
	tell: (note: string) => void,
	io: CommandIo,
): Promise<Run | Survey> {
	const {signal, stdin} = io;
	if (from.length > 0) {
		const work = surveyAndKeep(prepared, from, session, {
			...{signal, stdin, tell, mostRowsOnceStopped},
			...(cluster && {cluster}),
			...(carry && {carry}),
		});
		const {survey: made, notKept} = await Promise.race([work, stopLate(signal)]);
		if (notKept !== null && !signal.aborted) tell(notKept);
		const [run] = made.runs;
		return run !== undefined && made.vantages.length === 1 ? run : made;
	}
	const {run, notKept} = await check(prepared, session, {
		signal,
		isLearning: true,
		isKept: true,
		onDeadProxy: anyway ? 'probe' : 'spare',
		mostRowsOnceStopped,
		tell,
	});
	if (notKept !== null) tell(notKept);
	return run;
}

/** What there is to say of a run: its verdict the first time, then what changed, or nothing. */
function describe(
	last: Run | Survey | null,
	report: Run | Survey,
	{
		format,
		redact,
		isFirst,
		catalog,
	}: Pick<CheckOptions, 'format' | 'redact'> & {readonly isFirst: boolean; readonly catalog: Catalog},
	io: CommandIo,
): string {
	const whole = last === null ? null : diffReports(last, report);
	const diff = redact && last !== null && whole !== null ? redactDiff(whole, [last, report], catalog) : whole;
	if (format === 'json') return diff?.summary.changed ? `${escapeJson(JSON.stringify(diff))}\n` : '';
	const shown = redact && report.schema !== surveySchemaTag ? redactReport(report, catalog).report : report;
	const first = `${formatTime(report.startedAt)}: ${sentenceOf(shown)}`;
	// A log has one line for it; a terminal would break it within a word.
	const lines = io.stdout.isTTY === true ? wrapText(first, renderOptionsFor(io, false).columns) : [first];
	const verdict = isFirst ? `${lines.join('\n')}\n` : '';
	if (!diff?.summary.changed) return verdict;
	const changes = diff.changes.filter(isChange).map(change => ({
		...change,
		kinds: change.kinds.filter(isNews),
	}));
	return `${verdict}${renderDiff('text', {...diff, changes}, renderOptionsFor(io, false))}\n`;
}

function sentenceOf(report: Run | Survey): string {
	// A survey's own sentence counts, and names nobody.
	if (report.schema === surveySchemaTag) return verdictOf(report, matrixOf(report));
	return overallVerdict(report).sentence;
}

/** The newest finished run of the profile that can be read, or null. */
async function readLastRun(profile: string, session: Session, io: CommandIo): Promise<Run | Survey | null> {
	const {runs} = session.home;
	const [last] = readingRuns(runs, () => listRunsOf(runs, profile)).filter(({kind}) => kind === 'finished');
	if (last === undefined) return null;
	try {
		return await readNamedReport(`${profile}@last`, 'The last run', session, io);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		tellNote(error.message, io);
		return null;
	}
}

async function waitFor(length: number, signal: AbortSignal): Promise<void> {
	try {
		await wait(Math.max(0, length), undefined, {signal});
	} catch (error) {
		// Stopped while it waited: that is how a watch ends.
		if (!signal.aborted) throw error;
	}
}
