import path from 'node:path';
import process from 'node:process';
import {EnvironmentError} from '../../errors.ts';
import type {Run} from '../../record/run.ts';
import {worstRunOf} from '../../record/survey/parse-survey.ts';
import type {Survey} from '../../record/survey/survey.ts';
import {privateFile, writeFileAtomically} from '../../store/write-file.ts';
import type {ClusterOptions} from '../../vantage/kubernetes/cluster.ts';
import {type From, stopped} from '../../vantage/point.ts';
import {freePath} from '../export/paths.ts';
import type {PreparedPlan} from '../prepare-plan.ts';
import type {Session} from '../session.ts';
import {asksCluster, outlineCluster, wantedBy, writeManifest} from './cluster.ts';
import {clusterWords, type OutlookLine, outlookLines, readPlaces, rightsLines, termsLines, termsOf} from './outlook.ts';
import {writeScript} from './portable.ts';
import {type SurveyEvent, surveyAndKeep} from './survey.ts';

/** What is said of one place, or of what several have in common. */
export type PlaceOutline = {readonly title: string; readonly lines: readonly OutlookLine[]};

/** What was seen from other places. */
type Surveyed = {
	/** The worst that any of them saw. */
	readonly run: Run;
	/** Null: there is one place, and the run is all of it. */
	readonly survey: Survey | null;
	/** Why it is not kept, in one sentence; null: it is. */
	readonly notKept: string | null;
	/** What the user should know beside it, one sentence each. */
	readonly notes: readonly string[];
};

/** What screens can do with other places. What is in the way of it rejects with a UsageError or an EnvironmentError. */
export type Places = {
	/** Resolves to what was seen, also after an abort, once nothing of it is left at the places. */
	survey(
		prepared: PreparedPlan,
		options: {
			readonly from: readonly string[];
			readonly signal: AbortSignal;
			onEvent(event: SurveyEvent): void;
		},
	): Promise<Surveyed>;
	/** Whether something is under way at other places. */
	isBusy(): boolean;
	/** Resolves once nothing is under way at any place. @returns what the user should know of it, one sentence each */
	settle(): Promise<readonly string[]>;
	/** What the places would create and which rights they take, as "vantage list" says it. Asks clusters, and creates nothing. */
	outline(from: readonly string[], signal: AbortSignal): Promise<readonly PlaceOutline[]>;
	/** What others can run in place of a check from these places. Asks nobody. */
	print(prepared: PreparedPlan, from: readonly string[]): Promise<readonly Printout[]>;
	/** Writes it where the program was started. @returns the files */
	write(printouts: readonly Printout[]): readonly string[];
};

/** The screens stay until it is over, and a second Ctrl-C leaves at once. */
const removalMs = 10_000;

/** Other places, as ssh and kubectl of this user reach them. Printouts are written into `folder`. */
export function openPlaces(session: Session, cluster: ClusterOptions, folder: string): Places {
	const underWay = new Set<Promise<unknown>>();
	const told: string[] = [];
	/** Images that the nodes of a place were seen to have. */
	const images = new Map<string, string>();
	return {
		async survey(prepared, {from, signal, onEvent}) {
			const notes: string[] = [];
			const work = surveyAndKeep(prepared, readPlaces(from), session, {
				...{signal, cluster, onEvent, stdin: process.stdin, removalMs},
				tell(note) {
					notes.push(note);
					if (signal.aborted) told.push(note);
				},
			});
			underWay.add(work);
			try {
				const {survey, notKept} = await work;
				const [only] = survey.runs;
				// Why nothing was seen from a place stands with the results.
				const known = [...survey.vantages, stopped].map(({reason, fix}) => `${reason} ${fix}`);
				const kept = {notes: notes.filter(note => !known.includes(note)), notKept};
				if (survey.vantages.length === 1 && only) return {run: only, survey: null, ...kept};
				// There is one, or nothing would have come back.
				return {run: worstRunOf(survey) ?? only ?? raise(), survey, ...kept};
			} finally {
				underWay.delete(work);
			}
		},
		isBusy: () => underWay.size > 0,
		async settle() {
			await Promise.allSettled([...underWay]);
			return [...new Set(told)];
		},
		async outline(from, signal) {
			const places = readPlaces(from);
			const terms = from.map(text => ({title: text, lines: termsLines(termsOf(text))}));
			if (!places.some(asksCluster)) return terms;
			const outline = await outlineCluster(places, cluster, signal);
			for (const {from: place, images: found} of outline.outlooks) if (found[0]) images.set(place, found[0]);
			const known = new Map(outline.outlooks.map(outlook => [outlook.from, outlookLines(outlook)]));
			return [
				{
					title: 'Cluster',
					lines: [
						{label: 'Context', text: clusterWords(outline)},
						{label: 'Namespace', text: outline.namespace},
					],
				},
				...terms.map(({title, lines}) => ({title, lines: known.get(title) ?? lines})),
				{
					title: 'Rights of your login',
					lines: rightsLines(outline.rights).map(({held, text}) => ({label: held, text})),
				},
			];
		},
		print: (prepared, from) => printPlaces(prepared, from, cluster, session, place => images.get(place) ?? null),
		write: printouts => writePrintouts(printouts, folder),
	};
}

