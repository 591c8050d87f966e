import {once} from 'node:events';
import {EnvironmentError, UsageError} from '../../errors.ts';
import {
	type Cluster,
	type ClusterOptions,
	nameOf,
	openCluster,
	secondsFor,
	takeInventory,
	type Wanted,
} from '../../vantage/kubernetes/cluster.ts';
import {findLeftovers, type Leftover, leftoverPaths, removeLeftover} from '../../vantage/kubernetes/leftovers.ts';
import {
	comment,
	type JobOptions,
	makeConfigMap,
	makeJob,
	runLabel,
	toYaml,
	type View,
} from '../../vantage/kubernetes/manifest.ts';
import {commonImages, imagesOf, nodeName, poolOf} from '../../vantage/kubernetes/nodes.ts';
import {type HeldRight, reviewPath, reviewRights} from '../../vantage/kubernetes/rights.ts';
import {admit, newRunId, podsAtOnce, startSeconds} from '../../vantage/kubernetes/run-jobs.ts';
import {roundLimit, stepFor} from '../../vantage/look.ts';
import {type From, PointFailure, type PointState, stateOfError, stopped} from '../../vantage/point.ts';
import type {PreparedPlan} from '../prepare-plan.ts';
import type {Session} from '../session.ts';
import {writeScript} from './portable.ts';

/** What Jobs are wanted by a place of `--from`; null: none. */
export function wantedBy(from: From): Wanted | null {
	if (from.kind === 'nodes') return {view: 'node', namespace: null, selector: from.selector};
	return from.kind === 'pods' ? {view: 'pod', namespace: from.namespace, selector: null} : null;
}

/** Whether kubectl is needed for a place. */
export function asksCluster(from: From): boolean {
	return from.kind === 'pod' || wantedBy(from) !== null;
}

/** What kubectl, its plugins and ssh get of the environment: no password that is for this program alone. */
export function clientEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^ARC_NETCHECK_.*PASSWORD/i.test(name)));
}

/** A cluster, opened for one piece of work and closed after it. Throws an EnvironmentError where it can't be reached. */
async function withCluster<Result>(
	options: ClusterOptions,
	paths: readonly string[],
	signal: AbortSignal,
	work: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
	let cluster: Cluster | null = null;
	try {
		cluster = await openCluster(options, clientEnvironment(process.env), () => paths, signal);
		return await work(cluster);
	} catch (error) {
		if (!(error instanceof PointFailure)) throw error;
		throw new EnvironmentError(error.state.reason, error.state.fix);
	} finally {
		await cluster?.api.close();
	}
}

/** What one place of `--from` would come to. */
export type Outlook = {
	readonly from: string;
	readonly view: View;
	readonly namespace: string;
	/** By pool, in the order of the cluster. Null: nodes may not be listed. */
	readonly pools:
		| readonly {readonly pool: string | null; readonly nodes: number; readonly lookedFrom: readonly string[]}[]
		| null;
	/** Nodes from which a few endpoints are looked at. */
	readonly canaries: number;
	/** Nodes that can't be looked from. */
	readonly left: readonly {readonly node: string; readonly state: PointState}[];
	/** Images that would be used, or tried in this order. */
	readonly images: readonly string[];
	/**
	 * How many of each kind would be created: `count` for the first look and to find an image, `atMost` with all further looks
	 * at what failed or differed. Each goes before the next of its group is created.
	 */
	readonly creates: readonly {readonly kind: string; readonly count: number; readonly atMost: number}[];
	/** What a dry run said of the pods; `not-asked`: there was nothing to ask for, or this login may not create pods. */
	readonly admission: 'admitted' | 'refused' | 'not-asked';
	/** Why the cluster would not admit it; null: it would, or was not asked. */
	readonly refusal: PointState | null;
};

export type ClusterOutline = {
	readonly context: string | null;
	readonly server: string | null;
	readonly namespace: string;
	readonly rights: readonly HeldRight[];
	readonly outlooks: readonly Outlook[];
};

