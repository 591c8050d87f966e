import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type {IJobSpec} from 'kubernetes-models/batch/v1/JobSpec';
import type {IPodSpec} from 'kubernetes-models/v1/PodSpec';
import {brokenControls} from './pod-security.ts';

/** An object as the stand-in keeps it. */
export type Stored = {
	metadata: {
		name: string;
		generateName?: string;
		namespace?: string;
		uid?: string;
		labels?: {[name: string]: string};
		resourceVersion?: string;
		creationTimestamp?: string;
		ownerReferences?: {apiVersion: string; kind: string; name: string; uid: string}[];
	};
	// Of pods and Jobs.
	spec: IPodSpec &
		Pick<
			IJobSpec,
			| 'completions'
			| 'template'
			| 'backoffLimit'
			| 'backoffLimitPerIndex'
			| 'activeDeadlineSeconds'
			| 'ttlSecondsAfterFinished'
		>;
	status?: {phase?: string; conditions?: object; containerStatuses?: object; failed?: number; succeeded?: number};
	// Of ConfigMaps and Secrets.
	data?: {[name: string]: string};
	[field: string]: unknown;
};

/** The pod of a template; it is kept in the type of all objects. */
function podOf(template: IJobSpec['template']): Stored['spec'] {
	return structuredClone(template.spec) as unknown as Stored['spec'];
}

/** What the controllers work on. */
export type Cluster = {
	all(plural: string): readonly Stored[];
	get(plural: string, key: string): Stored | undefined;
	add(plural: string, object: Stored, namespace: string | null): Stored;
	update(plural: string, object: Stored): void;
	remove(plural: string, object: Stored): void;
	isWatched(plural: string, object: Stored): boolean;
};

/** What a kubelet does with a pod: how its container stands, or what its script prints. */
type Fate =
	/** As a process of this machine, or by a command that runs it in a place that stands for the node. */
	| {readonly kind: 'runs'; readonly inside?: (node: string, command: readonly string[]) => readonly string[]}
	| {readonly kind: 'prints'; readonly log: (script: string, node: string) => string}
	| {
			readonly kind: 'stands';
			readonly status: Stored['status'];
			readonly event?: {readonly reason: string; readonly message: string};
	  }
	| {readonly kind: 'unscheduled'; readonly message: string}
	| {readonly kind: 'vanishes'}
	/** It comes and goes between two looks: what is left of it is how its Job stands, unless that went too. */
	| {readonly kind: 'unseen'; readonly job: NonNullable<Stored['status']> | null};

export type Controllers = {
	readonly kubelet: (pod: Stored) => Fate;
	/** Why admission turns a pod away; null: it does not. */
	admit(pod: Stored, namespace: string): string | null;
	onAdded(plural: string, object: Stored): void;
	logOf(pod: Stored): string;
	/** Lets seconds of the deadlines of Jobs go by at once, beside those that go by of themselves. */
	pass(seconds: number): void;
	close(): void;
};

