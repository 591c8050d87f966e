import type {DialectId} from '../allowlists/dialect-ids.ts';
import type {Catalog, Requirement} from '../catalog/types.ts';
import {inTurns, turn} from '../chunks.ts';
import {UsageError} from '../errors.ts';
import {buildPlan} from '../plan/build-plan.ts';
import type {Plan} from '../plan/types.ts';
import {toPlanReport} from '../record/plan-report.ts';
import type {Run, RunEvent, RunRow} from '../record/run.ts';
import type {Survey} from '../record/survey/survey.ts';
import type {RenderOptions} from '../report/terminal/page.ts';
import {type AuditAnswer, holdList, type ReadList, readList, typedFiles, writeNewFile} from '../session/audit.ts';
import {check, mostRowsOnceStopped} from '../session/check.ts';
import {settingsFromAnswers} from '../session/choose-settings.ts';
import {
	type ExportOutcome,
	type ExportRequest,
	exportReports,
	type WrittenFile,
} from '../session/export/export-reports.ts';
import {completePath, type Places, proposeFolder, resolveTyped} from '../session/export/paths.ts';
import {readPem} from '../session/files/certificates.ts';
import {type PreparedPlan, routeBySettings} from '../session/prepare-plan.ts';
import {examineNow, judgePac, type ProxyExamination} from '../session/proxy/examine-proxy.ts';
import {waitForFix} from '../session/runs/check-again.ts';
import type {Session} from '../session/session.ts';
import {type Places as OtherPlaces, openPlaces, type Printout} from '../session/vantage/places.ts';
import {type SurveyEvent, type SurveyOptions, usualCluster} from '../session/vantage/survey.ts';
import {defaultSettings} from '../settings/fields.ts';
import type {Environment, Secrets, Settings, SettingsInput} from '../settings/types.ts';
import type {Level} from '../vocabulary.ts';
import type {OpenedProfile, Opening, ProfileServices} from './profile-services.ts';
import type {Answers} from './state/answers/answers.ts';
import type {Origins} from './state/answers/known-answers.ts';
import {prepareResults} from './state/results/result-groups.ts';

/** What the wizard can do with other places, for the plan of its answers. */
export type PlaceServices = Omit<OtherPlaces, 'survey' | 'print'> & {
	survey(plan: Plan, options: PlanOptions & Parameters<OtherPlaces['survey']>[1]): Promise<CheckOutcome>;
	/** What others can run in place of a check from these places. Asks nobody. */
	print(plan: Plan, options: PlanOptions & {readonly from: readonly string[]}): Promise<readonly Printout[]>;
};

type PlanOptions = {readonly secrets: Secrets; readonly profile: OpenedProfile | null};

/** A check that is over, and what it means. */
export type CheckOutcome = {
	readonly run: Run;
	/** The survey of which the run tells the worst that any place saw; none: it was made from one place. */
	readonly survey?: Survey | null;
	/** Why the run could not be kept, in one sentence; null: it is kept, or was not to be. */
	readonly notKept: string | null;
	/** What the user should know beside the results, one sentence each. */
	readonly notes: readonly string[];
};

/** `sent`: the terminal was asked, which never answers; `tmux`, `windows`: tmux or Windows has it for sure. */
export type CopyOutcome = {readonly kind: 'sent' | 'tmux' | 'windows' | 'too-large'; readonly bytes: number};

/** The clipboard of the person at the terminal. */
export type Clipboard = {copy(text: string): Promise<CopyOutcome>};

