import {onceOf} from '../chunks.ts';
import {endpointOf} from '../plan/endpoints.ts';
import {type Status, severities, statuses} from '../verdict/types.ts';
import {type Level, levels} from '../vocabulary.ts';
import type {Run, RunRow} from './run.ts';

type ReportFinding = Run['findings'][number];

/** One host and port as a reader sees it: all rows that lead there, put together. */
export type Endpoint = {
	/** `host:port`, or pattern and port where nothing concrete could be probed. */
	readonly name: string;
	/** The most important of its rows. */
	readonly level: Level;
	/** The worst of its rows. */
	readonly row: RunRow;
	readonly rows: readonly RunRow[];
};

/** A host outside the catalog was asked for by name, so it counts as mandatory. */
export function levelOf({requirement}: Pick<RunRow, 'requirement'>): Level {
	return requirement?.level ?? 'mandatory';
}

/** Negative where the first is worse: by severity, then by status. */
export function compareBadness(
	one: Pick<RunRow, 'severity' | 'status'>,
	other: Pick<RunRow, 'severity' | 'status'>,
): number {
	return (
		severities.indexOf(other.severity) - severities.indexOf(one.severity) ||
		statuses.indexOf(other.status) - statuses.indexOf(one.status)
	);
}

/** Rows by endpoint, in the order of their first appearance. Of one list they are put together once. */
export const toEndpoints = onceOf((rows: readonly RunRow[]): readonly Endpoint[] =>
	[...Map.groupBy(rows, endpointOf)].map(([name, group]) => {
		const row = group.reduce((worst, each) => (compareBadness(worst, each) <= 0 ? worst : each));
		const level = levels.find(one => group.some(each => levelOf(each) === one)) ?? 'mandatory';
		return {name, level, row, rows: group};
	}),
);

/** The endpoints behind a finding. */
export function endpointsBehind(report: Run, finding: ReportFinding): readonly Endpoint[] {
	const ids = new Set(finding.rows);
	const rows = report.results.filter(({id}) => ids.has(id));
	return toEndpoints(rows).toSorted((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level));
}

/** The finding behind each row, by the id of the row. */
export function findingsByRow({findings}: Pick<Run, 'findings'>): ReadonlyMap<string, ReportFinding> {
	return new Map(findings.flatMap(finding => finding.rows.map(id => [id, finding] as const)));
}

/** Endpoints by the status of their worst row. */
type EndpointCounts = {readonly total: number} & {readonly [status in Status]: number};

/**
 * Counts endpoints, each a host and a port: the unit of every number that a reader sees. Several requirements may lead to
 * one endpoint, so there are fewer of them than rows.
 */
export const countEndpoints = onceOf((rows: readonly RunRow[]): EndpointCounts => {
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
});

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
	if (!results.some(({status}) => status === 'unverified')) return [];
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
