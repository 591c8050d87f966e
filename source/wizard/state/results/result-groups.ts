import {worstSeverity} from '../../../diagnosis/results.ts';
import {type Endpoint, toEndpoints} from '../../../record/endpoints.ts';
import type {Run, RunRow} from '../../../record/run.ts';
import type {Severity} from '../../../verdict/types.ts';

/** An endpoint, with what of it can be searched, in lower case: name, causes, what it is for. */
export type ListedEndpoint = Endpoint & {readonly searched: string};

type Finding = Run['findings'][number];

/** What the results are shown under: a finding, or what no finding is about. */
export type ResultGroup = {
	readonly id: string;
	readonly title: string;
	readonly severity: Severity;
	readonly finding: Finding | null;
	readonly endpoints: readonly ListedEndpoint[];
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
		return {id, title, severity, finding, endpoints: listEndpoints(rows)};
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
	return {id, title, severity, finding: null, endpoints: listEndpoints(rows)};
}

/** Rows by endpoint, as they are listed. */
export function listEndpoints(rows: readonly RunRow[]): readonly ListedEndpoint[] {
	return toEndpoints(rows).map(endpoint => ({...endpoint, searched: searchedText(endpoint)}));
}

function searchedText({name, rows}: Endpoint): string {
	const texts = rows.flatMap(({cause, requirement}) => [cause ?? '', requirement?.purpose ?? '']);
	return [name, ...texts].join('\n').toLowerCase();
}