/** Everything that the wizard needs from outside. It reads no file, opens no connection and knows no clock but through these. */
export type WizardServices = {
	readonly catalog: Catalog;
	/** Where the proxy variables are read from. */
	readonly environment: Environment;
	/** Where what Windows names is read from; null: this is another system. */
	readonly systemProxy: Session['systemProxy'];
	/** Answers known beforehand, and where each comes from. */
	readonly initial: Partial<Answers>;
	readonly origins: Origins;
	readonly opening: Opening;
	/** Null: there is no other place to look from, as in the practice network. */
	readonly elsewhere: PlaceServices | null;
	/** Null: nothing is remembered here, as in the practice network. */
	readonly profiles: ProfileServices | null;
	readonly glyphs: {readonly unicode: boolean};
	/** Everything is probed in the practice network, so nothing that is found says anything about the real one. */
	readonly isPractice: boolean;
	/** How this program was started, in words for a shell. */
	readonly ownCommand: string;
	/** The lowest level still probed, unless a profile says otherwise. */
	readonly level: Level;
	/** Puts the answers together with flags, the open profile and defaults. Throws a UsageError or an EnvironmentError. */
	resolveSettings(
		input: SettingsInput,
		profile: OpenedProfile | null,
	): {readonly settings: Settings; readonly secrets: Secrets};
	buildPlan(settings: Settings, profile: OpenedProfile | null): Plan;
	/** Resolves to what was found, also after an abort; the events only tell it while it happens. */
	check(
		plan: Plan,
		options: {
			readonly signal: AbortSignal;
			/** Aborted when nobody will look at what was found: a long run is then left to its journal, and the check rejects. */
			readonly leaving?: AbortSignal;
			/** Told what is really probed, before the run begins: services that were asked may have named other hosts. */
			onPlan?(plan: Plan): void;
			onEvent(event: RunEvent): void;
			readonly secrets: Secrets;
			/** The run of which the plan is a part: what is found goes into it, and the whole is what comes back. Null: none. */
			readonly previous: Run | null;
			/** The proxies to use though they are of no use; for another one the check rejects with a `UselessProxy`. */
			readonly tolerated?: readonly string[];
			/** The profile that the run is kept with; null: none. */
			readonly profile: OpenedProfile | null;
			/** Places to look from, as `--from` takes them; none: this machine alone. */
			readonly from?: readonly string[];
			/** Told what happens at each of them, in the place of the events above. */
			onPlace?(event: SurveyEvent): void;
		},
	): Promise<CheckOutcome>;
	/**
	 * Asks a part of a run again until all of it gets through; resolves to whether it did, false once it was stopped. Nothing of
	 * it is kept. Rejects as a check does.
	 */
	waitForFix(
		plan: Plan,
		options: {
			readonly signal: AbortSignal;
			readonly secrets: Secrets;
			readonly previous: Run;
			readonly profile: OpenedProfile | null;
			/** Told the rows that still fail, each time. */
			onAsked(failing: readonly RunRow[]): void;
		},
	): Promise<boolean>;
	/** Talks to the proxies of a plan, without sending anything through them. Never rejects. */
	examineProxies(plan: Plan, secrets: Secrets, signal: AbortSignal): Promise<readonly ProxyExamination[]>;
	/** What the PAC script of a plan names, without a word to its proxies. Null: there is none. */
	judgePac(plan: Plan, secrets: Secrets, signal: AbortSignal): Promise<ProxyExamination | null>;
	/** What a shell would make of a path at Tab. */
	completePath(typed: string): string;
	/** A path with the home folder in the place of `~`; other texts as they are. */
	wholePath(typed: string): string;
	/** What is wrong with a CA file, in one sentence, or null. */
	checkCaFile(path: string): Promise<string | null>;
	/** Null: the terminal has none that could be reached. */
	readonly clipboard: Clipboard | null;
	/** Where relative paths of an export lead. */
	readonly places: Places;
	/** Reads an allow-list as the command does; `typed` names its files. Rejects with a UsageError. */
	readList(typed: string, options: {readonly dialect?: DialectId; readonly part?: string}): Promise<ReadList>;
	/** Holds it against a plan, or against a run and what was denied in it. */
	holdList(read: ReadList, needs: Plan | Run, sources: readonly string[]): AuditAnswer;
	/** Writes a text into a file that is not there yet, and gives its path. Throws an EnvironmentError. */
	writeNewFile(typed: string, text: string): string;
	/** A folder to propose for the export of a run, which is not there yet. */
	proposePath(run: Run): string;
	/** Writes all that is asked for or nothing. Rejects with an EnvironmentError if it can't. */
	writeReports(report: Run | Survey, request: ExportRequest): Promise<ExportOutcome>;
};

/** How the wizard ended. `cancelled`: by Ctrl-C, with what was found by then. */
export type WizardOutcome = {
	readonly kind: 'finished' | 'cancelled';
	readonly run: Run | null;
	readonly survey?: Survey | null;
	/** What the user should know beside it, one sentence each. */
	readonly notes?: readonly string[];
	/** The files written of the run. */
	readonly files: readonly WrittenFile[];
	/** The files written before it was made. */
	readonly earlierFiles: readonly WrittenFile[];
	/** The profile that was open, by name; the run is kept with it. Null: none. */
	readonly profile: string | null;
	/** What was answered, for the next time. */
	readonly answers: Answers;
};

/** What a shell does with its jobs. */
export type JobControl = {
	/**
	 * Stops all that the shell has started with this process, as Ctrl-Z does. Resolves once it goes on, or at once where
	 * nobody could make it go on; never if it goes on only to end.
	 */
	stopJob(): Promise<void>;
	/** The same for this process alone. */
	stopProcess(): Promise<void>;
	/** Tells when another process asks for a stop, and when this one goes on after a stop; returns how to end that. */
	watch(listeners: {onStopAsked(): void; onContinued(): void}): () => void;
};

export type WizardStreams = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Aborted when the process is asked to end: the wizard stops what it does, and closes. */
	readonly signal?: AbortSignal;
	/** Null or missing: Ctrl-Z does nothing. */
	readonly job?: JobControl | null;
	/** Told when the terminal has gone, of which only the leader of its session gets a signal. */
	readonly onLost?: () => void;
};

/** What the wizard shows and begins with; the rest comes from the session. */
export type WizardSetting = Pick<
	WizardServices,
	'initial' | 'origins' | 'opening' | 'profiles' | 'glyphs' | 'isPractice' | 'ownCommand' | 'clipboard' | 'places'