function raise(): never {
	throw new Error('A survey came back in which nothing was seen.');
}

/** What somebody else can run in place of a check from here. */
export type Printout = {
	readonly fileName: string;
	readonly text: string;
	/** What to do with it, one line each; the last says how what it saw comes back. */
	readonly steps: readonly string[];
};

/** Nodes that a manifest looks from, where nobody said how many. */
const usualNodes = 2;

const scriptName = 'arc-netcheck-probe.sh';

/**
 * The script for hosts and pods that run, and a manifest for each place where Jobs would be created. Asks nobody. `imageOf` gives
 * an image that the nodes of a place are known to have, or null. Throws a UsageError for what is no place.
 */
async function printPlaces(
	prepared: PreparedPlan,
	texts: readonly string[],
	cluster: ClusterOptions,
	session: Session,
	imageOf: (place: string) => string | null,
): Promise<readonly Printout[]> {
	const places = readPlaces(texts).map((from, index) => ({from, text: texts[index] ?? ''}));
	const byScript = places.filter(({from}) => wantedBy(from) === null);
	const printouts: Printout[] = [];
	if (byScript.length > 0) {
		const steps = [...new Set(byScript.flatMap(({from}) => commandsFor(from)))];
		printouts.push({fileName: scriptName, text: await writeScript(prepared, session), steps: [...steps, comesBack]});
	}
	for (const {from, text: place} of places) {
		const wanted = wantedBy(from);
		if (wanted === null) continue;
		const {view} = wanted;
		const known = cluster.image ?? imageOf(place);
		const namespace = wanted.namespace ?? cluster.namespace ?? 'default';
		const manifest = await writeManifest(
			prepared,
			{
				...{view, namespace, nodes: usualNodes},
				image: known ?? 'registry.example/image:tag',
				rate: cluster.rate,
				isBorrowed: view === 'node' && cluster.image === null,
				secret: cluster.proxySecret?.namespace === namespace ? cluster.proxySecret : null,
			},
			session,
		);
		const fileName = `arc-netcheck-${view}s${from.kind === 'pods' && from.namespace ? `-${from.namespace}` : ''}.yaml`;
		const needed = view === 'node' ? 'any image that all nodes have' : 'an image with sh and curl';
		printouts.push({
			fileName,
			text: manifest,
			steps: [
				...(known === null ? [`Put ${needed} in the place of registry.example/image:tag.`] : []),
				`kubectl apply --filename ${fileName}`,
				'The head of the file says how its logs are collected, and how all of it is removed.',
				comesBack,
			],
		});
	}
	return printouts;
}

const comesBack = 'Then choose "A log file" here, or: arc-netcheck vantage import LOG...';

function commandsFor(from: From): readonly string[] {
	switch (from.kind) {
		case 'ssh':
			return from.targets.map(({host}) => `ssh ${host} sh -s < ${scriptName} > ${host}.log`);
		case 'ssh-file':
			return [`ssh HOST sh -s < ${scriptName} > HOST.log`];
		case 'pod': {
			const {namespace, pod, container} = from;
			const of = container === null ? '' : ` --container ${container}`;
			return [`kubectl exec --namespace ${namespace} --stdin ${pod}${of} -- sh -s < ${scriptName} > ${pod}.log`];
		}
		default:
			return [`sh ${scriptName} > MACHINE.log`];
	}
}

/** Writes printouts into a folder, private to the user and beside what is there. Throws an EnvironmentError. @returns the files */
function writePrintouts(printouts: readonly Pick<Printout, 'fileName' | 'text'>[], folder: string): readonly string[] {
	return printouts.map(({fileName, text}) => {
		const file = freePath(path.join(folder, fileName), {current: folder, home: folder});
		try {
			writeFileAtomically(file, text, {isExclusive: true, mode: privateFile});
		} catch (error) {
			const {code = 'no error code'} = error as NodeJS.ErrnoException;
			throw new EnvironmentError(`${file} can't be written (${code}).`, 'Start in another folder, or copy it instead.');
		}
		return file;
	});
}
