import {groupByProbe, subsetPlan} from '../../plan/endpoints.ts';
import type {Plan} from '../../plan/types.ts';
import {chooseCanaries, seesTheSame, viewOf} from '../../record/survey/canaries.ts';
import {type Looked, type LookOptions, lookTogether, type RunTogether, stepFor} from '../look.ts';
import {type Place, PointFailure, type PointState, stateOfError, stopped} from '../point.ts';
import {type Api, type KubectlOptions, openApi, readContext} from './kubectl.ts';
import {ownNames, type SecretKey, type View} from './manifest.ts';
import {type Choice, chooseNodes, commonImages, imagesOf, type NodeGroup, nodeName, poolOf} from './nodes.ts';
import {type NodeObject, type PodObject, readAll, readNode, readPod} from './objects.ts';
import {type JobGroup, newRunId, podsAtOnce, runInJobs, type Site} from './run-jobs.ts';

/** How a cluster is looked from. */
export type ClusterOptions = {
	readonly context: string | null;
	readonly kubeconfig: string | null;
	/** Where Jobs are created; null: where the context is. */
	readonly namespace: string | null;
	readonly image: string | null;
	readonly pull: 'never' | 'missing' | null;
	/** Nodes of each pool that are looked from. */
	readonly perPool: number;
	/** Endpoints that are looked at from the others; 0: those are not looked from. */
	readonly canaries: number;
	/** New connections a second, from all places together; null: as they come. */
	readonly rate: number | null;
	/** A Secret that holds the proxy password already. */
	readonly proxySecret: (SecretKey & {readonly namespace: string}) | null;
};

/** The cluster of the current context. */
export const usualCluster: ClusterOptions = {
	...{
		context: null,
		kubeconfig: null,
		namespace: null,
		image: null,
		pull: null,
		perPool: 2,
		canaries: 5,
		rate: null,
		proxySecret: null,
	},
};

/** Which nodes, and what on them. */
export type Wanted = {
	readonly view: View;
	/** Where the pods are; null: where the Jobs are. */
	readonly namespace: string | null;
	readonly selector: string | null;
};

/** A cluster that kubectl reaches. */
export type Cluster = {
	readonly api: Api;
	/** As kubectl calls it; null: inside of it. */
	readonly context: string | null;
	readonly server: string | null;
	readonly namespace: string;
	readonly kubectl: KubectlOptions;
};

/** The longest and the shortest that a script may take, in seconds. */
const longestScript = 840;
const shortestScript = 180;

/** Opens the cluster that is meant, and pins it. Throws a PointFailure. */
export async function openCluster(
	options: Pick<ClusterOptions, 'context' | 'kubeconfig' | 'namespace'>,
	environment: NodeJS.ProcessEnv,
	/** What will be asked for, beside reading nodes and pods, by the namespace of the Jobs. */
	paths: (namespace: string) => readonly string[],
	signal: AbortSignal,
): Promise<Cluster> {
	if (signal.aborted) throw new PointFailure(stopped);
	const given = {context: options.context, kubeconfig: options.kubeconfig, environment};
	const {context, namespace, server} = await readContext(given);
	const kubectl = {...given, context};
	const own = options.namespace ?? namespace ?? 'default';
	const api = await openApi(['^/api/v1/(nodes|pods)$', ...paths(own)], kubectl, signal);
	return {api, context, server, kubectl, namespace: own};
}

/** What `kubectl proxy` lets through for Jobs in these namespaces: Secrets only where one is created, and no Job of others by its name. */
export function jobPaths(namespaces: readonly string[], hasPassword: boolean): readonly string[] {
	const among = `namespaces/(${namespaces.map(name => name.replaceAll('.', String.raw`\.`)).join('|')})`;
	return [
		`^/api/v1/${among}/(pods|configmaps|events${hasPassword ? '|secrets' : ''})$`,
		`^/api/v1/${among}/pods/[^/]+/log$`,
		`^/apis/batch/v1/${among}/jobs(/${ownNames})?$`,
	];
}

/** What is there to look from. */
export type Inventory = {
	/** Null: it may not be read. */
	readonly nodes: readonly NodeObject[] | null;
	readonly pods: readonly PodObject[];
	readonly choice: Choice;
};

