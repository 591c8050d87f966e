import type {PointState} from '../point.ts';
import {borrowedFolders, type View} from './manifest.ts';
import type {NodeObject, PodObject} from './objects.ts';

/** Nodes that one Job can look from: of one pool, with one image and the same folders. */
export type NodeGroup = {
	readonly pool: string | null;
	readonly nodes: readonly NodeObject[];
	readonly image: string | null;
	/** Folders whose tools are borrowed; null: the image's own tools. */
	readonly borrowed: readonly string[] | null;
};

/** A node that is not looked from, and why. */
type LeftNode = {readonly node: NodeObject; readonly state: PointState};

export type Choice = {
	readonly groups: readonly NodeGroup[];
	readonly left: readonly LeftNode[];
	/** Those of which few endpoints are looked at, since others of their pool are looked from in full. */
	readonly canaries: readonly NodeGroup[];
	/** Nodes that could be looked from, but of whose pool others are. */
	readonly spared: number;
};

export type ChoiceOptions = {
	readonly view: View;
	/** Nodes of each pool. */
	readonly perPool: number;
	/** Endpoints that are looked at from the other nodes; 0: those are not looked from. */
	readonly canaries: number;
	/** Named by the user; its own tools are used. */
	readonly image: string | null;
	/** All that run, whose images are on their nodes. */
	readonly pods: readonly PodObject[];
};

const poolLabels = [
	...['kubernetes.azure.com/agentpool', 'agentpool', 'eks.amazonaws.com/nodegroup', 'cloud.google.com/gke-nodepool'],
	...['karpenter.sh/nodepool', 'machine.openshift.io/machine-set', 'node.kubernetes.io/pool'],
];

/** The pool of a node, by the labels of those who make pools, else its role; null: neither is said. */
export function poolOf({metadata: {labels}}: NodeObject): string | null {
	const named = poolLabels.map(label => labels[label]).find(value => value !== undefined && value !== '');
	if (named !== undefined) return named;
	const role = Object.keys(labels).find(label => label.startsWith('node-role.kubernetes.io/'));
	return role === undefined ? null : role.slice(role.indexOf('/') + 1);
}

/** The name of a node, unique in its cluster. */
export function nodeName({metadata}: NodeObject): string {
	return metadata.name;
}

/** The value of the label by which pods choose a node. */
export function hostnameOf({metadata}: NodeObject): string {
	return metadata.labels['kubernetes.io/hostname'] ?? metadata.name;
}

/** Chooses so many nodes of each pool, and what runs on them. Each node that can't be looked from is named with its reason. Pure. */
export function chooseNodes(nodes: readonly NodeObject[], options: ChoiceOptions): Choice {
	const left: LeftNode[] = [];
	const fit: NodeObject[] = [];
	for (const node of nodes) {
		const state = unfit(node, options);
		if (state) left.push({node, state});
		else fit.push(node);
	}
	const pools = [...Map.groupBy(fit, poolOf)];
	const chosen = pools.flatMap(([, members]) => members.slice(0, options.perPool));
	const rest = options.canaries > 0 ? pools.flatMap(([, members]) => members.slice(options.perPool)) : [];
	const groups = groupAlike(chosen, options, left);
	return {groups, canaries: groupAlike(rest, options, left), left, spared: fit.length - chosen.length - rest.length};
}

function groupAlike(nodes: readonly NodeObject[], options: ChoiceOptions, left: LeftNode[]): readonly NodeGroup[] {
	const alike = Map.groupBy(nodes, node => {
		const folders = options.view === 'node' && options.image === null ? borrowedFolders(node) : null;
		return `${poolOf(node)} ${folders?.join(' ')}`;
	});
	const images = imagesOf(options.pods);
	return [...alike.values()].flatMap(members => groupByImage(members, images, options, left));
}

function unfit(node: NodeObject, {view, image}: ChoiceOptions): PointState | null {
	const {labels, name} = node.metadata;
	if ((labels['kubernetes.io/os'] ?? 'linux') !== 'linux') {
		return {
			id: 'windows-node',
			reason: `${name} runs ${labels['kubernetes.io/os'] === 'windows' ? 'Windows' : 'another system than Linux'}, and the probes need a POSIX shell.`,
			fix: 'Look from a Linux node of the same subnet.',
		};
	}
	const ready = node.status.conditions.find(({type}) => type === 'Ready');
	if (ready && ready.status !== 'True') {
		return {
			id: 'node-not-ready',
			reason: `${name} is not ready.`,
			fix: `See "kubectl describe node ${name}".`,
		};
	}
	if (view === 'node' && image === null && borrowedFolders(node) === null) {
		return {
			id: 'no-tools',
			reason: `${name} runs ${node.status.nodeInfo.osImage ?? 'a system'}, which has no shell and no curl of its own.`,
			fix: 'Name an image with sh and curl that it has or can pull (--image).',
		};
	}
	return null;
}

/** The images that run, those of DaemonSets first, and the nodes that have each of them. */
export function imagesOf(pods: readonly PodObject[]): ReadonlyMap<string, ReadonlySet<string>> {
	const isDaemon = ({metadata}: PodObject) => metadata.ownerReferences.some(({kind}) => kind === 'DaemonSet');
	const found = new Map<string, Set<string>>();
	for (const pod of [...pods.filter(isDaemon), ...pods.filter(each => !isDaemon(each))]) {
		const {nodeName: node, containers} = pod.spec;
		// An image is surely there once its pod has run.
		if (node === undefined || pod.status.phase !== 'Running') continue;
		for (const {image} of containers) {
			if (image) found.set(image, (found.get(image) ?? new Set()).add(node));
		}
	}
	return found;
}

/** Images that all of these nodes have, the likeliest to stay first. */
export function commonImages(
	nodes: readonly NodeObject[],
	images: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
	return [...images].flatMap(([image, on]) => (nodes.every(({metadata}) => on.has(metadata.name)) ? [image] : []));
}

function groupByImage(
	members: readonly NodeObject[],
	images: ReadonlyMap<string, ReadonlySet<string>>,
	{view, image}: ChoiceOptions,
	left: LeftNode[],
): readonly NodeGroup[] {
	const [first] = members;
	if (first === undefined) return [];
	const pool = poolOf(first);
	if (image !== null) return [{pool, nodes: members, image, borrowed: null}];
	// What a pod needs of its image shows only when it is tried.
	if (view === 'pod') return [{pool, nodes: members, image: null, borrowed: null}];
	const groups: NodeGroup[] = [];
	let rest = members;
	while (rest.length > 0) {
		const open = rest;
		const shares = [...images].map(([name, on]) => ({name, on: open.filter(({metadata}) => on.has(metadata.name))}));
		const best = shares.reduce((most, each) => (each.on.length > most.on.length ? each : most), {
			name: '',
			on: open.slice(0, 0),
		});
		if (best.on.length === 0) break;
		groups.push({pool, nodes: best.on, image: best.name, borrowed: borrowedFolders(first)});
		rest = open.filter(node => !best.on.includes(node));
	}
	for (const node of rest) {
		left.push({
			node,
			state: {
				id: 'no-image',
				reason: `No pod was found to run on ${node.metadata.name}, so none of its images is known.`,
				fix: 'Name an image with sh and curl that it has or can pull (--image).',
			},
		});
	}
	return groups;
}
