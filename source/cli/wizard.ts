import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {UsageError} from '../errors.ts';
import {cloudOf} from '../plan/complete-settings.ts';
import type {Run} from '../record/run.ts';
import {readAzureRegion} from '../session/azure-cli.ts';
import {catalogFileOf, findCatalog} from '../session/catalogs.ts';
import {readOwnRequirements} from '../session/prepare-plan.ts';
import {openSession, type Session} from '../session/session.ts';
import {problemWithPlaces} from '../session/vantage/outlook.ts';
import {readSystem} from '../settings/resolve-settings.ts';
import {flagNames, screenNames} from '../settings/setting-names.ts';
import type {Environment, SettingsInput} from '../settings/types.ts';
import {homeFolder} from '../store/home.ts';
import {type LastAnswers, openLastAnswers} from '../store/last-answers.ts';
import {runsFolder} from '../store/runs-folder.ts';
import {system32} from '../system32.ts';
import type {ClusterOptions} from '../vantage/kubernetes/cluster.ts';
import {createProfileServices, type Opening, type ProfileServices} from '../wizard/profile-services.ts';
import {clipboardSequence, findMultiplexer, largestCopy} from '../wizard/screens/copy/clipboard.ts';
import {
	type Clipboard,
	createServices,
	type JobControl,
	type WizardOutcome,
	type WizardServices,
	type WizardStreams,
} from '../wizard/services.ts';
import type {Answers} from '../wizard/state/answers/answers.ts';
import {
	answersFromFlags,
	answersToRemember,
	originsOf,
	recallAnswers,
	withinCloud,
} from '../wizard/state/answers/known-answers.ts';
import {uniqueOf} from '../words.ts';
import {exitCodeFor} from './check.ts';
import {renderClosing, renderLastLines} from './closing-text.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tell, tellNote} from './io.ts';
import {surveyExitCode} from './vantage.ts';

export type WizardStart = Pick<WizardServices, 'initial' | 'origins' | 'opening' | 'profiles' | 'isPractice'> & {
	readonly flags: SettingsInput;
	readonly session: Session;
	/** How clusters are looked from. */
	readonly cluster?: ClusterOptions | undefined;
	/** Told once the wizard has closed, where a check was made: whoever left before has not said that the answers hold. */
	onAnswers?(answers: Answers): Promise<void>;
};

/** Opens the wizard on the real network, with what was answered the last time; flags answer beforehand. */
export async function startWizard(
	flags: SettingsInput,
	io: CommandIo,
	{from, cluster}: {readonly from?: readonly string[]; readonly cluster?: ClusterOptions} = {},
): Promise<number> {
	const problem = from === undefined ? null : problemWithPlaces(from);
	if (problem !== null) throw new UsageError(`--from: ${problem}`);

	const opened = openSession(io, {names: screenNames});
	// Said before the screens open, which can't offer it.
	if (flags.proxy === 'system') readSystem({system: opened.systemProxy});
	const {catalog, notes} = await findCatalog(catalogFileOf(flags, opened), {...opened, names: flagNames});
	for (const note of notes) tellNote(note, io);
	const session = {...opened, catalog};
	const profiles = createProfileServices(flags, session, from);
	const last = await openLast(session, io);
	const cloud = flags.cloud ?? (flags.region === undefined ? null : cloudOf(flags.region, session.catalog));
	const remembered = withinCloud(recallAnswers(last?.read() ?? {}), cloud);
	const opening = await chooseOpening(flags, profiles, remembered);
	const region = remembered.region === undefined ? await readAzureRegion(session) : null;
	const fromAzure = region === null ? {} : withinCloud({region: region.name, cloud: region.cloud}, cloud);
	const flagged = {...answersFromFlags(flags, cloud, remembered), ...(from && {from})};
	return openWizard(
		{
			flags,
			session,
			initial: {...fromAzure, ...remembered, ...flagged},
			origins: {
				...originsOf(fromAzure, 'azure-cli'),
				...originsOf(remembered, 'last'),
				...originsOf(flagged, 'flag'),
			},
			opening,
			profiles,
			isPractice: false,
			cluster,
			onAnswers: answers => remember(last, answers),
		},
		io,
	);
}

/**
 * A profile that is named opens at once. Who names the region wants a check of that; else profiles are offered, if there are any,
 * and a run that was interrupted. Other runs are offered where no answers lead to the review, which has a way to them.
 */
