import {safeText} from '../../safe-text.ts';
import type {NodeObject} from './objects.ts';

/** An object as the API takes it. */
export type Manifest = {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: {
		readonly name: string;
		readonly namespace: string;
		readonly labels: {readonly [name: string]: string};
		readonly [field: string]: unknown;
	};
	readonly [field: string]: unknown;
};

export type View = 'node' | 'pod';

/** Where a login for the proxy comes from: a Secret beside the Job, and the key in it. */
export type SecretKey = {readonly name: string; readonly key: string};

export type JobOptions = {
	/** Unique for one check. */
	readonly run: string;
	readonly name: string;
	readonly namespace: string;
	readonly view: View;
	readonly image: string;
	readonly pull: 'Never' | 'IfNotPresent';
	/** Pods, each on another node, and how many of them at once. */
	readonly count: number;
	readonly atOnce: number;
	/** Values of `kubernetes.io/hostname`; empty: any node that runs Linux. */
	readonly hostnames: readonly string[];
	/** Folders of the node whose shell, curl and openssl are used; null: those of the image. */
	readonly borrowed: readonly string[] | null;
	readonly deadlineSeconds: number;
	readonly secret: SecretKey | null;
};

/** How long what has ended stays, in seconds, should nobody remove it before. */
const ttlSeconds = 600;

export const managedBy = 'app.kubernetes.io/managed-by=arc-netcheck';
export const runLabel = 'arc-netcheck/run';

/** What all Jobs of checks are called, as a pattern; it begins with the run. */
export const ownNames = 'arc-netcheck-[0-9a-f]{8}(-[a-z0-9-]+)?';

/** The container that looks. */
export const probeContainer = 'probe';

/** No user of the node, and of no group of it. */
const nobody = 65_532;

const passwordFolder = '/secret';
const hostname = 'kubernetes.io/hostname';

function labelsOf({run, view}: Pick<JobOptions, 'run' | 'view'>) {
	return {
		'app.kubernetes.io/name': 'arc-netcheck',
		'app.kubernetes.io/managed-by': 'arc-netcheck',
		[runLabel]: run,
		'arc-netcheck/view': view,
	};
}

/**
 * The Job that looks from so many nodes, or from a pod on each of them. The server ends and removes it, also when nobody is
 * there any more. A pod view passes Pod Security `restricted`; a node view needs `privileged` for hostNetwork and hostPath,
 * and asks for no root, no capability and no privileged container.
 */
export function makeJob(options: JobOptions, spec: PodSpec = podSpec(options)): Manifest {
	const {name, namespace, count, atOnce, deadlineSeconds} = options;
	const labels = labelsOf(options);
	return {
		apiVersion: 'batch/v1',
		kind: 'Job',
		metadata: {name, namespace, labels},
		spec: {
			completionMode: 'Indexed',
			completions: count,
			parallelism: Math.min(count, atOnce),
			// A pod that fails takes no other one along. Clusters before 1.29 know no limit by pod, and try a failed one again.
			backoffLimitPerIndex: 0,
			backoffLimit: count,
			activeDeadlineSeconds: deadlineSeconds,
			ttlSecondsAfterFinished: ttlSeconds,
			template: {metadata: {labels}, spec},
		},
	};
}

/** The pod of a Job by itself, to be admitted in a dry run. */
export function makeTrialPod(options: JobOptions): Manifest {
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		// It is never created, and a refusal that names it is the same for each Job.
		metadata: {name: 'arc-netcheck-trial', namespace: options.namespace, labels: labelsOf(options)},
		spec: podSpec(options),
	};
}

/** A Job whose containers ask their images for a shell and curl, each in its own. */
export function makeImageTrial(options: JobOptions, images: readonly string[]) {
	const {containers, ...spec} = podSpec(options);
	const trials = containers.flatMap(container =>
		images.map((image, index) => ({
			...container,
			...{image, name: `image-${index}`, command: ['sh', '-c', 'command -v curl'], env: [], volumeMounts: []},
		})),
	);
	return {job: makeJob(options, {...spec, containers: trials, volumes: []}), names: trials.map(({name}) => name)};
}

type PodSpec = ReturnType<typeof podSpec>;