/** The controllers for Jobs, the scheduler and a kubelet, as far as a check sees them. */
export function startControllers(
	cluster: Cluster,
	{
		kubelet,
		podSecurity,
		secondMs = 1000,
	}: {
		readonly kubelet: Controllers['kubelet'];
		readonly podSecurity: {readonly [namespace: string]: 'privileged' | 'baseline' | 'restricted'};
		/** How long a second of deadlines is here, in milliseconds. */
		readonly secondMs?: number;
	},
): Controllers {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kubelet-'));
	const logs = new Map<string, string>();
	const children = new Set<ChildProcess>();
	const timers = new Set<NodeJS.Timeout>();
	const soon = (work: () => void, ms = 20) => {
		const timer = setTimeout(() => {
			timers.delete(timer);
			work();
		}, ms);
		timers.add(timer);
	};
	let passed = 0;
	const deadlines = new Set<{readonly at: number; readonly work: () => void}>();
	const after = (seconds: number, work: () => void) => {
		const deadline = {at: passed + seconds, work};
		deadlines.add(deadline);
		soon(() => deadlines.delete(deadline) && work(), seconds * secondMs);
	};
	const isStill = (job: Stored) => cluster.get('jobs', `${job.metadata.namespace}/${job.metadata.name}`) === job;
	const isThere = (pod: Stored) => cluster.get('pods', `${pod.metadata.namespace}/${pod.metadata.name}`) === pod;
	const warn = (object: Stored, kind: string, reason: string, message: string) => {
		const {name, namespace = '', uid} = object.metadata;
		const event = {
			...{apiVersion: 'v1', kind: 'Event', metadata: {name: `${name}.${Math.random().toString(16).slice(2)}`}},
			...{involvedObject: {kind, name, namespace, uid}, reason, message, type: 'Warning', count: 1},
		};
		cluster.add('events', event as unknown as Stored, namespace);
	};
	const admit: Controllers['admit'] = (pod, namespace) => {
		const level = podSecurity[namespace] ?? 'privileged';
		const broken = brokenControls(pod.spec, level);
		if (broken.length === 0) return null;
		return `pods "${pod.metadata.name ?? ''}" is forbidden: violates PodSecurity "${level}:latest": ${broken.join(', ')}`;
	};

	const createPods = (job: Stored) => {
		if (!isStill(job)) return;
		const {completions = 1, template} = job.spec;
		for (let index = 0; index < completions; index++) {
			const {name, namespace = '', uid = ''} = job.metadata;
			const pod: Stored = {
				...{apiVersion: 'v1', kind: 'Pod', spec: podOf(template)},
				metadata: {
					name: `${name}-${index}-${Math.random().toString(36).slice(2, 7)}`,
					labels: {...template.metadata?.labels, 'job-name': name, 'batch.kubernetes.io/job-name': name},
					ownerReferences: [{apiVersion: 'batch/v1', kind: 'Job', name, uid}],
				},
				status: {phase: 'Pending'},
			};
			const refused = admit(pod, namespace);
			if (refused) return warn(job, 'Job', 'FailedCreate', `Error creating: ${refused}`);
			const fate = kubelet(pod);
			if (fate.kind === 'unseen') {
				if (fate.job === null) return cluster.remove('jobs', job);
				job.status = fate.job;
				cluster.update('jobs', job);
				continue;
			}
			const added = cluster.add('pods', pod, namespace);
			soon(() => schedule(added));
		}
	};
	const schedule = (pod: Stored) => {
		if (!isThere(pod)) return;
		const fate = kubelet(pod);
		if (fate.kind === 'unscheduled') {
			pod.status = {
				phase: 'Pending',
				conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: fate.message}],
			};
			cluster.update('pods', pod);
			return warn(pod, 'Pod', 'FailedScheduling', fate.message);
		}
		const taken = new Set(
			cluster
				.all('pods')
				.filter(
					other => other !== pod && other.metadata.ownerReferences?.[0]?.uid === pod.metadata.ownerReferences?.[0]?.uid,
				)
				.map(({spec}) => spec.nodeName),
		);
		const wanted: readonly string[] | undefined =
			pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]
				?.matchExpressions?.[0]?.values;
		const node = cluster
			.all('nodes')
			.find(
				({metadata}) =>
					!taken.has(metadata.name) && (wanted?.includes(metadata.labels?.['kubernetes.io/hostname'] ?? '') ?? true),
			);
		if (!node) return;
		pod.spec.nodeName = node.metadata.name;
		pod.status = {phase: 'Pending', conditions: [{type: 'PodScheduled', status: 'True'}]};
		cluster.update('pods', pod);
		start(pod, kubelet(pod));
	};
	const stand = (pod: Stored, status: Stored['status']) => {
		if (!isThere(pod)) return;
		pod.status = {conditions: [{type: 'PodScheduled', status: 'True'}], ...status};
		cluster.update('pods', pod);
		if (status?.phase === 'Failed') backOff(pod);
		const [owner] = pod.metadata.ownerReferences ?? [];
		const job = cluster.all('jobs').find(({metadata}) => metadata.uid === owner?.uid);
		const own = cluster.all('pods').filter(({metadata}) => metadata.ownerReferences?.[0]?.uid === owner?.uid);
		const isEnded = ({status: {phase} = {}}: Stored) => phase === 'Failed' || phase === 'Succeeded';
		if (job && own.length >= (job.spec.completions ?? 1) && own.every(isEnded)) {
			const isDone = own.every(({status: {phase} = {}}) => phase === 'Succeeded');
			finishJob(
				job,
				isDone ? {type: 'Complete', status: 'True'} : {type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded'},
			);
		}
	};
	/** Says how a Job ended; it goes once its time is over, and with it what it owns. */
	const finishJob = (job: Stored, condition: object) => {
		if (!isStill(job) || job.status?.conditions !== undefined) return;
		job.status = {...job.status, conditions: [condition]};
		cluster.update('jobs', job);
		const {ttlSecondsAfterFinished: seconds} = job.spec;
		if (typeof seconds === 'number') after(seconds, () => isStill(job) && cluster.remove('jobs', job));
	};
	/** Ends a Job at its deadline, and the pods that still run or wait. */
	const endAtDeadline = (job: Stored) => {
		if (!isStill(job) || job.status?.conditions !== undefined) return;
		for (const pod of cluster.all('pods')) {
			const isOwn = pod.metadata.ownerReferences?.[0]?.uid === job.metadata.uid;
			if (isOwn && !['Failed', 'Succeeded'].includes(pod.status?.phase ?? '')) cluster.remove('pods', pod);
		}
		const message = 'Job was active longer than specified deadline';
		warn(job, 'Job', 'DeadlineExceeded', message);
		finishJob(job, {type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message});
	};
	/** Ends a Job that has more failed pods than it may: what still runs of it is removed. */
	const backOff = (failed: Stored) => {
		const [owner] = failed.metadata.ownerReferences ?? [];
		const job = cluster.all('jobs').find(({metadata}) => metadata.uid === owner?.uid);
		const own = cluster.all('pods').filter(({metadata}) => metadata.ownerReferences?.[0]?.uid === owner?.uid);
		const isFailed = ({status}: Stored) => status?.phase === 'Failed';
		const {backoffLimit = 6, backoffLimitPerIndex} = job?.spec ?? {};
		if (backoffLimitPerIndex !== undefined || own.filter(isFailed).length <= backoffLimit) return;
		for (const pod of own) if (!isFailed(pod) && pod.status?.phase !== 'Succeeded') cluster.remove('pods', pod);
	};
	const statusOf = (pod: Stored, states: readonly object[]) =>
		pod.spec.containers.map(({name, image = ''}, index) => ({
			...{name, image, imageID: '', ready: false, restartCount: 0, state: states[index] ?? states[0]},
		}));
	const end = (pod: Stored, log: string, exitCode: number) => {
		logs.set(pod.metadata.uid ?? '', log);
		const terminated = {terminated: {exitCode, reason: exitCode === 0 ? 'Completed' : 'Error'}};
		stand(pod, {phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: statusOf(pod, [terminated])});
	};
	const start = (pod: Stored, fate: Fate) => {
		// What nobody has seen nobody could miss.
		if (fate.kind === 'vanishes')
			return cluster.isWatched('pods', pod) ? cluster.remove('pods', pod) : soon(() => start(pod, fate));
		if (fate.kind === 'stands') {
			if (fate.event) warn(pod, 'Pod', fate.event.reason, fate.event.message);
			return stand(pod, fate.status);
		}
		if (fate.kind === 'unscheduled' || fate.kind === 'unseen') return;
		stand(pod, {
			phase: 'Running',
			containerStatuses: statusOf(pod, [{running: {startedAt: new Date().toISOString()}}]),
		});
		if (pod.spec.containers[0]?.name.startsWith('image-')) {
			const states = pod.spec.containers.map(({image = ''}) =>
				/curl/.test(image)
					? {terminated: {exitCode: 0, reason: 'Completed'}}
					: {
							terminated: {
								exitCode: 128,
								reason: 'StartError',
								message: 'exec: "sh": executable file not found in $PATH',
							},
						},
			);
			return soon(() => stand(pod, {phase: 'Failed', containerStatuses: statusOf(pod, states)}));
		}
		run(pod, fate);
	};
	/** Waits for what the pod mounts, as a kubelet does, and runs its script as a process of this machine. */
	const run = (pod: Stored, fate: Fate) => {
		if (!isThere(pod)) return;
		const {namespace = '', uid = ''} = pod.metadata;
		const spec: IPodSpec = pod.spec;
		const [container] = spec.containers;
		const own = path.join(folder, uid);
		const mounts = new Map<string, string>();
		for (const volume of spec.volumes ?? []) {
			// This machine lends its own tools.
			if (volume.hostPath) continue;
			const target = container?.volumeMounts?.find(({name}) => name === volume.name)?.mountPath ?? '';
			const place = path.join(own, volume.name);
			fs.mkdirSync(place, {recursive: true});
			mounts.set(target, place);
			const source = volume.configMap
				? cluster.get('configmaps', `${namespace}/${volume.configMap.name}`)
				: volume.secret
					? cluster.get('secrets', `${namespace}/${volume.secret.secretName}`)
					: {data: {}};
			if (!source) return soon(() => run(pod, fate), 50);
			for (const [name, text] of Object.entries<string>(source.data ?? {})) {
				fs.writeFileSync(path.join(place, name), volume.secret ? Buffer.from(text, 'base64') : text);
			}
		}
		if (fate.kind === 'prints') {
			const script = fs.readFileSync(path.join(mounts.get('/plan') ?? '', 'probe.sh'), 'utf8');
			return end(pod, fate.log(script, spec.nodeName ?? ''), 0);
		}
		const placeOf = (text: string) => {
			const [from, to] = [...mounts].find(([each]) => text.startsWith(`${each}/`)) ?? ['', ''];
			return to + text.slice(from.length);
		};
		const environment = Object.fromEntries(
			(container?.env ?? []).map(({name, value, valueFrom}) => [
				name,
				valueFrom?.fieldRef ? (spec.nodeName ?? '') : placeOf(value ?? ''),
			]),
		);
		const parts = (container?.command ?? []).map(placeOf);
		const inside = fate.kind === 'runs' ? fate.inside?.(spec.nodeName ?? '', parts) : undefined;
		const [command = 'sh', ...words] = inside ?? parts;
		const child = spawn(command, words, {
			env: {PATH: process.env.PATH, TMPDIR: mounts.get('/tmp'), ...environment},
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		children.add(child);
		let log = '';
		child.stdout.setEncoding('latin1').on('data', piece => {
			log += piece;
			logs.set(uid, log);
		});
		child.on('close', code => {
			children.delete(child);
			end(pod, log, code ?? 137);
		});
	};

	return {
		kubelet,
		admit,
		onAdded(plural, object) {
			if (plural !== 'jobs') return;
			soon(() => createPods(object));
			const {activeDeadlineSeconds: seconds} = object.spec;
			if (typeof seconds === 'number') after(seconds, () => endAtDeadline(object));
		},
		pass(seconds) {
			const end = passed + seconds;
			for (;;) {
				const [next] = [...deadlines].filter(({at}) => at <= end).toSorted((one, other) => one.at - other.at);
				if (next === undefined) break;
				deadlines.delete(next);
				passed = next.at;
				next.work();
			}
			passed = end;
		},
		logOf: pod => logs.get(pod.metadata.uid ?? '') ?? '',
		close() {
			for (const timer of timers) clearTimeout(timer);
			for (const child of children) child.kill('SIGTERM');
			fs.rmSync(folder, {recursive: true, force: true, maxRetries: 5});
		},
	};
}
