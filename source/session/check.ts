import {catalog as builtIn} from '../catalog/catalog.ts';
import {inTurns} from '../chunks.ts';
import {diagnoseInSteps} from '../diagnosis/diagnose.ts';
import {UsageError} from '../errors.ts';
import type {Observation, TimeServerEvidence} from '../evidence/types.ts';
import {groupByProbeInSteps, withRoutesOf} from '../plan/endpoints.ts';
import type {Plan} from '../plan/types.ts';
import {askTimeServers} from '../probe/ask-time-servers.ts';
import type {Network} from '../probe/network.ts';
import type {Prober} from '../probe/prober.ts';
import {createSystemNetwork} from '../probe/system-network.ts';
import {readVantage} from '../probe/vantage.ts';
import {mergeRunsInSteps} from '../record/judge-again.ts';
import {toJudgedRun, toRunInSteps} from '../record/judged-run.ts';
import type {Run, RunEvent} from '../record/run.ts';
import {lintCaFile} from '../settings/lint/ca-file.ts';
import {lintSettings} from '../settings/lint/lint-settings.ts';
import {ntpPort} from '../settings/parsers.ts';
import {formatProxy} from '../settings/proxy-url.ts';
import {passwordVariable} from '../settings/resolve-settings.ts';
import {runsFolder} from '../store/runs-folder.ts';
import {tool} from '../version.ts';
import {formatHostPort} from '../words.ts';
import {readCertificates} from './files/certificates.ts';
import {learnLive} from './live/learn-live.ts';
import {type PreparedPlan, routeBySettings} from './prepare-plan.ts';
import {startProbeThread} from './probe-thread.ts';
import {examineProxies, isUselessProxy, type ProxyExamination, UselessProxy} from './proxy/examine-proxy.ts';
import {lintProxies} from './proxy/lint-proxies.ts';
import {runPlan, startProber} from './run-plan.ts';
import {keepRun, type RunKeeper} from './runs/keep-run.ts';
import type {Session} from './session.ts';

export type CheckOptions = {
	readonly signal: AbortSignal;
	/** Ask the services themselves, before the run, for what the catalog knows only in general. */
	readonly isLearning: boolean;
	/** Keep the run on disk, with those of its profile. */
	readonly isKept: boolean;
	/** Somebody may press a key at any moment: a long run is probed in a thread of its own, which takes memory and processor time. */
	readonly isWatched?: boolean;
	/** The run of which the plan is a part: what is found goes into it, and the whole is what comes back. */
	readonly previous?: Run | null;
	/**
	 * What a proxy of no use does to the run. `spare`: where nobody answers, what goes this way has failed at once; one that
	 * answers as no proxy does costs no waiting, and only the whole run tells it from a proxy that denies a host so. `stop`: the
	 * run does not begin. `probe`: nothing, and what is wrong with one of several is a finding all the same. Not looked at unless given.
	 */
	readonly onDeadProxy?: 'spare' | 'stop' | 'probe';
	/** The proxies that do not stop the run, as a person writes them. */
	readonly tolerated?: readonly string[];
	/**
	 * After an abort a run of more rows is neither judged nor kept as a whole: the check rejects with a `StoppedRun`, and the
	 * journal holds what was seen. All are unless given. Looked at while it is judged too.
	 */
	readonly mostRowsOnceStopped?: number;
	/** Told what is really probed, before the run begins: services that were asked may have named other hosts. */
	onPlan?(plan: Plan): void;
	onEvent?(event: RunEvent): void;
	/** Told once all is seen and kept in the journal: what is left is work of this machine alone. */
	onProbed?(): void;
	/** Told what the user should know beside the report, one sentence each. */
	tell(note: string): void;
};

/**
 * So many rows of a run that a signal stopped are surely judged, kept and written within a second: twice as many, each of
 * them refused, took 0.5 s of processor time as text and 0.8 s as HTML, and rows with certificates take more.
 */
export const mostRowsOnceStopped = 1000;

/** The run was stopped, and is too long to be judged in the time that a signal leaves. The message says what is left of it. */
export class StoppedRun extends Error {
	override name = 'StoppedRun' as const;

	constructor(id: string, keeper: Pick<RunKeeper, 'problem'> | null) {
		const kept = `What was found by then is kept: write it with "${tool.name} report ${id}".`;
		const lost = keeper === null ? 'What was found is not kept.' : keeper.problem;
		super(`Stopped before the report was written. ${lost ?? kept}`);
	}
}

/** What a check that was stopped throws. Throws everything else. */
export function asStopped(error: unknown): StoppedRun {
	if (error instanceof StoppedRun) return error;
	throw error;
}

export type Checked = {
	readonly run: Run;
	/** The run is on disk. */
	readonly isKept: boolean;
	/** Why the run could not be kept, in one sentence; null: it is kept, or was not to be. */
	readonly notKept: string | null;
};