/** Looks what is there, what this login may do, and what a check would create. Creates nothing. */
export async function outlineCluster(
	from: readonly From[],
	options: ClusterOptions,
	signal: AbortSignal,
): Promise<ClusterOutline> {
	const wanted = from.flatMap(each => wantedBy(each) ?? []);
	const [named] = wanted.flatMap(({namespace}) => namespace ?? []);
	const ofPods = from.flatMap(each => (each.kind === 'pod' ? each.namespace : []));
	const paths = ['^/api/v1/namespaces/[^/]+/pods$', reviewPath];
	return withCluster(options, paths, signal, async cluster => {
		// Nothing is created, so that no answer has to be waited for.
		signal.addEventListener('abort', () => void cluster.api.close(), {once: true});
		return {
			context: cluster.context,
			server: cluster.server,
			namespace: named ?? cluster.namespace,
			rights: await reviewRights(cluster.api, [
				...new Set([...wanted.map(({namespace}) => namespace ?? cluster.namespace), ...ofPods]),
			]),
			outlooks: await Promise.all(wanted.map(each => lookAhead(cluster, each, options))),
		};
	});
}

async function lookAhead(cluster: Cluster, wanted: Wanted, options: ClusterOptions): Promise<Outlook> {
	const namespace = wanted.namespace ?? cluster.namespace;
	const {nodes, pods, choice} = await takeInventory(cluster, wanted, options);
	const isLookedFrom = new Set(choice.groups.flatMap(group => group.nodes));
	const pools = nodes && [...Map.groupBy(nodes, poolOf)];
	const candidates = (choice.groups[0] && commonImages(choice.groups[0].nodes, imagesOf(pods))) ?? [];
	const images = [...new Set(choice.groups.flatMap(({image}) => image ?? candidates.slice(0, 8)))];
	const canaries = choice.canaries.flatMap(group => group.nodes).length;
	const trials = [...choice.groups, ...choice.canaries].filter(({image}) => image === null).length;
	const creating = (full: number, few: number, trying: number) => ({
		count: full + few + trying,
		// A few endpoints are looked at, and then all of them where those differ.
		atMost: roundLimit * (full + 2 * few) + trying,
	});
	const [group] = choice.groups;
	let refusal: PointState | null = null;
	let alwaysPulls: boolean | null = null;
	if (group && images[0] !== undefined) {
		const trial: JobOptions = {
			...{run: newRunId(), name: 'arc-netcheck', namespace, view: wanted.view, image: images[0], pull: 'Never'},
			...{count: 1, atOnce: 1, hostnames: [], borrowed: group.borrowed, deadlineSeconds: startSeconds, secret: null},
		};
		alwaysPulls = await admit({api: cluster.api, namespace}, trial).catch(error => {
			refusal = stateOfError(error);
			return null;
		});
	}
	return {
		from: nameOf(wanted),
		view: wanted.view,
		namespace,
		pools:
			pools?.map(([pool, members]) => ({
				pool,
				nodes: members.length,
				lookedFrom: members.filter(node => isLookedFrom.has(node)).map(nodeName),
			})) ?? null,
		canaries,
		left: choice.left.map(({node, state}) => ({node: nodeName(node), state})),
		images,
		creates: [
			{kind: 'Job', ...creating(choice.groups.length, choice.canaries.length, trials)},
			{kind: 'ConfigMap', ...creating(choice.groups.length, choice.canaries.length, 0)},
			{kind: 'Pod', ...creating(isLookedFrom.size, canaries, trials)},
		],
		admission: refusal === null ? (alwaysPulls === null ? 'not-asked' : 'admitted') : 'refused',
		refusal,
	};
}

export type ManifestOptions = {
	readonly view: View;
	readonly namespace: string;
	readonly image: string;
	readonly nodes: number;
	/** Whether the tools of the node are used, in place of those of the image. */
	readonly isBorrowed: boolean;
	readonly secret: {readonly name: string; readonly key: string} | null;
	/** New connections a second, from all nodes together; null: as they come. */
	readonly rate: number | null;
};

