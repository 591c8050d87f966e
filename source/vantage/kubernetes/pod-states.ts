import {safeText} from '../../safe-text.ts';
import type {PointState, PointStateId} from '../point.ts';
import {explainAdmission, said} from './failures.ts';
import type {EventObject, JobObject, PodObject} from './objects.ts';

/** How far a pod has come: `ended` with a log to read, or with the reason why there is none. */
export type Progress =
	| {readonly kind: 'waiting'}
	| {readonly kind: 'running'}
	| {readonly kind: 'ended'; readonly hasLog: boolean; readonly state: PointState | null};

type Circumstances = {
	/** Of the pod alone. */
	readonly events: readonly EventObject[];
	/** Since the Job was created, in milliseconds. */
	readonly ageMs: number;
	/** The container that looks. */
	readonly container: string;
	/** The cluster makes of every pull policy that it always pulls. */
	readonly alwaysPulls: boolean;
};

/** How long what may pass by itself is waited for, in milliseconds: a node that is being added, a mount, a slow start. */
const patience = {schedule: 30_000, pull: 20_000, mount: 45_000, sandbox: 30_000, start: 120_000} as const;

const useImage = 'Name an image with sh and curl that the nodes have or can pull (--image).';

/** Why a container can not start, by the reason that the kubelet gives; those with a patience may still come right. */
const waitingReasons: readonly {
	readonly reasons: readonly string[];
	readonly id: PointStateId;
	readonly words: string;
	readonly fix: string;
	readonly patienceMs: number;
}[] = [
	{
		reasons: ['ErrImageNeverPull'],
		id: 'no-image',
		words: 'the node does not have the image any more, and nothing was to be pulled',
		fix: useImage,
		patienceMs: 0,
	},
	{
		reasons: ['InvalidImageName'],
		id: 'image-name',
		words: 'the name of the image is none',
		fix: 'Write --image as REGISTRY/NAME:TAG.',
		patienceMs: 0,
	},
	{
		reasons: [
			'ErrImagePull',
			'ImagePullBackOff',
			'RegistryUnavailable',
			'SignatureValidationFailed',
			'ImageInspectError',
		],
		id: 'image-pull',
		words: 'the node can not pull the image',
		fix: `That registry may be what is blocked. ${useImage}`,
		patienceMs: patience.pull,
	},
	{
		reasons: ['CreateContainerConfigError'],
		id: 'container-configuration',
		words: 'the container can not be put together',
		fix: 'A Secret or ConfigMap that it names is not there: check --proxy-secret.',
		patienceMs: patience.mount,
	},
	{
		reasons: ['CreateContainerError', 'RunContainerError', 'PostStartHookError'],
		id: 'no-shell',
		words: 'the image does not start with a shell',
		fix: useImage,
		patienceMs: 0,
	},
	{
		reasons: ['CrashLoopBackOff'],
		id: 'not-started',
		words: 'something starts the container anew again and again',
		fix: 'See whether an injected sidecar or a policy changes the pod: "kubectl get pod -o yaml".',
		patienceMs: 0,
	},
];

/** What events tell of a pod that does not come to run, the more telling reasons first. */
const eventReasons: readonly {
	readonly reasons: readonly string[];
	readonly id: PointStateId;
	readonly words: string;
	readonly fix: string;
	readonly patienceMs: number;
}[] = [
	{
		reasons: ['FailedCreatePodSandBox', 'NetworkNotReady'],
		id: 'no-sandbox',
		words: 'the node gives the pod no network',
		fix: 'Look at the network plugin (CNI) of that node: no other pod starts there either.',
		patienceMs: patience.sandbox,
	},
	{
		reasons: ['FailedMount', 'FailedAttachVolume'],
		id: 'mount',
		words: 'the node has not what the pod mounts',
		fix: `The folders of this system are others than expected. ${useImage}`,
		patienceMs: patience.mount,
	},
	{
		reasons: ['FailedScheduling'],
		id: 'unschedulable',
		words: 'no node takes the pod',
		fix: 'It asks for 50m of CPU and 64Mi: make room for that, or choose other nodes (--from nodes:SELECTOR).',
		patienceMs: patience.schedule,
	},
];

/** Reads how far a pod is. Pure. The reason of its state goes on behind `At PLACE`. */
export function readProgress({spec, status}: PodObject, circumstances: Circumstances): Progress {
	const {container, ageMs} = circumstances;
	const {waiting, running, terminated} = status.containerStatuses.find(({name}) => name === container)?.state ?? {};
	if (status.reason === 'Evicted') {
		return ended(
			'evicted',
			`the node put the pod out${said(status.message ?? '')}`,
			'Check again; the node is short of room.',
		);
	}
	if (status.reason === 'DeadlineExceeded') return deadlineOf(spec.nodeName !== undefined);
	if (status.reason === 'NodeLost' || status.phase === 'Unknown') {
		return ended('node-lost', 'the node no longer answers', 'Look at the node: "kubectl describe node".');
	}
	if (terminated) return readEnd(terminated);
	if (running) return {kind: 'running'};
	if (status.phase === 'Failed') {
		return ended('not-started', `the pod failed${said(status.message ?? status.reason ?? '')}`, 'Check again.');
	}
	return readWaiting(waiting, status.conditions, circumstances, ageMs);
}

