import {type PointState, stateOfError} from '../point.ts';
import type {Api} from './kubectl.ts';

/** What a login has to be allowed. */
export type Right = {
	readonly group: '' | 'batch';
	/** As a role writes it: `pods/log`. */
	readonly resource: string;
	readonly verbs: readonly string[];
	/** In the namespace of the Jobs, or in the whole cluster. */
	readonly scope: 'namespace' | 'cluster';
	readonly why: string;
	/** False: without it something is missing, and the rest goes on. */
	readonly isNeeded: boolean;
};

/** All that Jobs ask of a cluster. */
const rights: readonly Right[] = [
	...[
		{
			group: 'batch',
			resource: 'jobs',
			verbs: ['create', 'delete'],
			scope: 'namespace',
			why: 'look from nodes and pods',
			isNeeded: true,
		} as const,
		{
			group: '',
			resource: 'configmaps',
			verbs: ['create'],
			scope: 'namespace',
			why: 'carry the script',
			isNeeded: true,
		} as const,
		{
			group: '',
			resource: 'pods',
			verbs: ['list', 'watch'],
			scope: 'namespace',
			why: 'see how far they are',
			isNeeded: true,
		} as const,
		{
			group: '',
			resource: 'pods/log',
			verbs: ['get'],
			scope: 'namespace',
			why: 'read what was seen',
			isNeeded: true,
		} as const,
		{
			group: '',
			resource: 'nodes',
			verbs: ['list'],
			scope: 'cluster',
			why: 'choose nodes of each pool',
			isNeeded: true,
		} as const,
	],
	...[
		{
			group: '',
			resource: 'pods',
			verbs: ['list'],
			scope: 'cluster',
			why: 'find images that the nodes have (or name one with --image)',
			isNeeded: false,
		} as const,
		{
			group: '',
			resource: 'pods',
			verbs: ['create'],
			scope: 'namespace',
			why: 'ask in a dry run whether the pods are admitted',
			isNeeded: false,
		} as const,
		{
			group: '',
			resource: 'events',
			verbs: ['list'],
			scope: 'namespace',
			why: 'say why a pod does not start',
			isNeeded: false,
		} as const,
		{
			group: '',
			resource: 'secrets',
			verbs: ['create'],
			scope: 'namespace',
			why: 'carry a proxy password (or name a Secret with --proxy-secret)',
			isNeeded: false,
		} as const,
		{
			group: 'batch',
			resource: 'jobs',
			verbs: ['list'],
			scope: 'namespace',
			why: '"vantage clean", and to say early that a pod was removed',
			isNeeded: false,
		} as const,
		{
			group: '',
			resource: 'configmaps',
			verbs: ['list', 'delete'],
			scope: 'namespace',
			why: '"vantage clean"',
			isNeeded: false,
		} as const,
	],
];

const forExec = {scope: 'namespace', why: 'look from a pod that runs already (--from pod:)', isNeeded: false} as const;

/** What `kubectl exec` asks for, beside all of that. */
const execRights: readonly Right[] = [
	{group: '', resource: 'pods', verbs: ['get'], ...forExec},
	{group: '', resource: 'pods/exec', verbs: ['get', 'create'], ...forExec},
];

/** What has to be allowed for Jobs, or for a pod that runs already. */
export function neededFor(what: 'jobs' | 'exec'): readonly Right[] {
	return what === 'exec' ? execRights : rights.filter(({isNeeded}) => isNeeded);
}

export const reviewPath = String.raw`^/apis/authorization\.k8s\.io/v1/selfsubjectaccessreviews$`;

/** A right, and whether the login has it; null: the cluster does not say. */
export type HeldRight = Right & {
	/** Null: in the whole cluster. */
	readonly namespace: string | null;
	readonly missing: readonly string[] | null;
};

/** Asks the cluster which of the rights this login has, in each of the namespaces. Creates nothing. */
export function reviewRights(api: Api, namespaces: readonly string[]): Promise<readonly HeldRight[]> {
	const all = [...rights, ...execRights].flatMap(right =>
		(right.scope === 'cluster' ? [null] : namespaces).map(namespace => ({...right, namespace})),
	);
	return Promise.all(
		all.map(async right => {
			const {namespace} = right;
			const answers = await Promise.all(right.verbs.map(verb => isAllowed(api, right, verb, namespace)));
			const missing = right.verbs.filter((_, index) => answers[index] === false);
			return {...right, missing: answers.includes(null) ? null : missing};
		}),
	);
}

async function isAllowed(
	api: Api,
	{group, resource}: Right,
	verb: string,
	namespace: string | null,
): Promise<boolean | null> {
	const [name = '', subresource] = resource.split('/');
	const review = {
		apiVersion: 'authorization.k8s.io/v1',
		kind: 'SelfSubjectAccessReview',
		spec: {
			resourceAttributes: {
				...{verb, group, resource: name},
				...(subresource !== undefined && {subresource}),
				...(namespace !== null && {namespace}),
			},
		},
	};
	const asked = {what: 'review its own rights', namespace: null};
	const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
	const answer = await api.post(path, {}, review, asked).catch((error: unknown): PointState => stateOfError(error));
	const status = typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : null;
	if (typeof status !== 'object' || status === null || !('allowed' in status)) return null;
	return status.allowed === true;
}

/** The roles that hold these rights, as manifests: for Jobs, and for pods that run already, in these namespaces. */
export function makeRoles({jobsIn, execIn}: {readonly jobsIn: readonly string[]; readonly execIn: readonly string[]}) {
	const rulesOf = (some: readonly Right[]) =>
		some.map(({group, resource, verbs}) => ({apiGroups: [group], resources: [resource], verbs: [...verbs]}));
	const rulesIn = (scope: Right['scope']) => rulesOf(rights.filter(right => right.scope === scope));
	const labels = {'app.kubernetes.io/name': 'arc-netcheck'};
	const role = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role'};
	return [
		...jobsIn.map(namespace => ({
			...role,
			metadata: {name: 'arc-netcheck', namespace, labels},
			rules: rulesIn('namespace'),
		})),
		...(jobsIn.length === 0
			? []
			: [{...role, kind: 'ClusterRole', metadata: {name: 'arc-netcheck', labels}, rules: rulesIn('cluster')}]),
		...execIn.map(namespace => ({
			...role,
			metadata: {name: 'arc-netcheck-exec', namespace, labels},
			rules: rulesOf(execRights),
		})),
	];
}
