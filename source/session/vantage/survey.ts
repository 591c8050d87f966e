import tls from 'node:tls';
import {EnvironmentError, UsageError} from '../../errors.ts';
import {splitPem} from '../../pem.ts';
import {subsetPlan} from '../../plan/endpoints.ts';
import {createRoots} from '../../probe/certificates.ts';
import type {Run, RunEvent} from '../../record/run.ts';
import {addTries, buildSurvey, doubtfulRows, type Unseen} from '../../record/survey/build-survey.ts';
import type {Survey} from '../../record/survey/survey.ts';
import {jsonPieces} from '../../report/json.ts';
import {renderSurvey} from '../../report/survey/render-survey.ts';
import {runsFolder} from '../../store/runs-folder.ts';
import {
	type Cluster,
	type ClusterOptions,
	jobPaths,
	lookFromCluster,
	nameOf,
	openCluster,
	unseen as unseenAt,
	usualCluster,
} from '../../vantage/kubernetes/cluster.ts';
import {execPoint} from '../../vantage/kubernetes/exec-point.ts';
import {readContext} from '../../vantage/kubernetes/kubectl.ts';
import {type Looked, type LookOptions, lookFrom} from '../../vantage/look.ts';
import {type From, type Point, type PointState, parseHostList, stateOfError} from '../../vantage/point.ts';
import {loginProxyOf} from '../../vantage/portable/script.ts';
import {sshPoint} from '../../vantage/ssh-point.ts';
import {asStopped, check, StoppedRun} from '../check.ts';
import {readCertificates} from '../files/certificates.ts';
import {decodeMarked} from '../files/user-files.ts';
import {type Carried, readOwnProgram} from '../own-program.ts';
import type {PreparedPlan} from '../prepare-plan.ts';
import {keepWhole} from '../runs/keep-run.ts';
import type {Session} from '../session.ts';
import {clientEnvironment, wantedBy} from './cluster.ts';
import {importLogs, readLogFiles, refuseOwnWays} from './portable.ts';

/** Machines looked from at once: jump hosts let ten sessions through, and ten logins under way. */
const pointsAtOnce = 8;

/** Vantage points looked from in one survey. */
const pointLimit = 1000;

export {usualCluster};

/** What happens while places are looked from, each by its name. */
export type SurveyEvent =
	/** They will be looked from; those of a cluster are known only once it was asked. */
	| {readonly type: 'places-named'; readonly places: readonly string[]}
	| {readonly type: 'round-started'; readonly places: readonly string[]; readonly round: number}
	/** What a place has seen in this round has come. */
	| {readonly type: 'log-came'; readonly place: string}
	/** A place is done; it is told again where it was looked from once more. */
	| {
			readonly type: 'place-finished';
			readonly place: string;
			readonly run: Run | null;
			readonly state: PointState | null;
	  }
	/** What this machine itself sees. */
	| {readonly type: 'own-event'; readonly event: RunEvent};

/** What this machine is called among the places. */
export const ownPlace = 'this machine';

export type SurveyOptions = Pick<LookOptions, 'removalMs'> & {
	readonly signal: AbortSignal;
	readonly stdin: NodeJS.ReadStream;
	/** How clusters are looked from. */
	readonly cluster?: ClusterOptions;
	/** What goes over SSH; the program unless given, where Node is there. */
	readonly carry?: Carried;
	/** After an abort more rows than that, of all places together, are not judged: a `StoppedRun` is thrown. */
	readonly mostRowsOnceStopped?: number;
	/** Told once all is seen: what is left is work of this machine alone. */
	onProbed?(): void;
	/** Told what the user should know beside the report, one sentence each. */
	tell(note: string): void;
	/** Told how far it is. */
	onProgress?(line: string): void;
	onEvent?(event: SurveyEvent): void;
};