function readEnd({
	reason = '',
	message = '',
	exitCode,
}: {
	reason?: string | undefined;
	message?: string | undefined;
	exitCode: number;
}): Progress {
	if (reason === 'OOMKilled') {
		return ended(
			'out-of-memory',
			'the probes had no room in 256Mi of memory',
			'Probe fewer targets at once (--concurrency 4).',
			true,
		);
	}
	if (['StartError', 'ContainerCannotRun'].includes(reason) || exitCode === 127 || exitCode === 126) {
		return ended('no-shell', `the image does not start with a shell${said(message)}`, useImage, true);
	}
	// The script ends with other codes where it could do nothing; its log says why.
	return {kind: 'ended', hasLog: true, state: null};
}

function readWaiting(
	waiting: {reason?: string | undefined; message?: string | undefined} | undefined,
	conditions: PodObject['status']['conditions'],
	{events, alwaysPulls}: Circumstances,
	ageMs: number,
): Progress {
	const known = waitingReasons.find(({reasons}) => reasons.includes(waiting?.reason ?? ''));
	if (known && ageMs >= known.patienceMs) {
		const isPolicy = known.id === 'image-pull' && alwaysPulls;
		const words = isPolicy ? `the cluster always pulls (AlwaysPullImages), and ${known.words}` : known.words;
		return ended(known.id, `${words}${said(waiting?.message ?? '')}`, known.fix);
	}
	const scheduled = conditions.find(({type}) => type === 'PodScheduled');
	if (scheduled?.status === 'False' && ageMs >= patience.schedule) {
		const row = eventReasons.find(({id}) => id === 'unschedulable');
		return ended('unschedulable', `${row?.words}${said(scheduled.message ?? '')}`, row?.fix ?? '');
	}
	for (const {reasons, id, words, fix, patienceMs} of eventReasons) {
		const event = events.findLast(({reason}) => reasons.includes(reason));
		// A pod that was scheduled in the end has its earlier event still.
		const isOver = id === 'unschedulable' && scheduled?.status === 'True';
		if (event && !isOver && ageMs >= patienceMs) return ended(id, `${words}${said(event.message)}`, fix);
	}
	if (ageMs < patience.start) return {kind: 'waiting'};
	const last = events.at(-1)?.message ?? waiting?.message ?? waiting?.reason ?? '';
	return ended(
		'not-started',
		`the pod did not start in two minutes${said(last)}`,
		'See "kubectl describe pod", and check again.',
	);
}

function deadlineOf(isScheduled: boolean) {
	return ended(
		'deadline',
		isScheduled
			? 'the probes were not done when the deadline of the Job came'
			: 'no node took the pod before the deadline of the Job',
		isScheduled ? 'Check again with a shorter --timeout, or fewer features.' : 'Make room on a node, and check again.',
		isScheduled,
	);
}

function ended(id: PointStateId, words: string, fix: string, hasLog = false) {
	const state: PointState = {id, reason: `${words}.`, fix};
	return {kind: 'ended', hasLog, state} as const;
}

/** Why a Job has no pods, from its events; null: they tell nothing. */
export function explainNoPods(events: readonly EventObject[], namespace: string): PointState | null {
	const event = events.findLast(({reason}) => reason === 'FailedCreate');
	if (!event) return null;
	return (
		explainAdmission(event.message, namespace) ?? {
			id: 'not-created',
			reason: `The cluster does not create the pods of the Job${said(event.message)}.`,
			fix: `See "kubectl describe job" in the namespace ${safeText(namespace, 63)}.`,
		}
	);
}

/**
 * Why no more pods of a Job will come, from the Job itself; null: they still may. Pure.
 *
 * @param job - null: it is not there any more
 * @param seen - pods that were seen of it
 */
export function explainEndedJob(job: JobObject | null, seen: number): PointState | null {
	if (job === null) {
		return {
			id: 'removed',
			reason: 'The Job was removed while it was waited for.',
			fix: 'Check again; see "kubectl get events" for who removes it.',
		};
	}
	const {failed, succeeded, conditions} = job.status;
	const holds = conditions.filter(({status}) => status === 'True');
	const end = holds.find(({type}) => endings.includes(type));
	if (end?.reason === 'DeadlineExceeded') return deadlineOf(false).state;
	if (end && failed + succeeded > seen) {
		return {
			id: 'removed',
			reason: 'the pod was removed before it was seen.',
			fix: 'Check again; see "kubectl get events" for who removes it.',
		};
	}
	if (end) {
		return {
			id: 'not-created',
			reason: `the Job ended before it made the pod${said(end.message ?? end.reason ?? '')}.`,
			fix: 'Check again; one pod that fails ends its Job.',
		};
	}
	return null;
}

/** Conditions of a Job that makes no more pods; the first two come before those that end it, since Kubernetes 1.31. */
const endings: readonly string[] = ['FailureTarget', 'SuccessCriteriaMet', 'Failed', 'Complete'];
