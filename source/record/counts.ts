import type {Status} from '../verdict/types.ts';
import {toEndpoints} from './endpoints.ts';
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