/**
 * Probes a plan, says what it means, and keeps it. Resolves to what was found, also after an abort; the events only tell
 * it while it happens. Throws a UsageError, before any traffic, for what the settings name and can't be had.
 */
export async function check(prepared: PreparedPlan, session: Session, options: CheckOptions): Promise<Checked> {
	const {secrets, profile, ownRequirements, missingPassword, catalog = builtIn} = prepared;
	const {previous = null, tell} = options;
	const before = previous && toJudgedRun(previous, catalog);
	if (missingPassword !== null) throw new UsageError(missingPassword);
	const {settings} = prepared.plan;
	const certificates = await readCertificates(settings, session);
	const {caPem} = certificates;
	// All that follows asks for them, and of thousands they take long to make.
	await inTurns(groupByProbeInSteps(prepared.plan));
	const network =
		session.network ?? createSystemNetwork({dns: settings.dns, timeoutMs: settings.timeoutMs, ...certificates});
	const lint = lintSettings(settings, session.environment, caPem);
	for (const note of [...prepared.notes, ...certificates.notes]) tell(note);
	// With a proxy the file is for the agents too, and what is odd about it is a finding.
	const isFinding = settings.proxy.https !== null || settings.proxy.http !== null;
	for (const {field, problem, cure} of caPem === null || isFinding ? [] : lintCaFile(caPem)) {
		tell(`${field}: ${problem} ${cure}`);
	}

	// Asked for only now: until here nothing has to be brought to an end.
	const {signal} = options;
	const own = startProber(settings, {network, secrets, signal});
	const data = {network: {dns: settings.dns, timeoutMs: settings.timeoutMs, ...certificates}, secrets, signal};
	const thread =
		options.isWatched && session.network === null ? await startProbeThread(prepared.plan, own, data) : null;
	const started = thread ?? own;
	try {
		const {onDeadProxy, tolerated = []} = options;
		const examined =
			onDeadProxy === undefined
				? Promise.resolve([])
				: examineProxies(prepared.plan, {network, secrets, signal, logins: started.logins, pace: started.pace});
		const ofProxies = examined.then(found => {
			const options = {network, secrets, signal, logins: started.logins, pace: started.pace};
			return found.length === 0 ? [] : lintProxies(prepared.plan, found, options).catch(() => []);
		});
		if (onDeadProxy === 'stop') refuseUseless(await examined, tolerated);
		// What the services tell changes few targets; the others need not wait for it.
		await started.begin(prepared.plan);
		const ofClock = measureClock(prepared, {network, signal, tell});
		const isSparing = onDeadProxy === 'spare';
		const prober = isSparing ? spareDeadProxies(started, examined) : started;
		const dead = examined.then(found =>
			found.some(({kind}) => kind === 'dead') ? null : new Promise<never>(() => {}),
		);
		if (isSparing) void examined.then(found => tellOfProxies(found, tell));
		const onEvent = (event: RunEvent) => options.onEvent?.(event);
		// A part of a run is checked again as it was planned then.
		const {plan: learned, notes} =
			options.isLearning && previous === null
				? ((await Promise.race([
						...(isSparing ? [dead] : []),
						learnLive(prepared.plan, ownRequirements, {
							catalog,
							network,
							secrets,
							signal,
							logins: prober.logins,
							pace: prober.pace,
							onEvent,
						}),
					])) ?? {plan: prepared.plan, notes: []})
				: {plan: prepared.plan, notes: []};
		for (const note of notes) tell(note);
		// What the services told is planned anew, and the PAC has a word about each URL.
		const plan = learned === prepared.plan ? learned : await routeLearned(learned, prepared, session, options);
		options.onPlan?.(plan);

		const keeper = options.isKept
			? await inTurns(
					keepRun(plan, runsFolder(session.home.runs, profile?.name ?? null), {
						runsKept: profile?.runsKept,
						vantage: readVantage(network),
						previous,
					}),
				)
			: null;
		let id = '';
		const rows = Math.max(plan.targets.length, previous?.results.length ?? 0);
		function goesOn(): void {
			if (signal.aborted && rows > (options.mostRowsOnceStopped ?? rows)) throw new StoppedRun(id, keeper);
		}
		const found = await runPlan(plan, {
			signal,
			network,
			secrets,
			prober,
			onEvent(event) {
				if (event.type === 'run-started') id = event.id;
				// On disk before it is told: who stops the run at what they read finds it kept.
				keeper?.onEvent(event);
				onEvent(event);
			},
			onProbed() {
				options.onProbed?.();
				goesOn();
			},
			goesOn,
		});
		const timeServers = await ofClock;
		const seen = timeServers.length === 0 ? found : {...found, vantage: {...found.vantage, timeServers}};
		const judged = before === null ? seen : await inTurns(mergeRunsInSteps(before, seen), goesOn);
		const findings = await inTurns(diagnoseInSteps(judged, [...lint, ...(await ofProxies)]), goesOn);
		const run = await inTurns(toRunInSteps(judged, findings), goesOn);
		if (keeper !== null) await inTurns(keeper.finish(run), goesOn);
		return {run, isKept: keeper !== null && keeper.file !== null, notKept: keeper?.problem ?? null};
	} finally {
		thread?.leave();
	}
}

