import {worstSeverity} from '../../../diagnosis/results.ts';
import {endpointOf} from '../../../plan/endpoints.ts';
import type {Run, RunRow} from '../../../record/run.ts';
import type {Severity} from '../../../verdict/types.ts';

/** One host and port with all rows of the run that are about it. */
export type EndpointEntry = {
	readonly endpoint: string;
	readonly rows: readonly [RunRow, ...RunRow[]];
	/** What of it can be searched, in lower case: name, causes, what it is for. */
	readonly searched: string;
};

type Finding = Run['findings'][number];

/** What the results are shown under: a finding, or what no finding is about. */
export type ResultGroup = {
	readonly id: string;
	readonly title: string;
	readonly severity: Severity;
	readonly finding: Finding | null;
	readonly endpoints: readonly EndpointEntry[];
};

/** Sorts a run under its findings, in their order; what went well comes last. No row is left out. */
export function groupRun({results, findings}: Run): readonly ResultGroup[] {
	const failed = results.filter(({status}) => status !== 'reachable');
	const explained = new Set<RunRow>();
	const groups = findings.map(finding => {
		const ids = new Set(finding.rows);
		const rows = failed.filter(({id}) => ids.has(id));
		for (const row of rows) explained.add(row);
		const {id, title, severity} = finding;
		return {id, title, severity, finding, endpoints: toEndpoints(rows)};
	});
	const rest = failed.filter(row => !explained.has(row));
	const reachable = results.filter(({status}) => status === 'reachable');
	return [...groups, plainGroup('other', 'Skipped', rest), plainGroup('reachable', 'Reachable', reachable)].filter(
		// A finding about the settings or the clock may have no endpoint at fault, and is shown all the same.
		({finding, endpoints}) => finding !== null || endpoints.length > 0,
	);
}

function plainGroup(id: string, title: string, rows: readonly RunRow[]): ResultGroup {
	const severity = worstSeverity(rows.map(row => row.severity));
	return {id, title, severity, finding: null, endpoints: toEndpoints(rows)};
}

function toEndpoints(rows: readonly RunRow[]): readonly EndpointEntry[] {
	return [...Map.groupBy(rows, endpointOf)].flatMap(([endpoint, [first, ...others]]) =>
		first ? [{endpoint, rows: [first, ...others] as const, searched: searchedText(endpoint, [first, ...others])}] : [],
	);
}

function searchedText(endpoint: string, rows: readonly RunRow[]): string {
	const texts = rows.flatMap(({cause, requirement}) => [cause ?? '', requirement?.purpose ?? '']);
	return [endpoint, ...texts].join('\n').toLowerCase();
}
