import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import type {LookOptions, RunTogether} from '../look.ts';
import {
	type Place,
	type PlaceOptions,
	PointFailure,
	type PointState,
	type Printed,
	stateOfError,
	stopped,
} from '../point.ts';
import {type EndedPod, followPods} from './follow-pods.ts';
import type {Api} from './kubectl.ts';
import {
	type JobOptions,
	makeConfigMap,
	makeImageTrial,
	makeJob,
	makeSecret,
	makeTrialPod,
	type Owner,
	probeContainer,
	type SecretKey,
	type View,
} from './manifest.ts';
import {hostnameOf} from './nodes.ts';
import {type NodeObject, type PodObject, readOther, readPod} from './objects.ts';

/** Where the Jobs of one check are created. */
export type Site = Pick<LookOptions, 'removalMs'> & {
	readonly api: Api;
	readonly namespace: string;
	readonly view: View;
	/** Unless given, nothing is pulled that was not named. */
	readonly pull: JobOptions['pull'] | null;
	/** A Secret that is there already and holds the proxy password. */
	readonly secret: SecretKey | null;
	/** The longest that the script may take, in seconds. */
	readonly scriptSeconds: number;
	/** Told what the user should know, one sentence each. */
	tell(note: string): void;
};

/** The places of one Job, by the node of each; null: a node that is not known. */
export type JobGroup = {
	readonly places: readonly {readonly place: Place; readonly node: NodeObject | null}[];
	/** Null: one of the candidates, whichever has sh and curl. */
	readonly image: string | null;
	readonly candidates: readonly string[];
	readonly isNamed: boolean;
	readonly borrowed: readonly string[] | null;
};

/** Pods of one Job at once: more would look like an attack on the proxy. */
export const podsAtOnce = 25;

/** The most that is read of one log, in bytes. */
const largestLog = 4_000_000;

/** What a Job needs beside the script, in seconds: to be scheduled, pulled and started. */
export const startSeconds = 150;

/** How long logs, and unless given the removal of a Job, are waited for once the check is stopped, in milliseconds. */
const lastLogsMs = 300;
const usualRemovalMs = 300;

/** Images that are tried side by side in one pod. */
const candidateLimit = 8;

/** A name for all that one check creates. */
export function newRunId(): string {
	return randomBytes(4).toString('hex');
}

/** Runs scripts by a Job for each group, one round after the other. Whatever a Job came to, it is removed. */
export function runInJobs(site: Site, run: string, groups: readonly JobGroup[]): RunTogether {
	const images = new Map<JobGroup, Promise<string>>();
	let round = 0;
	return async (script, places, options) => {
		round += 1;
		const printed = new Map<Place, Printed>();
		await Promise.all(
			groups.map(async (group, index) => {
				const among = group.places.filter(({place}) => places.includes(place));
				if (among.length === 0) return;
				const fail = (state: PointState) => {
					for (const {place} of among) if (!printed.has(place)) printed.set(place, {text: '', state});
				};
				try {
					if (options.signal.aborted) throw new PointFailure(stopped);
					const name = `arc-netcheck-${run}-${site.view}-${index + 1}`;
					const base: Omit<JobOptions, 'image'> = {
						...{run, name: `${name}-${round}`, namespace: site.namespace, view: site.view, atOnce: podsAtOnce},
						...{count: among.length, hostnames: among.flatMap(({node}) => (node ? [hostnameOf(node)] : []))},
						...{borrowed: group.borrowed, secret: site.secret},
						pull: site.pull ?? (group.isNamed ? 'IfNotPresent' : 'Never'),
						deadlineSeconds: startSeconds + site.scriptSeconds * Math.ceil(among.length / podsAtOnce),
					};
					if (!images.has(group))
						images.set(group, findImage(site, group, {...base, name: `${name}-image`}, options.signal));
					const image = (await images.get(group)) ?? '';
					for (const [place, each] of await runJob(site, {...base, image}, among, script, options)) {
						printed.set(place, each);
					}
					fail({id: 'not-created', reason: 'The Job made no pod for this node.', fix: 'Check again.'});
				} catch (error) {
					fail(stateOfError(error));
				}
			}),
		);
		return printed;
	};
}

