import {isAboutUnverified} from '../../../diagnosis/about-unverified.ts';
import {worstSeverity} from '../../../diagnosis/results.ts';
import type {Finding} from '../../../diagnosis/types.ts';
import {endpointOf} from '../../../plan/endpoints.ts';
import {type JudgedRun, type Result, type Severity, severities} from '../../../verdict/types.ts';

/** One host and port with all rows of the run that are about it. */
export type EndpointEntry = {
	readonly endpoint: string;
	readonly results: readonly [Result, ...Result[]];
	/** What of it can be searched, in lower case: name, causes, what it is for. */
	readonly searched: string;
};

/** What the results are shown under: a finding, or what no finding is about. */
export type ResultGroup = {
	readonly id: string;
	readonly title: string;
	readonly severity: Severity;
	readonly finding: Finding | null;
	readonly endpoints: readonly EndpointEntry[];
};

/** Sorts a run under its findings, in their order; what went well comes last. No row is left out. */
export function groupRun(run: JudgedRun, findings: readonly Finding[]): readonly ResultGroup[] {
	const failed = run.results.filter(({verdict}) => verdict.status !== 'reachable');
	const explained = new Set<Result>();
	const groups = findings.map(finding => {
		const targets = new Set(finding.targets);
		const results = failed.filter(result => targets.has(endpointOf(result.planned)) && isBehind(result, finding));
		for (const result of results) explained.add(result);
		const {id, title, severity} = finding;
		return {id, title, severity, finding, endpoints: toEndpoints(results)};
	});
	const rest = failed.filter(result => !explained.has(result));
	const reachable = run.results.filter(({verdict}) => verdict.status === 'reachable');
	return [...groups, plainGroup('other', 'Skipped', rest), plainGroup('reachable', 'Reachable', reachable)].filter(
		// A finding about the settings or the clock may have no endpoint at fault, and is shown all the same.
		({finding, endpoints}) => finding !== null || endpoints.length > 0,
	);
}

/** A row that is worse than the finding belongs to another finding on the same endpoint. */
function isBehind({verdict}: Result, {id, severity}: Finding): boolean {
	const isUntested = verdict.status === 'unverified' || verdict.status === 'skipped';
	return isUntested === isAboutUnverified(id) && severities.indexOf(verdict.severity) <= severities.indexOf(severity);
}

function plainGroup(id: string, title: string, results: readonly Result[]): ResultGroup {
	const severity = worstSeverity(results.map(({verdict}) => verdict.severity));
	return {id, title, severity, finding: null, endpoints: toEndpoints(results)};
}

function toEndpoints(results: readonly Result[]): readonly EndpointEntry[] {
	return [...Map.groupBy(results, ({planned}) => endpointOf(planned))].flatMap(([endpoint, [first, ...others]]) =>
		first
			? [{endpoint, results: [first, ...others] as const, searched: searchedText(endpoint, [first, ...others])}]
			: [],
	);
}

function searchedText(endpoint: string, results: readonly Result[]): string {
	const texts = results.flatMap(({planned, verdict}) => [verdict.cause ?? '', planned.requirement.purpose]);
	return [endpoint, ...texts].join('\n').toLowerCase();
}