/** Looks at a plan from each of the places, and says what their differences mean. Throws an EnvironmentError where nothing was seen from any. */
async function survey(
	prepared: PreparedPlan,
	from: readonly From[],
	session: Session,
	surveyOptions: SurveyOptions,
): Promise<Survey> {
	const {signal, stdin, cluster = usualCluster, carry = 'program', tell, onProgress} = surveyOptions;
	const {mostRowsOnceStopped, onProbed} = surveyOptions;
	const emit = (event: SurveyEvent) => surveyOptions.onEvent?.(event);
	const {plan, secrets, missingPassword} = prepared;
	// Pods may take it from a Secret of the cluster.
	const isInCluster = cluster.proxySecret !== null && from.every(each => wantedBy(each) !== null);
	if (missingPassword !== null && !isInCluster) throw new UsageError(missingPassword);
	if (from.some(({kind}) => kind !== 'here' && kind !== 'file')) refuseOwnWays(plan);
	const isCluster = from.some(each => each.kind === 'pod' || wantedBy(each) !== null);
	const pinned = isCluster ? await pinContext(cluster) : cluster;
	const points = (await Promise.all(from.map(each => pointsOf(each, session, pinned)))).flat();
	if (points.length > pointLimit)
		throw new UsageError(`--from names ${points.length} places, and ${pointLimit} is the most.`);
	const certificates = await readCertificates(plan.settings, session);
	const {proxy} = plan.settings;
	const {caPem, publicRootsPem} = certificates;
	const publicPems = publicRootsPem === null ? tls.getCACertificates('bundled') : splitPem(publicRootsPem);
	const roots = createRoots(publicPems, () => [], caPem === null ? [] : splitPem(caPem));
	const runs: Run[] = [];
	const unseen: Unseen[] = [];
	const isHere = from.some(({kind}) => kind === 'here');
	emit({type: 'places-named', places: [...(isHere ? [ownPlace] : []), ...points.map(({name}) => name)]});

	const files = from.flatMap(each => (each.kind === 'file' ? [each.file] : []));
	if (files.length > 0) {
		const imported = importLogs(await readLogFiles(files, session, {stdin}));
		runs.push(...imported.runs);
		for (const note of imported.notes) tell(note);
	}
	const here = isHere
		? check({...prepared, missingPassword: null}, session, {
				...{signal, isLearning: false, isKept: false, tell},
				...(mostRowsOnceStopped && {mostRowsOnceStopped}),
				onEvent: event => emit({type: 'own-event', event}),
			}).catch(asStopped)
		: null;
	const isOverSsh = points.some(({kind}) => kind === null);
	const options: LookOptions = {
		...certificates,
		roots,
		program: isOverSsh ? await readOwnProgram(carry) : null,
		signal,
		password: loginProxyOf(proxy) === proxy.https ? secrets.httpsProxyPassword : secrets.httpProxyPassword,
		now: Date.now,
		rate: cluster.rate,
		removalMs: surveyOptions.removalMs,
		sideBySide: () => Math.min(points.length, pointsAtOnce),
		onRound(places, round, targets) {
			emit({type: 'round-started', places: places.map(({name}) => name), round});
			onProgress?.(
				`${places.length === 1 ? places[0]?.name : `${places.length} ${places[0]?.kind}s`}: round ${round}, ${targets} targets`,
			);
		},
		onPrinted: ({name}) => emit({type: 'log-came', place: name}),
		onLooked: ({place: {name}, run, state}) => emit({type: 'place-finished', place: name, run, state}),
	};
	const [byPoint, byJobs] = await Promise.all([
		inTurns(points, pointsAtOnce, point => lookFrom(point, plan, options)),
		lookByJobs(from, prepared, options, {...surveyOptions, cluster: pinned}),
	]);
	const own = await here;
	if (own instanceof StoppedRun) throw own;
	if (own !== null) runs.unshift(own.run);
	const told = new Set<string>();
	for (const {place, run, state} of [...byPoint, ...byJobs]) {
		emit({type: 'place-finished', place: place.name, run, state});
		if (run !== null) runs.push(run);
		if (state === null) continue;
		// What the cluster says once holds for all of its nodes.
		const note = `${state.reason} ${state.fix}`;
		if (!told.has(note)) tell(note);
		told.add(note);
		if (run !== null) continue;
		unseen.push({
			vantage: {...place.seen, name: place.name, kind: place.kind ?? 'node'},
			state: state.id,
			reason: state.reason,
			fix: state.fix,
		});
	}
	await lookAgain();
	onProbed?.();
	const rows = runs.reduce((sum, {results}) => sum + results.length, 0);
	if (signal.aborted && rows > (mostRowsOnceStopped ?? rows)) throw new StoppedRun('', null);
	const built = buildSurvey(runs, unseen);
	if (built !== null) return built;
	const [first] = unseen;
	throw new EnvironmentError(
		first?.reason ?? 'Nothing was seen from anywhere.',
		first?.fix ?? 'Name a place with --from.',
	);

	/** A difference counts when it holds again: a place that stands alone with it is looked from once more, of that alone. */
	async function lookAgain(): Promise<void> {
		const doubtful = [...doubtfulRows(runs)].flatMap(([index, rows]) => {
			const point = points[byPoint.findIndex(({run}) => run !== null && run === runs[index])];
			return point && !signal.aborted ? [{index, rows, point}] : [];
		});
		await inTurns(doubtful, pointsAtOnce, async ({index, rows, point}) => {
			const {run} = await lookFrom(
				point,
				subsetPlan(plan, ({id}) => rows.has(id)),
				{...options, onLooked: () => {}},
			);
			const before = runs[index];
			if (run !== null && before !== undefined) runs[index] = addTries(before, run);
		});
	}
}

