import {readFile} from 'node:fs/promises';
import {catalog} from '../catalog/catalog.ts';
import {UsageError} from '../errors.ts';
import {buildSurvey} from '../record/survey/build-survey.ts';
import type {Survey} from '../record/survey/survey.ts';
import {redactReport, redactSurvey} from '../redact/redact-report.ts';
import type {RunFormat} from '../report/format-names.ts';
import {runPieces} from '../report/formats.ts';
import {renderSurvey} from '../report/survey/render-survey.ts';
import {asStopped, mostRowsOnceStopped, StoppedRun} from '../session/check.ts';
import {collectText} from '../session/files/user-files.ts';
import type {Carried} from '../session/own-program.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {loadProfile} from '../session/profiles/load-profile.ts';
import {openSession} from '../session/session.ts';
import {lookForAnother} from '../session/vantage/agent.ts';
import {importLogs, readLogFiles, writeNextScript, writeScript} from '../session/vantage/portable.ts';
import {surveyAndKeep} from '../session/vantage/survey.ts';
import type {SettingsInput} from '../settings/types.ts';
import type {ClusterOptions} from '../vantage/kubernetes/cluster.ts';
import {stepFor} from '../vantage/look.ts';
import {type From, parseFrom} from '../vantage/point.ts';
import {exitCodeFor} from './check.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tell, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

export type ScriptCommandOptions = OutputOptions & {
	/** Logs of the first round. */
	readonly after?: readonly string[];
	/** New connections a second. */
	readonly rate?: number;
	readonly quiet?: boolean;
};

/** Writes the portable probe for a plan, or for the round that the judge asks for after a log. No traffic. */
export async function script(flags: SettingsInput, options: ScriptCommandOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const session = openSession(io);
	const stepSeconds = stepFor(options.rate ?? null, 1);
	if (options.after !== undefined) {
		if (Object.values(flags).some(value => value !== undefined)) {
			throw new UsageError('--after takes the settings of the log: leave out the other settings.');
		}
		await deliver(writeNextScript(await readLogFiles(options.after, session, io), stepSeconds), options, io);
		return exitCodes.allReachable;
	}
	const prepared = await preparePlan(flags, session);
	if (!options.quiet) for (const note of prepared.notes) tellNote(note, io);
	await deliver(await writeScript(prepared, session, {stepSeconds}), options, io);
	return exitCodes.allReachable;
}

export type ImportOptions = OutputOptions & {
	readonly format: RunFormat;
	readonly redact?: boolean;
	readonly quiet?: boolean;
};

/** Writes what logs of the portable probe say, judged by the rules of this version. Ends with 0 once it is written. */
export async function importEvidence(names: readonly string[], options: ImportOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const {runs, notes} = importLogs(await readLogFiles(names, openSession(io), io));
	if (!options.quiet) for (const note of notes) tellNote(note, io);
	const survey = buildSurvey(runs);
	if (survey === null) throw new UsageError('The logs hold no evidence.');
	await deliverSurvey(survey, options, io);
	return exitCodes.allReachable;
}

/** Where a check is made: the places of `--from`, else those of the profile; none: here alone. Throws a UsageError for what can't go together. */
export function placesFor(
	{from, again}: {readonly from?: readonly string[]; readonly again?: true | 'failed'},
	profile: string | undefined,
	io: CommandIo,
): readonly From[] {
	const values = from ?? (profile === undefined ? [] : (loadProfile(profile, openSession(io)).from ?? []));
	const places = values.map(value =>
		parseFrom(value, from === undefined ? `"from" of the profile ${profile}` : '--from'),
	);
	if (places.every(({kind}) => kind === 'here')) return [];
	if (again !== undefined && (from !== undefined || again === 'failed')) {
		throw new UsageError('A check from other places is made as a whole: leave out --again.');
	}
	return places;
}

export type SurveyCommandOptions = ImportOptions & {
	readonly cluster?: ClusterOptions;
	readonly carry?: Carried;
	readonly failOn: 'blocked' | 'warning' | 'never';
};