export async function chooseOpening(
	flags: SettingsInput,
	profiles: Pick<ProfileServices, 'list' | 'open'>,
	remembered: Partial<Answers>,
): Promise<Opening> {
	if (flags.profile !== undefined) return {kind: 'profile', opened: await profiles.open(flags.profile)};
	const list = await profiles.list();
	const runs = remembered.region === undefined ? list.runs : [];
	const hasChoice = list.profiles.length + list.problems.length + runs.length > 0 || list.interrupted !== null;
	return {kind: flags.region === undefined && hasChoice ? 'profiles' : 'questions', list};
}

/** The last answers are a comfort: where they can't be kept, the wizard works all the same. */
async function openLast({home}: Session, io: CommandIo): Promise<LastAnswers | null> {
	try {
		return await openLastAnswers(home.configuration, aside => {
			tellNote(`the file with your last answers was damaged; it is kept as ${aside}.`, io);
		});
	} catch {
		return null;
	}
}

async function remember(last: LastAnswers | null, answers: Answers): Promise<void> {
	try {
		await last?.write(answersToRemember(answers));
	} catch {
		// What was answered before stays as it was; the run and its exit code matter more.
	}
}

/** Opens the wizard as this terminal can show it. What was found and where the files are stays in the scrollback. */
export async function openWizard({session, onAnswers, cluster, ...start}: WizardStart, io: CommandIo): Promise<number> {
	if (!io.terminal.isInteractive) {
		const {profile} = start.flags;
		const settings = profile === undefined ? '--region NAME' : `--profile ${profile}`;
		throw new UsageError(
			`The wizard needs a terminal for its questions, and this is none: over SSH use "ssh -t", or use "arc-netcheck check ${settings}", which asks nothing.`,
		);
	}
	const {isPractice} = start;
	const {ownCommand} = io;
	const places = {current: process.cwd(), home: homeFolder()};
	const services = createServices(
		{
			...start,
			requirements: await readOwnRequirements(start.flags.requirementsFile ?? null, session),
			glyphs: {unicode: io.terminal.hasUnicode},
			ownCommand,
			clipboard: openClipboard(io),
			places,
			...(cluster && {cluster}),
			render: renderOptionsFor(io, true),
		},
		session,
	);
	const open = io.terminal.isDumb ? converse : draw;
	const outcome = await open(services, io).catch(async error => {
		// A fault of ours leaves nothing at other places either.
		for (const note of await settle(services, io)) tellNote(note, io);
		throw error;
	});
	const late = await settle(services, io);
	const {run: report, survey = null, notes = []} = outcome;
	if (report) await onAnswers?.(outcome.answers);
	const exitCode = exitCodeOf(outcome, report);
	for (const note of outcome.kind === 'cancelled' ? uniqueOf([...notes, ...late]) : late) tellNote(note, io);
	if (report) {
		// A signal has a code of its own, which is not known here.
		const shownCode = io.signal.aborted ? null : exitCode;
		const keptFile = isPractice ? null : findKept(runsFolder(session.home.runs, outcome.profile), report.id);
		const {files, earlierFiles} = outcome;
		const closing = {
			report,
			survey,
			profile: outcome.profile,
			files,
			earlierFiles,
			keptFile,
			exitCode: shownCode,
			isPractice,
			ownCommand,
		};
		const render = io.terminal.isDumb ? renderLastLines : renderClosing;
		io.stdout.write(render(closing, renderOptionsFor(io, false), places));
	}
	return exitCode;
}

/** Waits until nothing of the check is left at other places. @returns what is left there all the same */
async function settle({elsewhere}: WizardServices, io: CommandIo): Promise<readonly string[]> {
	if (elsewhere?.isBusy() !== true) return [];
	tell('Removing what the check has created at other places.', io);
	return elsewhere.settle();
}

function exitCodeOf({kind, survey = null}: WizardOutcome, report: Run | null): number {
	if (kind === 'cancelled') return exitCodes.interrupted;
	if (survey !== null) return surveyExitCode(survey, 'blocked');
	return report ? exitCodeFor(report, 'blocked') : exitCodes.allReachable;
}

function findKept(folder: string, id: string): string | null {
	const file = path.join(folder, `${id}.json`);
	return existsSync(file) ? file : null;
}

/** Questions and lines, which stay in the scrollback as they are. */
async function converse(services: WizardServices, io: CommandIo): Promise<WizardOutcome> {
	const {runPlainWizard} = await import('../wizard/plain/run-plain-wizard.ts');
	return runPlainWizard(services, streamsOf(io));
}

/** Screens, which are gone afterwards. */
async function draw(services: WizardServices, io: CommandIo): Promise<WizardOutcome> {
	const {runWizard} = await import('../wizard/run-wizard.tsx');
	return runWizard(services, streamsOf(io));
}