/** The cluster with its context by name: whoever changes the current one meanwhile sends no later call elsewhere. */
async function pinContext(cluster: ClusterOptions): Promise<ClusterOptions> {
	if (cluster.context !== null) return cluster;
	const given = {...cluster, environment: clientEnvironment(process.env)};
	// Whatever keeps kubectl from telling it keeps it from the pod too, which says so.
	const read = await readContext(given).catch((error: unknown) => void stateOfError(error));
	return {...cluster, context: read?.context ?? null};
}

/** Makes a survey, and keeps it with the runs of its profile. `notKept`: why it is not; what was stopped never is. */
export async function surveyAndKeep(
	prepared: PreparedPlan,
	from: readonly From[],
	session: Session,
	options: SurveyOptions,
): Promise<{readonly survey: Survey; readonly notKept: string | null}> {
	const made = await survey(prepared, from, session, options);
	const [run] = made.runs;
	const isOne = run !== undefined && made.vantages.length === 1;
	if (run === undefined || options.signal.aborted || (isOne && !run.complete)) {
		return {survey: made, notKept: 'The check broke off before its end, so it is not kept.'};
	}
	const {profile} = prepared;
	const text = isOne ? jsonPieces(run) : renderSurvey('json', made, {columns: 80, colour: false, unicode: true});
	const notKept = keepWhole(text, run.id, runsFolder(session.home.runs, profile?.name ?? null), profile?.runsKept);
	return {survey: made, notKept};
}

async function pointsOf(from: From, session: Session, cluster: ClusterOptions): Promise<readonly Point[]> {
	switch (from.kind) {
		case 'ssh':
			return from.targets.map(target => sshPoint(target, clientEnvironment(process.env)));
		case 'ssh-file': {
			const text = await session.files.read(from.file, '--from', undefined, decodeMarked);
			return parseHostList(text, from.file).map(target => sshPoint(target, clientEnvironment(process.env)));
		}
		case 'pod':
			return [execPoint(from, {...cluster, environment: clientEnvironment(process.env)})];
		default:
			return [];
	}
}

/** Looks from the nodes and pods of a cluster, one place of `--from` after the other. Never rejects for what the cluster does. */
async function lookByJobs(
	from: readonly From[],
	{plan}: PreparedPlan,
	lookOptions: LookOptions,
	{cluster: options = usualCluster, tell, onProgress}: SurveyOptions,
): Promise<readonly Looked[]> {
	const wanted = from.flatMap(each => wantedBy(each) ?? []);
	if (wanted.length === 0) return [];
	const isOwn = wanted.some(({namespace}) => namespace === null);
	const named = wanted.flatMap(({namespace}) => namespace ?? []);
	const hasPassword = lookOptions.password !== null && options.proxySecret === null;
	let cluster: Cluster | null = null;
	try {
		const opened = await openCluster(
			options,
			clientEnvironment(process.env),
			namespace => jobPaths([...named, ...(isOwn ? [namespace] : [])], hasPassword),
			lookOptions.signal,
		);
		cluster = opened;
		onProgress?.(
			`kubectl: context ${opened.context ?? 'of this pod'}, namespace ${[...new Set([...named, ...(isOwn ? [opened.namespace] : [])])].join(', ')}`,
		);
		const looked: Looked[] = [];
		for (const each of wanted) looked.push(...(await lookFromCluster(opened, each, plan, options, lookOptions, tell)));
		return looked;
	} catch (error) {
		const state = stateOfError(error);
		return wanted.map(each => unseenAt(nameOf(each), each.view, state));
	} finally {
		await cluster?.api.close();
	}
}

/** Works through a list, so many at once, and gives the results in its order. */
async function inTurns<Item, Result>(
	items: readonly Item[],
	atOnce: number,
	work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
	const results: Result[] = [];
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < items.length; index = next++) {
			const item = items[index];
			if (item !== undefined) results[index] = await work(item);
		}
	};
	await Promise.all(Array.from({length: Math.min(atOnce, items.length)}, worker));
	return results;
}