/** Probes from several places and writes what their differences mean. The exit code is that of the worst run. */
export async function surveyAndReport(
	flags: SettingsInput,
	from: readonly From[],
	options: SurveyCommandOptions,
	io: CommandIo,
): Promise<number> {
	checkOutput(options);
	const session = openSession(io);
	const prepared = await preparePlan(flags, session);
	const {signal} = io;
	const work = surveyAndKeep(prepared, from, session, {
		signal,
		stdin: io.stdin,
		...(options.cluster && {cluster: options.cluster}),
		...(options.carry && {carry: options.carry}),
		mostRowsOnceStopped,
		onProbed: io.leaveSignals,
		tell(note) {
			if (!options.quiet) tellNote(note, io);
		},
		onProgress(line) {
			if (!options.quiet) tell(line, io);
		},
	});
	const kept = await Promise.race([work, stopLate(signal)]).catch(asStopped);
	if (kept instanceof StoppedRun) {
		tell(kept.message, io);
		return exitCodes.interrupted;
	}
	const {survey: made, notKept} = kept;
	if (notKept !== null && !signal.aborted && !options.quiet) tellNote(notKept, io);
	await deliverSurvey(made, options, io);
	if (signal.aborted) return exitCodes.interrupted;
	return surveyExitCode(made, options.failOn);
}

/** How long places may take to end once the check is stopped, in milliseconds. Each of them ends by itself without us. */
const stopMs = 800;

/** Rejects with a `StoppedRun` a while after the signal, and never else. */
export function stopLate(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		signal.addEventListener('abort', () => setTimeout(() => reject(new StoppedRun('', null)), stopMs), {once: true});
	});
}

/** The worst of the runs; under `warning` a difference that is one, and a place that could not be looked from, count too. */
export function surveyExitCode(
	{runs, findings, vantages}: Pick<Survey, 'runs' | 'findings' | 'vantages'>,
	failOn: SurveyCommandOptions['failOn'],
): number {
	const codes: readonly number[] = runs.map(run => exitCodeFor(run, failOn));
	if (codes.includes(exitCodes.blocked)) return exitCodes.blocked;
	const isWarning =
		findings.some(({severity}) => severity === 'error' || severity === 'warning') ||
		vantages.some(({state}) => state !== null);
	if (failOn === 'warning' && isWarning) return exitCodes.blocked;
	return codes.some(code => code !== exitCodes.allReachable) ? exitCodes.notCompleted : exitCodes.allReachable;
}

/** Writes a survey. One of a single place has nothing to compare, and is written as the run that it is. */
export async function deliverSurvey(made: Survey, options: Omit<ImportOptions, 'quiet'>, io: CommandIo): Promise<void> {
	const render = renderOptionsFor(io, options.output !== undefined);
	const [run] = made.runs;
	if (run !== undefined && made.vantages.length === 1) {
		const shown = options.redact ? redactReport(run, catalog).report : run;
		return deliver(runPieces(options.format, shown, render), options, io);
	}
	const shown = options.redact ? redactSurvey(made, catalog) : made;
	await deliver(renderSurvey(options.format, shown, render), options, io);
}

/** The longest line that standard input may hold before the plan is looked at, in bytes: a password. */
const largestPassword = 10_000;

/** Looks at the plan in a file for the machine that sent it. Standard input is the password of the proxy, on a line. */
export async function agent(file: string, step: string | undefined, io: CommandIo): Promise<number> {
	const [plan, said] = await Promise.all([readFile(file, 'utf8'), collectText(io.stdin, largestPassword)]);
	const stepSeconds = Number(step ?? 0);
	await lookForAnother(plan, {
		password: said?.split('\n')[0] ?? '',
		stepSeconds: stepSeconds > 0 ? stepSeconds : 0,
		signal: io.signal,
		write: line => io.stdout.write(line),
	});
	return exitCodes.allReachable;
}
