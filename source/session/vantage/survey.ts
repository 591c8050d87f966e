import tls from 'node:tls';
import {EnvironmentError, UsageError} from '../../errors.ts';
import {splitPem} from '../../pem.ts';
import {createRoots} from '../../probe/trust.ts';
import type {Run} from '../../record/run.ts';
import {buildSurvey, type Unseen} from '../../record/survey/build-survey.ts';
import type {Survey} from '../../record/survey/survey.ts';
import {type LookOptions, lookFrom} from '../../vantage/look.ts';
import {type From, parseHostList} from '../../vantage/parse-from.ts';
import type {Point} from '../../vantage/point.ts';
import {loginProxyOf} from '../../vantage/portable/script.ts';
import {sshPoint} from '../../vantage/ssh/ssh-point.ts';
import {check} from '../check.ts';
import {readCertificates} from '../files/certificates.ts';
import type {PreparedPlan} from '../prepare-plan.ts';
import type {Session} from '../session.ts';
import {importLogs, readLogFiles} from './portable.ts';

/** Machines looked from at once: jump hosts let ten sessions through, and ten logins under way. */
const pointsAtOnce = 8;

/** Vantage points looked from in one survey. */
const pointLimit = 1000;

export type SurveyOptions = {
	readonly signal: AbortSignal;
	readonly stdin: NodeJS.ReadStream;
	/** Told what the user should know beside the report, one sentence each. */
	tell(note: string): void;
	/** Told how far it is. */
	onProgress?(line: string): void;
};

/** Looks at a plan from each of the places, and says what their differences mean. Throws an EnvironmentError where nothing was seen from any. */
export async function survey(
	prepared: PreparedPlan,
	from: readonly From[],
	session: Session,
	{signal, stdin, tell, onProgress}: SurveyOptions,
): Promise<Survey> {
	const {plan, secrets, missingPassword} = prepared;
	if (missingPassword !== null) throw new UsageError(missingPassword);
	const points = (await Promise.all(from.map(each => pointsOf(each, session)))).flat();
	if (points.length > pointLimit)
		throw new UsageError(`--from names ${points.length} places, and ${pointLimit} is the most.`);
	const certificates = await readCertificates(plan.settings, session);
	const {proxy} = plan.settings;
	const {caPem, publicRootsPem} = certificates;
	const publicPems = publicRootsPem === null ? tls.getCACertificates('bundled') : splitPem(publicRootsPem);
	const roots = createRoots(publicPems, () => [], caPem === null ? [] : splitPem(caPem));
	const runs: Run[] = [];
	const unseen: Unseen[] = [];

	const files = from.flatMap(each => (each.kind === 'file' ? [each.file] : []));
	if (files.length > 0) {
		const imported = importLogs(await readLogFiles(files, session, {stdin}));
		runs.push(...imported.runs);
		for (const note of imported.notes) tell(note);
	}
	const here = from.some(({kind}) => kind === 'here')
		? check({...prepared, missingPassword: null}, session, {signal, isLearning: false, isKept: false, tell})
		: null;
	const options: LookOptions = {
		...certificates,
		roots,
		signal,
		password: loginProxyOf(proxy) === proxy.https ? secrets.httpsProxyPassword : secrets.httpProxyPassword,
		now: Date.now,
		onRound: (point, round, targets) => onProgress?.(`${point.name}: round ${round}, ${targets} targets`),
	};
	const looked = await inTurns(points, pointsAtOnce, async point => ({
		point,
		...(await lookFrom(point, plan, options)),
	}));
	if (here !== null) runs.unshift((await here).run);
	for (const {point, run, state} of looked) {
		if (run !== null) runs.push(run);
		if (state === null) continue;
		tell(`${state.reason} ${state.fix}`);
		if (run !== null) continue;
		unseen.push({
			vantage: {...point.seen, name: point.name, kind: point.kind ?? 'node'},
			state: state.id,
			reason: state.reason,
			fix: state.fix,
		});
	}
	const built = buildSurvey(runs, unseen);
	if (built !== null) return built;
	const [first] = unseen;
	throw new EnvironmentError(
		first?.reason ?? 'Nothing was seen from anywhere.',
		first?.fix ?? 'Name a place with --from.',
	);
}

async function pointsOf(from: From, session: Session): Promise<readonly Point[]> {
	switch (from.kind) {
		case 'here':
		case 'file':
			return [];
		case 'ssh':
			return from.targets.map(target => sshPoint(target, process.env));
		case 'ssh-file': {
			const text = await session.files.read(from.file, '--from');
			return parseHostList(text, from.file).map(target => sshPoint(target, process.env));
		}
		default:
			throw new UsageError(
				`--from ${from.kind}: kubectl is not driven from here: write a script with "vantage script", run it there with kubectl, and compare its log with --from here file:LOG.`,
			);
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
