import {endpointOf} from '../plan/endpoints.ts';
import {severities, statuses} from '../verdict/types.ts';
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

/** Rows by endpoint, in the order of their first appearance. */
export function toEndpoints(rows: readonly RunRow[]): Endpoint[] {
	return [...Map.groupBy(rows, endpointOf)].map(([name, group]) => {
		const row = group.reduce((worst, each) => (compareBadness(worst, each) <= 0 ? worst : each));
		const level = levels.find(one => group.some(each => levelOf(each) === one)) ?? 'mandatory';
		return {name, level, row, rows: group};
	});
}

/** The endpoints behind a finding. */
export function endpointsBehind(report: Run, finding: ReportFinding): Endpoint[] {
	const ids = new Set(finding.rows);
	const rows = report.results.filter(({id}) => ids.has(id));
	return toEndpoints(rows).sort((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level));
}

/** The finding behind each row, by the id of the row. */
export function findingsByRow({findings}: Pick<Run, 'findings'>): ReadonlyMap<string, ReportFinding> {
	return new Map(findings.flatMap(finding => finding.rows.map(id => [id, finding] as const)));
}