/** Folders of a node that most systems have. */
const usualFolders = ['/usr', '/bin', '/lib', '/lib64', '/etc/ssl', '/etc/systemd'];

/** The Job and its ConfigMap as YAML, for whoever may create them. Asks no cluster. Throws a UsageError for what can't be. */
export async function writeManifest(
	prepared: PreparedPlan,
	{view, namespace, image, nodes, isBorrowed, secret, rate}: ManifestOptions,
	session: Session,
): Promise<string> {
	const {https, http} = prepared.plan.settings.proxy;
	const stepSeconds = stepFor(rate, Math.min(nodes, podsAtOnce));
	const script = await writeScript(prepared, session, {kind: view, stepSeconds});
	const run = newRunId();
	const name = `arc-netcheck-${run}-${view}`;
	const job: JobOptions = {
		...{run, name, namespace, view, image, secret, count: nodes, atOnce: podsAtOnce, hostnames: []},
		pull: isBorrowed ? 'Never' : 'IfNotPresent',
		borrowed: isBorrowed ? usualFolders : null,
		deadlineSeconds: startSeconds + secondsFor(prepared.plan, stepSeconds) * Math.ceil(nodes / podsAtOnce),
	};
	const selector = `${runLabel}=${run}`;
	const logs = `kubectl logs --namespace ${namespace} --selector ${selector} --prefix --tail=-1 --max-log-requests ${Math.max(5, nodes)}`;
	const needsPassword = (https?.username ?? http?.username ?? null) !== null && secret === null;
	const head = [
		`Probes from ${nodes} ${view}${nodes === 1 ? '' : 's'}, each on another node. The Job ends by itself, and goes ten minutes after that.`,
		...(isBorrowed
			? [
					'It uses the tools of the node: any image will do that all nodes have. A folder that they do not have is to be',
					'taken out in both lists (/lib64 on many ARM systems), and /etc/pki added for Red Hat and Azure Linux.',
				]
			: []),
		...(needsPassword
			? [
					'The proxy wants a password: create a Secret with it, and make this anew with --proxy-secret NAMESPACE/NAME/KEY.',
				]
			: []),
		`1. kubectl apply --filename THIS-FILE`,
		`2. ${logs} > logs.txt   (once its pods have ended, within ten minutes)`,
		`3. arc-netcheck vantage import logs.txt`,
		`4. kubectl delete job,configmap --namespace ${namespace} --selector ${selector}`,
	];
	return `${comment(head)}${toYaml([makeConfigMap(job, script, null), makeJob(job)])}`;
}

/** Removes what checks have left in a cluster: of one run, or all, unless it is only to be shown. @returns what was found, and why it is still there */
export async function cleanCluster(
	{run, isShown}: {readonly run: string | null; readonly isShown: boolean},
	options: ClusterOptions,
	signal: AbortSignal,
): Promise<readonly (Leftover & {readonly state: PointState | null})[]> {
	if (run !== null && !/^[\da-f]{8}$/.test(run)) {
		throw new UsageError(`--run ${run} is none: "vantage clean" without it names those that are there.`);
	}
	return withCluster(options, leftoverPaths, signal, async ({api, namespace}) => {
		const isNamed = options.namespace !== null;
		const work = async () => {
			const found = (await findLeftovers(api, {namespace, isNamed})).filter(each => run === null || each.run === run);
			const removed = [];
			for (const leftover of found) {
				if (signal.aborted) throw new PointFailure(stopped);
				const state = isShown ? null : await removeLeftover(api, leftover).then(() => null, stateOfError);
				removed.push({...leftover, state});
			}
			return removed;
		};
		const over = new AbortController();
		// A server that gives no answer holds nobody who stops: what is still there is found by the next one.
		const stop = once(signal, 'abort', {signal: over.signal}).then(() => Promise.reject(new PointFailure(stopped)));
		return await Promise.race([work(), stop]).finally(() => over.abort());
	});
}