/** Reads the nodes and what runs on them, and chooses. Throws a PointFailure, but for rights that can be done without. */
export async function takeInventory(
	{api}: Pick<Cluster, 'api'>,
	{view, selector}: Wanted,
	{image, perPool, canaries}: Pick<ClusterOptions, 'image' | 'perPool' | 'canaries'>,
): Promise<Inventory> {
	const query = selector === null ? {} : {labelSelector: selector};
	const unlessForbidden = (error: unknown) => {
		if (stateOfError(error).id !== 'not-allowed') throw error;
		return null;
	};
	const [found, running] = await Promise.all([
		api.list('/api/v1/nodes', query, {what: 'list nodes', namespace: null}).catch(unlessForbidden),
		image === null
			? api
					.list('/api/v1/pods', {fieldSelector: 'status.phase=Running'}, {what: 'list pods', namespace: null})
					.catch(unlessForbidden)
			: null,
	]);
	const nodes = found && readAll(found.items, readNode);
	const pods = readAll(running?.items ?? [], readPod);
	return {nodes, pods, choice: chooseNodes(nodes ?? [], {view, perPool, canaries, image, pods})};
}

/** Looks from nodes, or from pods on them, through Jobs. Never rejects for what the cluster does. */
export async function lookFromCluster(
	cluster: Cluster,
	wanted: Wanted,
	plan: Plan,
	options: ClusterOptions,
	lookOptions: LookOptions,
	tell: (note: string) => void,
): Promise<readonly Looked[]> {
	const {view} = wanted;
	const namespace = wanted.namespace ?? cluster.namespace;
	const all = nameOf(wanted);
	try {
		if (lookOptions.signal.aborted) throw new PointFailure(stopped);
		const {nodes, pods, choice} = await takeInventory(cluster, wanted, options);
		const placeOf = (node: NodeObject): Place => {
			const name = view === 'node' ? `node:${nodeName(node)}` : `pods:${namespace}/${nodeName(node)}`;
			const pool = poolOf(node);
			return {name, kind: view, seen: {name, node: nodeName(node), ...(pool !== null && {pool})}};
		};
		const left = choice.left.map(({node, state}): Looked => ({place: placeOf(node), run: null, state}));
		if (choice.spared > 0) {
			tell(
				`${choice.spared} more nodes of the same pools are not looked from: --canaries 5 looks at a few endpoints from them.`,
			);
		}
		const toGroup = (group: NodeGroup): JobGroup => ({
			places: group.nodes.map(node => ({place: placeOf(node), node})),
			image: group.image,
			candidates: group.image === null ? commonImages(group.nodes, imagesOf(pods)) : [],
			isNamed: options.image !== null,
			borrowed: group.borrowed,
		});
		const groups = nodes === null ? [withoutNodes(wanted, namespace, options)] : choice.groups.map(toGroup);
		const canaries = choice.canaries.map(toGroup);
		const places = placesOf(groups);
		if (places.length === 0) return left.length > 0 ? left : [unseen(all, view, noNodes(wanted))];
		const sideBySide = (among: readonly Place[]) =>
			[...groups, ...canaries]
				.map(group => Math.min(podsAtOnce, group.places.filter(({place}) => among.includes(place)).length))
				.reduce((sum, count) => sum + count, 0);
		const site: Site = {
			...{api: cluster.api, namespace, view, tell, removalMs: lookOptions.removalMs},
			pull: options.pull === null ? null : options.pull === 'never' ? 'Never' : 'IfNotPresent',
			secret: secretIn(namespace, options),
			scriptSeconds: secondsFor(plan, stepFor(options.rate, sideBySide(places))),
		};
		const run = runInJobs(site, newRunId(), [...groups, ...canaries]);
		const paced = {...lookOptions, rate: options.rate, sideBySide, program: null};
		const looked = await lookTogether(places, run, plan, paced);
		const others = await lookAtFew(placesOf(canaries), looked, {
			run,
			plan,
			lookOptions: paced,
			most: options.canaries,
			tell,
		});
		return [...looked, ...others, ...left];
	} catch (error) {
		return [unseen(all, view, stateOfError(error))];
	}
}

function placesOf(groups: readonly JobGroup[]): readonly Place[] {
	return groups.flatMap(group => group.places.map(({place}) => place));
}

/** Places that differ alike, and are looked from in full: more of them would say the same again. */
const differingLimit = 25;

