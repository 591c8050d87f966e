import {stateOfError} from '../point.ts';
import type {Api} from './kubectl.ts';
import {managedBy, ownNames, runLabel} from './manifest.ts';
import {type OtherObject, readAll, readOther} from './objects.ts';

/** Something that a check has left in a cluster. */
export type Leftover = {
	readonly kind: 'Job' | 'ConfigMap';
	readonly namespace: string;
	readonly name: string;
	readonly run: string | null;
	/** When it was created, as the cluster says it. */
	readonly createdAt: string | null;
};

/** What is removed with a Job that owns it, a Secret among it, is not looked for. */
const kinds = [
	{kind: 'Job', group: '/apis/batch/v1', resource: 'jobs'},
	{kind: 'ConfigMap', group: '/api/v1', resource: 'configmaps'},
] as const;

/** What `kubectl proxy` lets through to find and remove them. */
export const leftoverPaths: readonly string[] = kinds.map(
	({group, resource}) => `^${group}/(namespaces/[^/]+/)?${resource}(/${ownNames})?$`,
);

/** Finds what checks have left: in the namespace that was named, else in the whole cluster or where this login may look. Throws a PointFailure. */
export async function findLeftovers(
	api: Api,
	{namespace, isNamed}: {readonly namespace: string; readonly isNamed: boolean},
): Promise<readonly Leftover[]> {
	const lists = await Promise.all(
		kinds.map(async ({kind, group, resource}) => {
			const query = {labelSelector: managedBy};
			const inNamespace = () =>
				api.list(`${group}/namespaces/${namespace}/${resource}`, query, {what: `list ${resource}`, namespace});
			const inCluster = () =>
				api.list(`${group}/${resource}`, query, {what: `list ${resource}`, namespace: null}).catch(error => {
					if (stateOfError(error).id !== 'not-allowed') throw error;
					return inNamespace();
				});
			const {items} = await (isNamed ? inNamespace() : inCluster());
			return readAll(items, readOther)
				.filter(isOwn)
				.map(object => toLeftover(kind, object));
		}),
	);
	return lists.flat();
}

/** The label alone may be on what somebody else made. */
function isOwn({metadata: {name, labels}}: OtherObject): boolean {
	return new RegExp(`^${ownNames}$`).test(name) && /^[\da-f]{8}$/.test(labels[runLabel] ?? '');
}

function toLeftover(kind: Leftover['kind'], {metadata}: OtherObject): Leftover {
	const {name, namespace = 'default', labels, creationTimestamp = null} = metadata;
	return {kind, namespace, name, run: labels[runLabel] ?? null, createdAt: creationTimestamp};
}

/** Removes one of them, and all that it owns. Throws a PointFailure. */
export async function removeLeftover(api: Api, {kind, namespace, name}: Leftover): Promise<void> {
	const found = kinds.find(each => each.kind === kind);
	if (!found) return;
	const {group, resource} = found;
	await api.remove(`${group}/namespaces/${namespace}/${resource}/${name}`, {what: `delete ${resource}`, namespace});
}