function streamsOf({stdin, stdout, signal}: CommandIo): WizardStreams {
	return {stdin, stdout, signal, job: openJobControl(signal), onLost: () => process.emit('SIGHUP', 'SIGHUP')};
}

/** tmux and Windows answer at once or not at all. */
const clientPatienceMs = 2000;

/** The clipboard of the terminal at the other end of the line, or null where the terminal understands no sequences. */
function openClipboard({stdout, environment, terminal}: CommandIo): Clipboard | null {
	if (terminal.isDumb) return null;
	const multiplexer = findMultiplexer(environment);
	return {
		async copy(text) {
			const bytes = Buffer.byteLength(text);
			if (multiplexer === 'tmux' && (await giveTo('tmux', ['load-buffer', '-w', '-'], text)))
				return {kind: 'tmux', bytes};
			if (isOldConsole(environment) && (await giveToWindows(text, environment))) return {kind: 'windows', bytes};
			if (bytes > largestCopy) return {kind: 'too-large', bytes};
			stdout.write(clipboardSequence(text, multiplexer));
			return {kind: 'sent', bytes};
		},
	};
}

/** Windows Terminal takes OSC 52 and says that it is there; the console before it ignores the sequence in silence. */
function isOldConsole({WT_SESSION, SSH_CONNECTION}: Environment): boolean {
	return process.platform === 'win32' && !WT_SESSION && !SSH_CONNECTION;
}

/** `clip.exe` takes UTF-16 where a mark says so, and else the code page of the console. */
function giveToWindows(text: string, environment: Environment): Promise<boolean> {
	return giveTo(system32(environment, 'clip.exe'), [], Buffer.from(`\ufeff${text}`, 'utf16le'));
}

/**
 * Hands the text to a program that keeps it. tmux is asked by its own client, and by `-w` hands it to the terminal: as it
 * comes, it ignores sequences that set its buffers (`set-clipboard external`) but not its client. False for a tmux before
 * 3.2, or a program that can't be reached.
 */
function giveTo(program: string, parameters: readonly string[], text: string | Buffer): Promise<boolean> {
	return new Promise(resolve => {
		const client = spawn(program, parameters, {
			stdio: ['pipe', 'ignore', 'ignore'],
			timeout: clientPatienceMs,
			windowsHide: true,
		});
		client.on('error', () => resolve(false));
		client.on('close', code => resolve(code === 0));
		// A client that has gone says so by its exit code.
		client.stdin.on('error', () => {});
		client.stdin.end(text);
	});
}

/** Long enough for a signal to arrive, in milliseconds. */
const arrivalMs = 50;

/** What a shell does with its jobs by Ctrl-Z, `fg` and `kill`; null where there are no jobs. The signal says that all ends. */
function openJobControl(signal: AbortSignal): JobControl | null {
	if (process.platform === 'win32') return null;
	const listeners = new Set<() => void>();
	const onStop = () => {
		for (const listener of listeners) listener();
	};

	/** Only without a listener does the signal stop anything; without a shell to say `fg` the system ignores it even then. */
	async function stop(target: number): Promise<void> {
		process.off('SIGTSTP', onStop);
		process.on('exit', leaveAtOnce);
		process.kill(target, 'SIGTSTP');
		// Here it stands still.
		await sleep(arrivalMs);
		// What was sent meanwhile, as by "kill %1", arrives now.
		await sleep(arrivalMs);
		// The end comes without the terminal: whoever takes it while in the background is stopped again.
		if (signal.aborted) await new Promise(() => {});
		process.off('exit', leaveAtOnce);
		lookAtWindow();
		if (listeners.size > 0) process.on('SIGTSTP', onStop);
	}

	return {
		// The whole group, as the terminal would: npm and the like, which may have started this, would go on otherwise.
		stopJob: () => stop(0),
		stopProcess: () => stop(process.pid),
		watch({onStopAsked, onContinued}) {
			const onContinue = () => {
				lookAtWindow();
				onContinued();
			};
			listeners.add(onStopAsked);
			process.on('SIGTSTP', onStop);
			process.on('SIGCONT', onContinue);
			return () => {
				listeners.delete(onStopAsked);
				process.off('SIGTSTP', onStop);
				process.off('SIGCONT', onContinue);
			};
		},
	};
}

/** Of a window that changes its size only the job in the foreground is told. */
function lookAtWindow(): void {
	process.emit('SIGWINCH', 'SIGWINCH');
}

/** At its end Node gives the terminal its modes back, which in the background stops it. They are given back already. */
function leaveAtOnce(): void {
	process.removeAllListeners('SIGHUP');
	process.kill(process.pid, 'SIGHUP');
}
