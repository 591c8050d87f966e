import {type Scope, scopes} from '../catalog/types.ts';
import {toEndpoints} from '../report/view/endpoints.ts';
import {statusMarks} from '../report/view/status-marks.ts';
import {vantageNames} from '../report/view/vantage.ts';
import {type Status, statuses} from '../verdict/types.ts';
import {countOf, joinWords} from '../words.ts';
import type {Run, RunRow} from './run.ts';

/** Endpoints by the status of their worst row. */
export type EndpointCounts = {readonly total: number} & {readonly [status in Status]: number};

/**
 * Counts endpoints, each a host and a port: the unit of every number that a reader sees. Several requirements may lead to
 * one endpoint, so there are fewer of them than rows.
 */
export function countEndpoints(rows: readonly RunRow[]): EndpointCounts {
	const endpoints = toEndpoints(rows);
	const countOfStatus = (status: Status) => endpoints.filter(({row}) => row.status === status).length;
	return {
		total: endpoints.length,
		reachable: countOfStatus('reachable'),
		intercepted: countOfStatus('intercepted'),
		unstable: countOfStatus('unstable'),
		blocked: countOfStatus('blocked'),
		unverified: countOfStatus('unverified'),
		skipped: countOfStatus('skipped'),
	};
}

/** `70 hosts and ports: 60 reachable, 3 blocked, 7 unverified`. */
export function describeCounts({results}: Run): string {
	const counts = countEndpoints(results);
	const parts = statuses
		.filter(status => counts[status] > 0)
		.map(status => `${counts[status]} ${statusMarks[status].word}`);
	const total = counts.total === 1 ? '1 host and port' : `${counts.total} hosts and ports`;
	return parts.length === 0 ? total : `${total}: ${parts.join(', ')}`;
}

/** Whether the network decided the row. */
export function isTested({status}: Pick<RunRow, 'status'>): boolean {
	return status !== 'unverified' && status !== 'skipped';
}

/** Whether a run decided nothing: this machine has no network, or nothing vouches for what was answered. */
export function isNothingKnown(rows: readonly {readonly status: Status; readonly target: object | null}[]): boolean {
	return rows.some(({target}) => target !== null) && !rows.some(isTested);
}

/** Rows that nobody could test. A stand-in is none of them if another one spoke for the same wildcard. */
export function untestedRows({results}: Run): RunRow[] {
	const answered = new Set(results.filter(isTested).map(({requirement}) => requirement?.id));
	return results.filter(
		row => row.status === 'unverified' && !(row.target?.sampled && answered.has(row.requirement?.id)),
	);
}

/** How many endpoints nobody could test, and how many of them are mandatory. */
export function countUntested(report: Run): {readonly all: number; readonly mandatory: number} {
	const endpoints = toEndpoints(untestedRows(report));
	return {all: endpoints.length, mandatory: endpoints.filter(({level}) => level === 'mandatory').length};
}

/** One sentence on wildcards that were tested by public hosts in place of the user's own, or null where there are none. */
export function describeSamples({results}: Run): string | null {
	const patterns = new Set(
		results.filter(row => row.target?.sampled && isTested(row)).map(({requirement}) => requirement?.pattern),
	);
	if (patterns.size === 0) return null;
	return `${countOf(patterns.size, 'wildcard')} tested by public stand-ins; rules with exact names may still block your own hosts.`;
}

/** For whom each vantage point can speak. Images are pulled by the nodes, the rest is asked for by pods: both are the cluster. */
const ownScopes: {readonly [kind in Run['vantage']['kind']]: readonly Scope[]} = {
	jumpbox: ['jumpbox'],
	node: ['cluster', 'aks-node'],
	pod: ['cluster'],
	// It plays a jump box.
	practice: ['jumpbox'],
};

const scopeNames: {readonly [scope in Scope]: string} = {
	cluster: 'the cluster',
	jumpbox: 'the jump box',
	'aks-node': 'AKS nodes',
	browser: 'a browser',
};

/** Who must reach the endpoint of a row, in words. */
export function describeScope(scope: readonly Scope[]): string {
	return joinWords(scope.map(one => scopeNames[one]));
}

/** One sentence on the rows that others than this vantage point must reach, or null where there are none. */
export function describeOtherScopes({results, vantage}: Run): string | null {
	const own = ownScopes[vantage.kind];
	const isOther = ({requirement}: RunRow) => {
		const scope = requirement?.scope ?? [];
		return scope.length > 0 && !scope.some(one => own.includes(one));
	};
	const others = toEndpoints(results).filter(({rows}) => rows.every(isOther));
	if (others.length === 0) return null;
	const isNamed = (scope: Scope) =>
		others.some(({rows}) => rows.some(({requirement}) => requirement?.scope.includes(scope)));
	const verb = others.length === 1 ? 'endpoint matters' : 'endpoints matter';
	return `${others.length} ${verb} to ${describeScope(scopes.filter(isNamed))}: as seen from here, a ${vantageNames[vantage.kind]}, whose path may differ from theirs.`;
}