/** Asks the time servers that the settings name, beside the probes: nobody else is ever sent UDP but name servers. */
async function measureClock(
	{plan: {settings}, catalog = builtIn, ownRequirements}: PreparedPlan,
	{network, signal, tell}: {readonly network: Network; readonly signal: AbortSignal; tell(note: string): void},
): Promise<readonly TimeServerEvidence[]> {
	if (settings.timeServers.length === 0) return [];
	if (network.isPractice) {
		tell('No time server is asked in the practice network.');
		return [];
	}
	const listed = [...catalog.requirements, ...ownRequirements]
		.filter(({protocol, port, clouds}) => protocol === 'udp' && port === ntpPort && clouds.includes(settings.cloud))
		.map(({pattern, port}) => ({host: pattern, port}));
	const servers = settings.timeServers.flatMap(({host, port}) => (host === null ? listed : [{host, port}]));
	const unique = [...new Map(servers.map(server => [formatHostPort(server.host, server.port), server])).values()];
	const {timeoutMs} = settings;
	return askTimeServers(
		unique.filter(({host}) => !/[*<]/.test(host)),
		{network, timeoutMs, signal},
	);
}

/** Probes are under way: that a script fails this time is no reason to stop, and to lose what was found. */
async function routeLearned(
	learned: Plan,
	{plan: before, secrets}: PreparedPlan,
	session: Session,
	{tell, signal}: Pick<CheckOptions, 'tell' | 'signal'>,
): Promise<Plan> {
	try {
		const options = {makesTraffic: true, isUnderWay: true, signal};
		return (await routeBySettings(learned, secrets, session, options)).plan;
	} catch (error) {
		if (!signal.aborted && !(error instanceof UsageError)) throw error;
		if (error instanceof UsageError)
			tell(`${error.message} The endpoints keep the routes that it named at the beginning.`);
		// A host that only a service named goes as the others of its requirement.
		const byRequirement = new Map(before.targets.map(({requirement, route}) => [requirement.id, route]));
		const targets = learned.targets.map(row => ({
			...row,
			route: row.route && (byRequirement.get(row.requirement.id) ?? row.route),
		}));
		return withRoutesOf(before, {...learned, targets});
	}
}

function refuseUseless(examinations: readonly ProxyExamination[], tolerated: readonly string[]): void {
	const useless = examinations.find(
		examination => isUselessProxy(examination) && !tolerated.includes(examination.proxy),
	);
	if (useless) throw new UselessProxy(useless);
}

/** Says at once what will make the run useless, and what to do. */
function tellOfProxies(examinations: readonly ProxyExamination[], tell: (note: string) => void): void {
	for (const {kind, sentence, takesAnyName, proxy} of examinations) {
		if (kind === 'dead') tell(`${sentence} What goes this way was not asked one by one; --anyway does that.`);
		else if (kind === 'login') tell(`${sentence} ${loginAdvice}.`);
		else if (kind === 'rejected' || kind === 'other-scheme' || kind === 'no-proxy') tell(sentence);
		else if (takesAnyName) {
			tell(`The proxy ${proxy} answers for names that do not exist too, so its word about a name proves nothing.`);
		}
	}
}

const loginAdvice = `For Basic give --proxy http://USER@HOST:PORT, and the password in ${passwordVariable}; for a ticket --proxy-login negotiate or ntlm`;

/**
 * A prober that waits for nobody behind a proxy where nobody is: as soon as that is known, all that goes this way has seen what
 * the one request to the proxy saw.
 */
function spareDeadProxies(prober: Prober, examined: Promise<readonly ProxyExamination[]>): Prober {
	const observed = async (proxy: string): Promise<Observation> => {
		const dead = (await examined).find(examination => examination.kind === 'dead' && examination.proxy === proxy);
		if (dead) return {attempts: [dead.attempt], controls: []};
		return new Promise(() => {});
	};
	return {
		...prober,
		probe(group, onEvent) {
			const {proxy = null} = group.lead.route ?? {};
			if (proxy === null) return prober.probe(group, onEvent);
			let isSpared = false;
			const probed = prober.probe(group, event => {
				if (!isSpared) onEvent(event);
			});
			const spared = observed(formatProxy(proxy)).then(observation => {
				isSpared = true;
				return observation;
			});
			return Promise.race([probed, spared]);
		},
	};
}