async function runJob(
	site: Site,
	job: JobOptions,
	among: JobGroup['places'],
	script: string,
	{password, signal, onPrinted}: PlaceOptions,
): Promise<ReadonlyMap<Place, Printed>> {
	const {api, namespace} = site;
	const secret = job.secret ?? (password === null ? null : {name: job.name, key: 'password'});
	const options = {...job, secret};
	const alwaysPulls = (await admit(site, options)) ?? false;
	const printed = new Map<Place, Printed>();
	const logs: Promise<void>[] = [];
	const rest: EndedPod[] = [];
	const placeOf = (pod: PodObject) =>
		among.find(({node}) => node === null || node.metadata.name === pod.spec.nodeName)?.place;
	const keep = async (place: Place, {pod, hasLog, state, began}: EndedPod) => {
		const where = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/log`;
		const query = {container: probeContainer, limitBytes: largestLog};
		const told = hasLog
			? await api.text(where, query, {what: 'read pods/log', namespace}).then(
					text => ({text, state}),
					error => ({text: '', state: stateOfError(error)}),
				)
			: {text: '', state};
		const final = told.state ?? (signal.aborted ? stopped : null);
		printed.set(place, {text: told.text, state: final && at(place, final), began});
		onPrinted?.(place);
	};

	await inJob(site, {options, script, password: secret === job.secret ? null : password, signal}, async () => {
		const missing = await followPods(api, {
			...{namespace, job: job.name, count: among.length, containers: [probeContainer], alwaysPulls, signal},
			// The Job's own deadline would take the logs with it.
			limitMs: (job.deadlineSeconds - 15) * 1000,
			onEnd(ended) {
				const place = placeOf(ended.pod);
				if (place) logs.push(keep(place, ended));
				else rest.push(ended);
			},
		});
		const all = Promise.all(logs);
		if (signal.aborted) await Promise.race([all, sleep(lastLogsMs)]);
		else await all;
		// A pod that no node took stands for one of the nodes that are left.
		for (const {place} of among) {
			if (printed.has(place)) continue;
			const state = signal.aborted ? stopped : (rest.shift()?.state ?? missing ?? null);
			if (state) printed.set(place, {text: '', state: at(place, state)});
		}
	});
	return printed;
}

/** States of a pod go on behind the name of its place; those of the cluster are sentences. */
function at({name}: Place, state: PointState): PointState {
	return /^[a-z]/.test(state.reason) ? {...state, reason: `At ${name} ${state.reason}`} : state;
}

/** Creates a Job with what belongs to it, and removes it whatever comes of the work. Throws a PointFailure. */
async function inJob<Result>(
	{api, namespace, tell, removalMs = usualRemovalMs}: Pick<Site, 'api' | 'namespace' | 'tell' | 'removalMs'>,
	{options, script, password, signal}: PlaceOptions & {readonly options: JobOptions; readonly script: string},
	work: () => Promise<Result>,
	job = makeJob(options),
): Promise<Result> {
	const core = `/api/v1/namespaces/${namespace}`;
	const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
	let isRefused = true;
	try {
		const created = await api.post(jobs, {}, job, {what: 'create jobs', namespace}).catch(error => {
			// After an answer that got lost it may be there all the same.
			const unsure = ['busy', 'api-failure', 'silent', 'unreachable', 'refused', 'stopped'];
			isRefused = !unsure.includes(stateOfError(error).id);
			throw error;
		});
		isRefused = false;
		// The cluster removes with the Job what it owns.
		const owner: Owner = {name: options.name, uid: readOther(created)?.metadata.uid ?? ''};
		if (script !== '') {
			const map = makeConfigMap(options, script, owner);
			await api.post(`${core}/configmaps`, {}, map, {what: 'create configmaps', namespace});
		}
		if (password !== null) {
			const secret = makeSecret(options, password, owner);
			await api.post(`${core}/secrets`, {}, secret, {what: 'create secrets', namespace});
		}
		return await work();
	} finally {
		if (!isRefused) {
			const tellLeft = (reason: string) =>
				tell(
					`The Job ${options.name} is left in the namespace ${namespace} (${reason.replace(/\.$/, '')}): it ends and goes by itself within ${Math.ceil((options.deadlineSeconds + 600) / 60)} minutes, or by "vantage clean".`,
				);
			const removal = api.remove(`${jobs}/${options.name}`, {what: 'delete jobs', namespace}).then(
				() => null,
				error => stateOfError(error).reason,
			);
			const over = new AbortController();
			const patience = async () => {
				if (!signal.aborted) await once(signal, 'abort', {signal: over.signal});
				return sleep(removalMs, 'Nobody knows yet whether it was removed.', {signal: over.signal});
			};
			const reason = await Promise.race([removal, patience().catch(() => removal)]);
			over.abort();
			if (reason !== null) tellLeft(reason);
		}
	}
}

/**
 * Lets the server admit the pod without creating it: Pod Security admits a Job, and turns its pods away. Throws a PointFailure.
 *
 * @returns whether the cluster always pulls; null: it could not be asked
 */
export async function admit(
	{api, namespace}: Pick<Site, 'api' | 'namespace'>,
	options: JobOptions,
): Promise<boolean | null> {
	const asked = {what: 'create pods', namespace};
	const answer = await api
		.post(`/api/v1/namespaces/${namespace}/pods`, {dryRun: 'All'}, makeTrialPod(options), asked)
		.catch(error => {
			// Who may create Jobs may not be allowed to create pods, and a webhook may take no dry run: then events tell.
			const {id, reason} = stateOfError(error);
			const isUntold = id === 'not-allowed' || (id === 'invalid' && /dry.?run/i.test(reason));
			if (!isUntold) throw error;
			return null;
		});
	if (answer === null) return null;
	return readPod(answer)?.spec.containers.some(({imagePullPolicy}) => imagePullPolicy === 'Always') ?? false;
}

/** The image that a group uses: the given one, else the first that has sh and curl when it is tried. Throws a PointFailure. */
async function findImage(
	site: Site,
	{image, candidates, places}: JobGroup,
	base: Omit<JobOptions, 'image'>,
	signal: AbortSignal,
): Promise<string> {
	if (image !== null) return image;
	const tried = candidates.slice(0, candidateLimit);
	const [first] = tried;
	const none = new PointFailure({
		id: 'no-image',
		reason:
			first === undefined
				? 'No image is known that these nodes have.'
				: `None of ${tried.length} images that these nodes have has sh and curl.`,
		fix: 'Name an image with both that they have or can pull (--image).',
	});
	if (first === undefined) throw none;
	const [one] = places;
	const hostnames = one?.node ? [hostnameOf(one.node)] : [];
	const options: JobOptions = {...base, image: first, pull: 'Never', count: 1, hostnames, secret: null};
	const {job, names} = makeImageTrial(options, tried);
	await admit(site, options);
	let pod: PodObject | null = null;
	await inJob(
		site,
		{options, script: '', password: null, signal},
		async () => {
			await followPods(site.api, {
				...{namespace: site.namespace, job: options.name, count: 1, containers: names, alwaysPulls: false, signal},
				limitMs: startSeconds * 1000,
				onEnd(ended) {
					pod = ended.pod;
				},
			});
		},
		job,
	);
	const statuses = readPod(pod)?.status.containerStatuses ?? [];
	const found = tried.find((_, index) =>
		statuses.some(({name, state}) => name === names[index] && state.terminated?.exitCode === 0),
	);
	if (found === undefined) throw signal.aborted ? new PointFailure(stopped) : none;
	site.tell(`Pods are looked from with the image ${found}, which these nodes have.`);
	return found;
}
