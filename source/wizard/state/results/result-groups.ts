import {atOnce, eachInSteps, onceInSteps, onceOf, type Steps} from '../../../chunks.ts';
import {worstSeverity} from '../../../diagnosis/results.ts';
import {type Endpoint, toEndpoints} from '../../../record/endpoints.ts';
import type {Run, RunRow} from '../../../record/run.ts';
import {viewOf} from '../../../record/survey/canaries.ts';
import type {Difference, Survey, SurveyPoint} from '../../../record/survey/survey.ts';
import {nameOfPoint} from '../../../report/survey/matrix.ts';
import {earlierRows} from '../../../report/view/facts.ts';
import {overallVerdict} from '../../../report/view/summary.ts';
import type {Severity} from '../../../verdict/types.ts';
import {countOf} from '../../../words.ts';

/** Does in steps what the first frame of the results needs of a run, which is remembered: a key waits for none of it then. */
export function* prepareResults(run: Run): Steps {
	toEndpoints(run.results);
	yield '';
	overallVerdict(run);
	yield '';
	earlierRows(run);
	yield '';
	yield* groupsOfRun(run);
}

/** What of an endpoint can be searched, in lower case: name, causes, what it is for. Made where somebody filters. */
export const searchedText = onceOf(({name, rows}: Endpoint): string => {
	const texts = rows.flatMap(({cause, requirement}) => [cause ?? '', requirement?.purpose ?? '']);
	return [name, ...texts].join('\n').toLowerCase();
});

type Finding = Run['findings'][number];

/** What the results are shown under: a finding, or what no finding is about. */
export type ResultGroup = {
	readonly id: string;
	readonly title: string;
	readonly severity: Severity;
	readonly finding: Finding | null;
	/** What several places see differently. */
	readonly difference?: Difference | null;
	/** Places from which nothing was seen. */
	readonly unseen?: readonly SurveyPoint[];
	readonly endpoints: readonly Endpoint[];
};

/** Sorts a run under its findings, in their order; what went well comes last. No row is left out. What places see differently is on top. */
export function groupRun(run: Run, survey: Survey | null = null): readonly ResultGroup[] {
	return atOnce(survey === null ? groupsOfRun(run) : groupWith(run, survey));
}

const groupsOfRun = onceInSteps((run: Run) => groupWith(run, null));

function* groupWith({results, findings}: Run, survey: Survey | null): Steps<readonly ResultGroup[]> {
	const failed = results.filter(({status}) => status !== 'reachable');
	const explained = new Set<RunRow>();
	const differences = (survey?.findings ?? []).map((difference): ResultGroup => {
		const ids = new Set(difference.rows);
		const rows = results.filter(({id}) => ids.has(id));
		for (const row of rows) explained.add(row);
		const {id, title, severity} = difference;
		return {id, title, severity, finding: null, difference, endpoints: toEndpoints(rows)};
	});
	const isOfPlaces = (finding: Finding) => {
		const ids = new Set(finding.rows);
		return ids.size > 0 && failed.every(row => !ids.has(row.id) || explained.has(row));
	};
	// What a difference explains is told once, with those that fail there.
	const others = findings.filter(finding => differences.length === 0 || !isOfPlaces(finding));
	yield '';
	const groups = yield* eachInSteps(others, finding => {
		const ids = new Set(finding.rows);
		const rows = failed.filter(({id}) => ids.has(id));
		for (const row of rows) explained.add(row);
		const {id, title, severity} = finding;
		return {id, title, severity, finding, endpoints: toEndpoints(rows)};
	});
	const rest = failed.filter(row => !explained.has(row));
	const reachable = results.filter(({status}) => status === 'reachable');
	const plain = [plainGroup('other', 'Skipped', rest), plainGroup('reachable', 'Reachable', reachable)];
	// A finding about the settings or the clock may have no endpoint at fault, and is shown all the same.
	return [
		...differences,
		...differing(results, explained, survey),
		...unseenGroups(survey),
		...groups,
		...plain.filter(({endpoints}) => endpoints.length > 0),
	];
}

/** What not every place sees alike, and no difference explains. */
function differing(
	results: Run['results'],
	explained: ReadonlySet<RunRow>,
	survey: Survey | null,
): readonly ResultGroup[] {
	const cells = Map.groupBy(survey?.cells ?? [], ({row}) => row);
	const isDiffering = ({id}: RunRow) => new Set((cells.get(id) ?? []).map(viewOf)).size > 1;
	const rows = survey === null ? [] : results.filter(row => !explained.has(row) && isDiffering(row));
	if (rows.length === 0) return [];
	const {severity, endpoints} = plainGroup('differing', '', rows);
	const title = 'Not the same from everywhere (m shows from where)';
	return [{id: 'differing', title, severity, finding: null, endpoints}];
}

/** The places of a survey from which nothing was seen, with those that have the same reason in one group. */
function unseenGroups(survey: Survey | null): readonly ResultGroup[] {
	const unseen = (survey?.vantages ?? []).filter(({state}) => state !== null);
	return [...Map.groupBy(unseen, ({state}) => state)].map(([state, points]) => {
		const [one] = points;
		const who = points.length === 1 && one ? nameOfPoint(one) : countOf(points.length, 'place');
		const title = `Not looked from ${who}: ${state?.replaceAll('-', ' ')}`;
		return {id: `unseen ${state}`, title, severity: 'warning', finding: null, unseen: points, endpoints: []};
	});
}

/** What stands behind a group that is something to put right, whoever found it; null: it only lists. */
export function workOf({finding, difference}: ResultGroup): Pick<Finding, 'owner' | 'fix'> | null {
	return finding ?? difference ?? null;
}

function plainGroup(id: string, title: string, rows: readonly RunRow[]): ResultGroup {
	const severity = worstSeverity(rows.map(row => row.severity));
	return {id, title, severity, finding: null, endpoints: toEndpoints(rows)};
}
