import {setTimeout as sleep} from 'node:timers/promises';
import type {PointState} from '../point.ts';
import type {Api} from './kubectl.ts';
import {type EventObject, type PodObject, readAll, readEvent, readJob, readPod, readWatchEvent} from './objects.ts';
import {explainEndedJob, explainNoPods, readProgress} from './pod-states.ts';

/** A pod of a Job that will come no further. */
export type EndedPod = {
	readonly pod: PodObject;
	readonly hasLog: boolean;
	readonly state: PointState | null;
	/** When its container began, at the earliest and at the latest, in milliseconds since 1970. */
	readonly began: readonly [number, number];
};

export type FollowOptions = {
	readonly namespace: string;
	readonly job: string;
	/** Pods that are due. */
	readonly count: number;
	/** The containers that have to end; the first is the one that is told of. */
	readonly containers: readonly string[];
	readonly alwaysPulls: boolean;
	/** When what still runs is no longer waited for, in milliseconds from now. */
	readonly limitMs: number;
	readonly signal: AbortSignal;
	/** Told of each pod as it ends. */
	onEnd(ended: EndedPod): void;
};

/** How often what may have changed is looked at, and how often events are read at most, in milliseconds. */
const tickMs = 500;
const pauseMs = 40;
const eventsMs = 3000;

/** How long the controllers may take to create the next pods, in milliseconds, and how soon their word that they can't counts. */
const creationMs = 90_000;
const refusalMs = 3000;

/** How long whatever replaces a broken watch waits, in milliseconds. */
const afterWatchMs = 1000;

type Followed = {pod: PodObject; readonly since: number; waitedUntil: number; begun: number | null; isEnded: boolean};

/**
 * Follows the pods of a Job until each has ended, or can not come to run: every way to wait has its end.
 *
 * @returns why pods that were due never came; null: all came
 */
