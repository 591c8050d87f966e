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

/** What is wrong with the endpoints of a run that were tested, as every screen and list counts it. */
export type FaultCounts = {
	readonly tested: number;
	readonly blocked: number;
	/** Of the blocked ones. */
	readonly optional: number;
	/** Blocked too, though nothing needs them any more. */
	readonly idle: number;
	readonly intercepted: number;
	readonly unstable: number;
};

/** Counts endpoints, each by the worst of its tested rows. */
export function countFaults(worst: readonly Pick<RunRow, 'severity' | 'status'>[]): FaultCounts {
	const of = (status: Status) => worst.filter(row => row.status === status);
	const blocked = of('blocked');
	return {
		tested: worst.length,
		blocked: blocked.length,
		optional: blocked.filter(({severity}) => severity === 'warning').length,
		idle: blocked.filter(({severity}) => severity === 'info').length,
		intercepted: of('intercepted').length,
		unstable: of('unstable').length,
	};
}

/** `1 optional`: which of the blocked endpoints nobody has to open; empty where there is none. */
export function describeAside({optional, idle}: FaultCounts): string {
	const parts = [optional === 0 ? '' : `${optional} optional`, idle === 0 ? '' : `${idle} no longer needed`];
	return parts.filter(part => part !== '').join(', ');
}

/** `11 of 47 blocked`, with the worst that is wrong; with `aside`: which of them nobody has to open. */
export function describeWorstFault(faults: FaultCounts, {aside = false, of = ' of '} = {}): string {
	const {blocked, intercepted, unstable, tested} = faults;
	if (blocked > 0) {
		const others = aside ? describeAside(faults) : '';
		return `${blocked}${of}${tested} blocked${others === '' ? '' : ` (${others})`}`;
	}
	return intercepted > 0 ? `${intercepted}${of}${tested} inspected` : `${unstable}${of}${tested} unstable`;
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

/** How many endpoints nobody could test, and how many of them the chosen features require. */
export function countUntested(report: Run): {readonly all: number; readonly required: number} {
	const endpoints = toEndpoints(untestedRows(report));
	const required = endpoints.filter(({level}) => level === 'mandatory' || level === 'conditional');
	return {all: endpoints.length, required: required.length};
}
