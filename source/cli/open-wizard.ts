import {existsSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {catalog} from '../catalog/catalog.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {UsageError} from '../errors.ts';
import {buildPlan} from '../plan/build-plan.ts';
import {completeSettings} from '../plan/complete-settings.ts';
import type {Plan} from '../plan/types.ts';
import type {Network} from '../probe/network.ts';
import {mergeRuns} from '../record/merge-runs.ts';
import type {Run} from '../record/run.ts';
import {toRun} from '../record/to-run.ts';
import {exportReports} from '../session/export/export-reports.ts';
import {proposeFolder} from '../session/export/propose-folder.ts';
import {readPem} from '../session/files/read-pem.ts';
import {lintAround} from '../session/lint-around.ts';
import {learnLive} from '../session/live/learn-live.ts';
import {readOwnRequirements} from '../session/prepare-plan.ts';
import {keepSecrets} from '../session/profiles/load-profile.ts';
import {runPlan, startProber} from '../session/run-plan.ts';
import {keepRun, type RunKeeper} from '../session/runs/keep-run.ts';
import {defaultSettings} from '../settings/fields.ts';
import type {LintNote} from '../settings/lint/types.ts';
import {resolveSettings} from '../settings/resolve-settings.ts';
import type {Environment, Settings, SettingsInput} from '../settings/types.ts';
import {runsFolder} from '../store/runs-folder.ts';
import type {OpenedProfile, Opening, ProfileServices} from '../wizard/profile-services.ts';
import type {WizardOutcome, WizardServices} from '../wizard/services.ts';
import type {Answers} from '../wizard/state/answers/answers.ts';
import {exitCodeFor} from './check.ts';
import {renderClosing, renderLastLines} from './closing-text.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {openJobControl} from './job-control.ts';
import {renderOptionsFor} from './render-options.ts';
import {openClipboard} from './terminal-clipboard.ts';
import {withProfile} from './wizard-answers.ts';

export type WizardStart = {
	readonly flags: SettingsInput;
	readonly initial: Partial<Answers>;
	/** Where the proxy variables are read from. */
	readonly environment: Environment;
	/** The network is the practice one. */
	readonly isPractice?: boolean;
	openNetwork(settings: Settings): Promise<Network>;
	/** Where runs are kept, in a folder for each profile; null: nowhere. */
	readonly runs: string | null;
	readonly opening: Opening;
	/** Null: nothing is remembered. */
	readonly profiles: ProfileServices | null;
	/** Told once the wizard has closed. */
	onAnswers?(answers: Answers): Promise<void>;
};

/** Opens the wizard as this terminal can show it. What was found and where the files are stays in the scrollback. */
export async function openWizard(start: WizardStart, io: CommandIo): Promise<number> {
	if (!io.terminal.isInteractive) {
		const {profile} = start.flags;
		const settings = profile === undefined ? '--region NAME' : `--profile ${profile}`;
		throw new UsageError(
			`The wizard needs a terminal for its questions, and this is none: use "arc-netcheck check ${settings}", which asks nothing.`,
		);
	}
	const services = await createServices(start, io);
	const outcome = io.terminal.isDumb ? await converse(services, io) : await draw(services, io);
	await start.onAnswers?.(outcome.answers);
	const report = outcome.run && toRun(outcome.run, outcome.findings);
	const exitCode = exitCodeOf(outcome.kind, report);
	if (report) {
		// A signal has a code of its own, which is not known here.
		const shownCode = io.signal.aborted ? null : exitCode;
		const keptFile = start.runs && findKept(runsFolder(start.runs, outcome.profile), report.id);
		const {files, earlierFiles} = outcome;
		const {isPractice} = services;
		const {ownCommand} = io;
		const closing = {report, files, earlierFiles, keptFile, exitCode: shownCode, isPractice, ownCommand};
		const render = io.terminal.isDumb ? renderLastLines : renderClosing;
		io.stdout.write(render(closing, renderOptionsFor(io, false), services.places));
	}
	return exitCode;
}

function exitCodeOf(kind: WizardOutcome['kind'], report: Run | null): number {
	if (kind === 'cancelled') return exitCodes.interrupted;
	return report ? exitCodeFor(report, 'blocked') : exitCodes.allReachable;
}

function findKept(folder: string, id: string): string | null {
	const file = path.join(folder, `${id}.json`);
	return existsSync(file) ? file : null;
}

/** Questions and lines, which stay in the scrollback as they are. */
async function converse(services: WizardServices, {stdin, stdout, signal}: CommandIo): Promise<WizardOutcome> {
	const {runPlainWizard} = await import('../wizard/plain/run-plain-wizard.ts');
	return runPlainWizard(services, {stdin, stdout, signal});
}

/** Screens, which are gone afterwards. */
async function draw(services: WizardServices, io: CommandIo): Promise<WizardOutcome> {
	const {runWizard} = await import('../wizard/run-wizard.tsx');
	return runWizard(services, {stdin: io.stdin, stdout: io.stdout, signal: io.signal, job: openJobControl(io.signal)});
}

async function createServices(start: WizardStart, io: CommandIo): Promise<WizardServices> {
	const requirements = await readOwnRequirements(start.flags.requirementsFile ?? null);
	const ownRequirements = (opened: OpenedProfile | null) => opened?.ownRequirements ?? requirements;
	let lint: readonly LintNote[] = [];
	const places = {current: process.cwd(), home: os.homedir()};
	return {
		catalog,
		environment: start.environment,
		initial: start.initial,
		opening: start.opening,
		profiles: start.profiles,
		glyphs: {unicode: io.terminal.hasUnicode},
		isPractice: start.isPractice ?? false,
		ownCommand: io.ownCommand,
		level: start.flags.level ?? defaultSettings.level,
		resolveSettings(input, opened) {
			const {settings, secrets} = resolveSettings({
				...withProfile({...start.flags, ...input}, opened?.profile ?? null),
				environment: start.environment,
			});
			keepSecrets(settings, secrets, io.keepSecret);
			return {settings: completeSettings(settings, catalog), secrets};
		},
		buildPlan: (settings, opened) => buildPlan(settings, catalog, ownRequirements(opened)),
		async runPlan(reviewed, {signal, onPlan, onEvent, secrets, previous, profile, onNotKept}) {
			const network = await start.openNetwork(reviewed.settings);
			lint = await lintAround(reviewed.settings, start.environment);
			const prober = startProber(reviewed.settings, {network, secrets, signal});
			// What the services tell changes few targets; the others need not wait for it.
			prober.begin(reviewed);
			// A part of a run is checked again as it was planned then.
			const {plan} = previous
				? {plan: reviewed}
				: await learnLive(reviewed, ownRequirements(profile), {
						network,
						secrets,
						signal,
						logins: prober.logins,
						onEvent,
					});
			onPlan?.(plan);
			const keeper = start.runs === null ? null : keepRunOf(profile, plan, start.runs);
			const found = await runPlan(plan, {
				signal,
				network,
				secrets,
				prober,
				onEvent(event) {
					keeper?.onEvent(event);
					onEvent(event);
				},
			});
			const run = previous ? mergeRuns(previous, found) : found;
			keeper?.finish(toRun(run, diagnose(run, lint)));
			if (keeper?.problem) onNotKept(keeper.problem);
			return run;
		},
		diagnose: run => diagnose(run, lint),
		checkCaFile: problemWithPem,
		clipboard: openClipboard(io),
		places,
		proposePath: run => proposeFolder(run, places),
		writeReports: async (run, findings, request) =>
			exportReports(toRun(run, findings), request, {options: renderOptionsFor(io, true), places}),
	};
}

function keepRunOf(opened: OpenedProfile | null, plan: Plan, runs: string): RunKeeper {
	return keepRun(plan, runsFolder(runs, opened?.profile.name ?? null), opened?.profile.runsKept);
}

async function problemWithPem(file: string): Promise<string | null> {
	try {
		await readPem(file, 'The CA file');
		return null;
	} catch (error) {
		if (error instanceof UsageError) return error.message;
		throw error;
	}
}