export async function followPods(api: Api, options: FollowOptions): Promise<PointState | null> {
	const {namespace, job, count, containers, alwaysPulls, limitMs, signal, onEnd} = options;
	const pods = new Map<string, Followed>();
	const started = Date.now();
	/** When the last pod came or ended: the next ones of many are created then. */
	let movedAt = started;
	const watching = new AbortController();
	const place = `/api/v1/namespaces/${namespace}`;
	const query = {labelSelector: `job-name=${job}`};

	const finish = (followed: Followed, hasLog: boolean, state: PointState | null) => {
		followed.isEnded = true;
		movedAt = Date.now();
		const {pod, waitedUntil, begun} = followed;
		onEnd({pod, hasLog, state, began: [waitedUntil, begun ?? Date.now()]});
	};
	let wake = () => {};
	const take = (pod: PodObject) => {
		wake();
		const known = pods.get(pod.metadata.name);
		const now = Date.now();
		if (!known) movedAt = now;
		const followed = known ?? {pod, since: now, waitedUntil: started, begun: null, isEnded: false};
		followed.pod = pod;
		const state = pod.status.containerStatuses.find(({name}) => name === containers[0])?.state;
		if (state?.running || state?.terminated) followed.begun ??= now;
		else followed.waitedUntil = now;
		pods.set(pod.metadata.name, followed);
	};
	const lose = (pod: PodObject) => {
		wake();
		const followed = pods.get(pod.metadata.name);
		if (!followed || followed.isEnded) return;
		finish(followed, false, {
			id: 'removed',
			reason: 'the pod was removed while it was waited for.',
			fix: 'Check again; see "kubectl get events" for who removes it.',
		});
	};
	const keepWatching = async () => {
		while (!watching.signal.aborted) {
			const {items, version} = await api.list(`${place}/pods`, query, {what: 'list pods', namespace});
			const there = readAll(items, readPod);
			for (const pod of there) take(pod);
			const names = new Set(there.map(({metadata}) => metadata.name));
			for (const {pod} of pods.values()) if (!names.has(pod.metadata.name)) lose(pod);
			await api.watch(
				`${place}/pods`,
				{...query, resourceVersion: version, timeoutSeconds: 240},
				line => {
					const event = readWatchEvent(line);
					const pod = event && readPod(event.object);
					if (!pod) return;
					if (event.type === 'DELETED') lose(pod);
					else take(pod);
				},
				watching.signal,
			);
			await sleep(afterWatchMs, undefined, {signal: watching.signal}).catch(() => {});
		}
	};

	let events: readonly EventObject[] = [];
	let eventsAt = 0;
	const readEvents = async () => {
		if (Date.now() - eventsAt < eventsMs) return;
		const query = {fieldSelector: 'type=Warning'};
		// Without the right to read them, the states of the pods have to do.
		const found = await api.list(`${place}/events`, query, {what: 'list events', namespace}).catch(() => null);
		events = readAll(found?.items ?? [], readEvent).filter(({involvedObject}) => involvedObject.name.startsWith(job));
		eventsAt = found === null ? Number.POSITIVE_INFINITY : Date.now();
	};

	let jobAt = 0;
	/** Why a pod that was removed before it was seen will not come: its Job counts it all the same. */
	const readEndedJob = async () => {
		if (Date.now() - jobAt < eventsMs) return null;
		const query = {fieldSelector: `metadata.name=${job}`};
		const found = await api
			.list(`/apis/batch/v1/namespaces/${namespace}/jobs`, query, {what: 'list jobs', namespace})
			.catch(() => null);
		// Without the right to read it, the wait has its own end.
		jobAt = found === null ? Number.POSITIVE_INFINITY : Date.now();
		const state = found && explainEndedJob(readAll(found.items, readJob)[0] ?? null, pods.size);
		if (!state) return null;
		// With hundreds of pods the watch may be behind the Job.
		const {items} = await api.list(`${place}/pods`, query, {what: 'list pods', namespace});
		const unseen = readAll(items, readPod).filter(({metadata}) => !pods.has(metadata.name));
		for (const pod of unseen) take(pod);
		return unseen.length > 0 ? null : state;
	};

	let failure: unknown = null;
	const watched = keepWatching().catch(error => {
		failure ??= error;
	});
	try {
		for (;;) {
			if (failure !== null) throw failure;
			const now = Date.now();
			const changed = new Promise<void>(resolve => {
				wake = resolve;
			});
			const isLate = now - started > limitMs || signal.aborted;
			let open = 0;
			for (const followed of pods.values()) {
				if (followed.isEnded) continue;
				const {pod, since} = followed;
				const own = events.filter(({involvedObject}) => involvedObject.name === pod.metadata.name);
				const all = containers.map(container =>
					readProgress(pod, {events: own, ageMs: now - since, container, alwaysPulls}),
				);
				const [first] = all;
				if (first?.kind === 'ended' && all.every(({kind}) => kind === 'ended'))
					finish(followed, first.hasLog, first.state);
				else if (isLate) finish(followed, first?.kind === 'running', signal.aborted ? null : late);
				else {
					open += 1;
					if (first?.kind === 'waiting' && now - since > eventsMs) await readEvents();
				}
			}
			if (pods.size >= count && open === 0) return null;
			if (isLate) return late;
			if (open === 0 && now - movedAt > refusalMs) {
				await readEvents();
				const refused = explainNoPods(
					events.filter(({involvedObject}) => involvedObject.kind === 'Job'),
					namespace,
				);
				if (refused) return refused;
				const ended = await readEndedJob();
				if (ended) return ended;
				if (now - movedAt > creationMs) return notCreated;
			}
			await Promise.race([sleep(tickMs), changed]);
			// Hundreds of pods change at once.
			await sleep(pauseMs);
		}
	} finally {
		watching.abort();
		await watched;
	}
}

const late: PointState = {
	id: 'deadline',
	reason: 'the probes were not done in time.',
	fix: 'Check again with a shorter --timeout, or fewer features.',
};

const notCreated: PointState = {
	id: 'not-created',
	reason: 'The cluster created no pods for the Job, and no event says why.',
	fix: 'Is kube-controller-manager running? See "kubectl describe job".',
};