/** Looks at a few endpoints from the other places of the pools, and in full from those that see something else there. Never rejects. */
async function lookAtFew(
	places: readonly Place[],
	before: readonly Looked[],
	{
		run,
		plan,
		lookOptions,
		most,
		tell,
	}: {
		readonly run: RunTogether;
		readonly plan: Plan;
		readonly lookOptions: LookOptions;
		readonly most: number;
		readonly tell: (note: string) => void;
	},
): Promise<readonly Looked[]> {
	const known = before.flatMap(looked => (looked.run ? [{pool: looked.place.seen.pool, run: looked.run}] : []));
	const rows = chooseCanaries(
		known.map(each => each.run),
		most,
	);
	if (places.length === 0) return [];
	if (lookOptions.signal.aborted) return places.map(place => ({place, run: null, state: stopped}));
	if (rows.size === 0) {
		tell(`${places.length} more nodes are not looked from: nothing was seen from the first ones of their pools.`);
		return [];
	}
	const few = subsetPlan(plan, ({id}) => rows.has(id));
	const canaries = await lookTogether(places, run, few, lookOptions);
	const isNews = ({place, run: own}: Looked) =>
		own !== null && !known.some(({pool, run: other}) => pool === place.seen.pool && seesTheSame(own, other));
	const differing = [
		...Map.groupBy(canaries.filter(isNews), ({place, run: own}) =>
			[place.seen.pool, ...(own?.results.map(viewOf) ?? [])].join('\n'),
		).values(),
	].flatMap(alike => alike.slice(0, differingLimit).map(({place}) => place));
	tell(
		`${places.length} more nodes of the same pools are looked at with ${rows.size === 1 ? 'one endpoint' : `${rows.size} endpoints`}, and ${differing.length} of them in full, since they differ: --per-pool all looks at all of them in full.`,
	);
	const whole = differing.length === 0 ? [] : await lookTogether(differing, run, plan, lookOptions);
	const inFull = new Map(whole.flatMap(looked => (looked.run ? [[looked.place, looked] as const] : [])));
	return canaries.map(
		looked =>
			inFull.get(looked.place) ?? {
				...looked,
				run: looked.run && {...looked.run, vantage: {...looked.run.vantage, canary: true}},
			},
	);
}

/** A place that stands for all that could not even be named. */
export function unseen(name: string, kind: View, state: PointState): Looked {
	return {place: {name, kind, seen: {name}}, run: null, state};
}

/** As `--from` takes it: `nodes:pool=a`, `pods:arc`. */
export function nameOf({view, namespace, selector}: Wanted): string {
	const words = view === 'node' ? selector : namespace;
	return `${view}s${words === null ? '' : `:${words}`}`;
}

/** One pod, wherever it comes to run, for a login that may not see the nodes. Throws a PointFailure where that does not do. */
function withoutNodes({view, selector}: Wanted, namespace: string, {image}: ClusterOptions): JobGroup {
	if (view === 'node' || image === null || selector !== null) {
		throw new PointFailure({
			id: 'not-allowed',
			reason: 'This login may not list nodes, so there is nothing to choose from.',
			fix: 'Have the role of "vantage list --role" granted, or look from one pod with --from pods:NAMESPACE --image IMAGE.',
		});
	}
	const name = `pods:${namespace}`;
	const place: Place = {name, kind: 'pod', seen: {name}};
	return {places: [{place, node: null}], image, candidates: [], isNamed: true, borrowed: null};
}

function noNodes({selector}: Wanted): PointState {
	return {
		id: 'no-nodes',
		reason: selector === null ? 'The cluster has no nodes.' : `No node has the labels ${selector}.`,
		fix: 'See "kubectl get nodes --show-labels".',
	};
}

function secretIn(namespace: string, {proxySecret}: ClusterOptions): SecretKey | null {
	if (proxySecret === null) return null;
	if (proxySecret.namespace === namespace) return proxySecret;
	throw new PointFailure({
		id: 'container-configuration',
		reason: `--proxy-secret is in the namespace ${proxySecret.namespace}, and pods in ${namespace} can not read it.`,
		fix: `Name a Secret of the namespace ${namespace}.`,
	});
}

/**
 * The longest that the script may take for a plan, in seconds: all of it silent, side by side as the settings have it.
 *
 * @param stepSeconds from one target to the next; the script waits up to half as long again
 */
export function secondsFor(plan: Plan, stepSeconds = 0): number {
	const {timeoutMs, retries, concurrency} = plan.settings;
	const waves = Math.ceil(groupByProbe(plan).length / Math.max(1, Math.min(16, concurrency)));
	const each = ((retries + 1) * 3 * timeoutMs) / 1000;
	const silent = Math.min(longestScript, Math.max(shortestScript, waves * each));
	return Math.round(silent + 1.5 * stepSeconds * groupByProbe(plan).length);
}