function podSpec({name, view, image, pull, hostnames, borrowed, secret, ...options}: JobOptions) {
	const isNode = view === 'node';
	const folders = borrowed ?? [];
	const among = {key: hostname, operator: 'In', values: [...hostnames]};
	return {
		restartPolicy: 'Never',
		automountServiceAccountToken: false,
		enableServiceLinks: false,
		terminationGracePeriodSeconds: 5,
		// The node's own name servers, not those of the cluster.
		...(isNode && {hostNetwork: true, dnsPolicy: 'Default'}),
		nodeSelector: {'kubernetes.io/os': 'linux'},
		tolerations: [{operator: 'Exists'}],
		affinity: {
			...(hostnames.length > 0 && {
				nodeAffinity: {
					requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [among]}]},
				},
			}),
			podAntiAffinity: {
				requiredDuringSchedulingIgnoredDuringExecution: [
					{topologyKey: hostname, labelSelector: {matchLabels: {[runLabel]: options.run, 'arc-netcheck/view': view}}},
				],
			},
		},
		securityContext: {
			runAsNonRoot: true,
			runAsUser: nobody,
			runAsGroup: nobody,
			fsGroup: nobody,
			seccompProfile: {type: 'RuntimeDefault'},
		},
		containers: [
			{
				name: probeContainer,
				image,
				imagePullPolicy: pull,
				command: [borrowed === null ? 'sh' : '/bin/sh', '/plan/probe.sh'],
				env: [
					{name: 'ARC_NETCHECK_NODE', valueFrom: {fieldRef: {fieldPath: 'spec.nodeName'}}},
					...(secret === null ? [] : [{name: 'ARC_NETCHECK_PASSWORD_FILE', value: `${passwordFolder}/password`}]),
				],
				securityContext: {
					allowPrivilegeEscalation: false,
					readOnlyRootFilesystem: true,
					capabilities: {drop: ['ALL']},
				},
				resources: {requests: {cpu: '50m', memory: '64Mi'}, limits: {cpu: '500m', memory: '256Mi'}},
				volumeMounts: [
					{name: 'plan', mountPath: '/plan', readOnly: true},
					{name: 'tmp', mountPath: '/tmp'},
					...(secret === null ? [] : [{name: 'password', mountPath: passwordFolder, readOnly: true}]),
					...folders.map((folder, index) => ({name: `host-${index}`, mountPath: folder, readOnly: true})),
				],
			},
		],
		volumes: [
			{name: 'plan', configMap: {name, defaultMode: 0o444}},
			{name: 'tmp', emptyDir: {medium: 'Memory', sizeLimit: '32Mi'}},
			...(secret === null
				? []
				: [
						{
							name: 'password',
							secret: {secretName: secret.name, defaultMode: 0o400, items: [{key: secret.key, path: 'password'}]},
						},
					]),
			...folders.map((folder, index) => ({name: `host-${index}`, hostPath: {path: folder, type: 'Directory'}})),
		],
	};
}

/** What owns an object, so that the cluster removes it with its owner. */
export type Owner = {readonly name: string; readonly uid: string};

function metadataOf({name, namespace, ...options}: JobOptions, owner: Owner | null) {
	const reference = owner && {apiVersion: 'batch/v1', kind: 'Job', name: owner.name, uid: owner.uid};
	return {name, namespace, labels: labelsOf(options), ...(reference && {ownerReferences: [reference]})};
}

/** The script, beside the Job of the same name. */
export function makeConfigMap(options: JobOptions, script: string, owner: Owner | null): Manifest {
	return {
		apiVersion: 'v1',
		kind: 'ConfigMap',
		metadata: metadataOf(options, owner),
		immutable: true,
		data: {'probe.sh': script},
	};
}

/** The proxy password, owned by the Job: it is gone with it. */
export function makeSecret(options: JobOptions, password: string, owner: Owner): Manifest {
	return {
		apiVersion: 'v1',
		kind: 'Secret',
		metadata: metadataOf(options, owner),
		type: 'Opaque',
		immutable: true,
		data: {password: Buffer.from(password).toString('base64')},
	};
}

/** Systems whose nodes have no shell to borrow. */
const bare = /talos|bottlerocket/i;

/** Those whose certificates are in /etc/pki, and whose 64-bit libraries are in /lib64 on every processor. */
const redHat = /red hat|rhel|centos|rocky|alma|fedora|oracle linux|amazon linux|mariner|azure linux/i;

/** Folders of a node that hold its shell, curl and openssl with their libraries; null: it has none to lend. Alpine has neither /lib64 nor systemd. */
export function borrowedFolders({status: {nodeInfo}}: NodeObject): readonly string[] | null {
	const {osImage = '', architecture = 'amd64'} = nodeInfo;
	if (bare.test(osImage)) return null;
	const isRedHat = redHat.test(osImage);
	const isAlpine = /alpine/i.test(osImage);
	// A folder that is not there keeps the pod from starting, and is never created.
	return [
		...['/usr', '/bin', '/lib'],
		...(isRedHat || (!isAlpine && ['amd64', 's390x'].includes(architecture)) ? ['/lib64'] : []),
		'/etc/ssl',
		...(isRedHat ? ['/etc/pki'] : []),
		...(/suse/i.test(osImage) ? ['/var/lib/ca-certificates'] : []),
		...(isAlpine ? [] : ['/etc/systemd']),
	];
}

/** A manifest as YAML that any tool reads: every text is quoted as JSON quotes it, but for long ones of plain lines. */
export function toYaml(manifests: readonly unknown[]): string {
	return manifests.map(manifest => `---\n${yamlOf(manifest, 0)}`).join('');
}

function yamlOf(value: unknown, depth: number): string {
	const indent = '  '.repeat(depth);
	if (Array.isArray(value)) {
		return value
			.map(item =>
				isNested(item)
					? `${indent}-${yamlOf(item, depth + 1).slice(indent.length + 1)}`
					: `${indent}- ${scalar(item, depth)}\n`,
			)
			.join('');
	}
	return Object.entries(value ?? {})
		.map(
			([key, item]) =>
				`${indent}${plain(key)}:${isNested(item) ? `\n${yamlOf(item, depth + 1)}` : ` ${scalar(item, depth)}\n`}`,
		)
		.join('');
}

function isNested(value: unknown): boolean {
	return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function plain(text: string): string {
	return /^[a-z][\w./-]*$/i.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
		? text
		: JSON.stringify(text);
}

function scalar(value: unknown, depth: number): string {
	if (typeof value !== 'string') return JSON.stringify(value);
	if (!/^\S.*\n/.test(value) || !/^[\t\n\x20-\x7e]*[^\n]\n$/.test(value)) return plain(value);
	const indent = '  '.repeat(depth + 1);
	return `|\n${value.replace(/\n$/, '').replaceAll(/^(?=.)/gm, indent)}`;
}

/** A word of one line for a comment in YAML. */
export function comment(lines: readonly string[]): string {
	return lines.map(line => `# ${safeText(line, 500)}\n`).join('');
}