> & {
	/** What the command line says; it holds where nothing else is answered. */
	readonly flags: SettingsInput;
	/** Those of the user's own that hold without a profile. */
	readonly requirements: readonly Requirement[];
	/** How reports are written into files. */
	readonly render: RenderOptions;
	/** How clusters are looked from; as kubectl has it unless given. */
	readonly cluster?: SurveyOptions['cluster'];
};

/** The services of a session. */
export function createServices(
	{flags, requirements, render, cluster = usualCluster, ...setting}: WizardSetting,
	session: Session,
): WizardServices {
	const ownRequirements = (opened: OpenedProfile | null) => opened?.ownRequirements ?? requirements;
	const {places} = setting;
	const {catalog} = session;
	const preparedFor = (plan: Plan, secrets: Secrets, opened: OpenedProfile | null): PreparedPlan => ({
		plan,
		secrets,
		catalog,
		ownRequirements: ownRequirements(opened),
		notes: [],
		profile: opened?.profile ?? null,
		missingPassword: null,
	});
	// A part of a run too: what a PAC names has logins that a run does not keep.
	const route = async (plan: Plan, secrets: Secrets, signal: AbortSignal) => {
		try {
			return await routeBySettings(plan, secrets, session, {makesTraffic: true, signal});
		} catch (error) {
			// A run that is stopped so early has nothing to tell, which is what it tells.
			if (signal.aborted) return {plan, secrets};
			throw error;
		}
	};
	const elsewhere = setting.isPractice ? null : withPlans(openPlaces(session, cluster, places.current), preparedFor);
	return {
		...setting,
		catalog,
		elsewhere,
		environment: session.environment,
		systemProxy: session.systemProxy,
		level: flags.level ?? defaultSettings.level,
		resolveSettings: (input, opened) => settingsFromAnswers({...flags, ...input}, opened?.profile ?? null, session),
		buildPlan: (settings, opened) => buildPlan(settings, catalog, ownRequirements(opened)),
		async check(plan, {secrets, profile: opened, from = [], onPlace = () => {}, leaving, ...options}) {
			if (from.length > 0 && elsewhere !== null) {
				return elsewhere.survey(plan, {from, secrets, profile: opened, signal: options.signal, onEvent: onPlace});
			}
			// The first frame is drawn before what a run begins with, which takes long for ten thousand endpoints.
			await turn();
			const notes: string[] = [];
			const {signal} = options;
			const routed = await route(plan, secrets, signal);
			const {run, notKept} = await check(preparedFor(routed.plan, routed.secrets, opened), session, {
				...options,
				isLearning: true,
				// What is found in the practice network says nothing about a network of anybody's.
				isKept: !setting.isPractice,
				onDeadProxy: 'stop',
				isWatched: true,
				get mostRowsOnceStopped() {
					return leaving?.aborted ? mostRowsOnceStopped : Number.POSITIVE_INFINITY;
				},
				tell: note => notes.push(note),
			});
			await inTurns(prepareResults(run));
			return {run, notKept, notes};
		},
		async waitForFix(plan, {secrets, profile: opened, ...options}) {
			const routed = await route(plan, secrets, options.signal);
			return waitForFix(preparedFor(routed.plan, routed.secrets, opened), session, options);
		},
		examineProxies: (plan, secrets, signal) => examineNow(plan, {secrets, signal}, session),
		judgePac: (plan, secrets, signal) => judgePac(plan, {secrets, signal}, session),
		completePath: typed => completePath(typed, places),
		wholePath: typed => (/^~(?:\/|$)/.test(typed.trim()) ? resolveTyped(typed, places) : typed),
		checkCaFile: file => problemWithPem(resolveTyped(file, places), session),
		proposePath: run => proposeFolder(run, places),
		readList: (typed, options) =>
			readList(typedFiles(typed, places), {...options, isScreenWaiting: true}, session.files),
		holdList: (read, needs, sources) =>
			'results' in needs
				? holdList(read, needs, catalog, {sources, runs: [needs]})
				: holdList(read, toPlanReport(needs), catalog, {sources, runs: []}),
		writeNewFile: (typed, text) => writeNewFile(typed, text, places),
		writeReports: (run, request) => exportReports(run, request, {catalog, options: render, places}),
	};
}

function withPlans(
	places: OtherPlaces,
	prepare: (plan: Plan, secrets: Secrets, opened: OpenedProfile | null) => PreparedPlan,
): PlaceServices {
	return {
		...places,
		survey: (plan, {secrets, profile, ...options}) => places.survey(prepare(plan, secrets, profile), options),
		print: (plan, {secrets, profile, from}) => places.print(prepare(plan, secrets, profile), from),
	};
}

async function problemWithPem(file: string, {files, names}: Session): Promise<string | null> {
	try {
		await readPem(file, names.subject('caFile'), files);
		return null;
	} catch (error) {
		if (error instanceof UsageError) return error.message;
		throw error;
	}
}
