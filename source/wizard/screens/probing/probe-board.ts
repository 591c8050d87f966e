import type {Feature, Requirement} from '../../../catalog/types.ts';
import type {StageName} from '../../../evidence/types.ts';
import {endpointOf} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import {compareBadness} from '../../../record/endpoints.ts';
import type {RunEvent} from '../../../record/run.ts';
import type {Result, Severity, Status} from '../../../verdict/types.ts';
import {type Level, levels} from '../../../vocabulary.ts';
import {joinWords} from '../../../words.ts';

/** One endpoint under way. Rows of a plan that lead to one host and port are one endpoint. */
export type RunningRow = {
	readonly endpoint: string;
	/** Null: between stages, or waiting for the others that stand for the same wildcard. */
	readonly stage: StageName | null;
	readonly attempt: number;
};

/** How an endpoint went: as its worst row did. */
export type FinishedRow = {
	readonly endpoint: string;
	readonly status: Status;
	readonly severity: Severity;
	/** The cause, or for what went well the time that it took. */
	readonly remark: string;
};

type StatusCounts = {readonly [status in Status]: number};

/** Endpoints that are shown together in one line: what a feature needs, or what is needed equally badly. */
export type GroupRow = {
	readonly title: string;
	readonly total: number;
	readonly finished: number;
	readonly isStarted: boolean;
	readonly counts: StatusCounts;
	/** The worst endpoint so far, or null. */
	readonly worst: Pick<FinishedRow, 'status' | 'severity'> | null;
};

/** What the probing screen shows at one moment. All numbers count endpoints. */
export type ProbeSnapshot = {
	/** Services that are asked, before the run, which hosts this set-up uses. Empty: none, or no longer. */
	readonly asking: readonly string[];
	readonly total: number;
	readonly finished: number;
	readonly counts: StatusCounts;
	/** The same by feature and by level; each is a way to show all of them. */
	readonly groups: {readonly features: readonly GroupRow[]; readonly levels: readonly GroupRow[]};
	/** In the order in which they started. */
	readonly running: readonly RunningRow[];
	/** The latest that are blocked, intercepted or unstable, as they came. */
	readonly failures: readonly FinishedRow[];
	/** The latest that went well, the newest first. */
	readonly passed: readonly FinishedRow[];
};

/** More would only make lines move that nobody reads. */
const passedKept = 2;

/** More than any window has lines. */
const failuresKept = 200;

/** Where all events of a run are tallied. An event costs the same however many endpoints there are. */
type ProbeBoard = {
	push(event: RunEvent): void;
	snapshot(): ProbeSnapshot;
};

type Tally = {-readonly [key in keyof GroupRow]: GroupRow[key]} & {
	readonly counts: {-readonly [status in keyof StatusCounts]: number};
};

/** An endpoint is finished with the last row that leads to it. */
type Endpoint = {
	readonly name: string;
	rowsLeft: number;
	worst: FinishedRow | null;
	readonly tallies: readonly Tally[];
};

/** An empty board for a plan. */
export function createProbeBoard(plan: Plan, features: readonly Feature[]): ProbeBoard {
	const all = emptyTally('');
	const featureGroups = openGroups(byFeature(features, plan.settings.features));
	const levelGroups = openGroups(byLevel);
	const byName = new Map<string, Endpoint>();
	/** By the id of the row that leads there. */
	const endpoints = new Map<string, Endpoint>();
	for (const planned of plan.targets) {
		const name = endpointOf(planned);
		const known = byName.get(name);
		if (known) {
			known.rowsLeft++;
			endpoints.set(planned.id, known);
			continue;
		}
		const tallies = [all, featureGroups.of(planned.requirement), levelGroups.of(planned.requirement)];
		for (const tally of tallies) tally.total++;
		const endpoint = {name, rowsLeft: 1, worst: null, tallies};
		byName.set(name, endpoint);
		endpoints.set(planned.id, endpoint);
	}
	const running = new Map<string, RunningRow>();
	const failures = new Map<string, FinishedRow>();
	let asking: readonly string[] = [];
	let passed: readonly FinishedRow[] = [];

	function start(target: string, attempt: number): void {
		const endpoint = endpoints.get(target);
		if (endpoint === undefined) return;
		const {name, tallies} = endpoint;
		running.set(name, {endpoint: name, stage: null, attempt});
		for (const tally of tallies) tally.isStarted = true;
	}

	function setStage(target: string, stage: StageName | null): void {
		const row = running.get(endpoints.get(target)?.name ?? '');
		if (row) running.set(row.endpoint, {...row, stage});
	}

	function finish(result: Result): void {
		const endpoint = endpoints.get(result.planned.id);
		if (!endpoint) return;
		const {name, tallies} = endpoint;
		const worst = worseOf(finishedRow(name, result), endpoint.worst);
		endpoint.worst = worst;
		endpoint.rowsLeft--;
		for (const tally of tallies) tally.worst = worseOf(worst, tally.worst);
		if (isFailure(worst)) {
			failures.set(name, worst);
			const [oldest = ''] = failures.keys();
			if (failures.size > failuresKept) failures.delete(oldest);
		}
		if (endpoint.rowsLeft > 0) return;
		running.delete(name);
		for (const tally of tallies) {
			tally.finished++;
			tally.counts[worst.status]++;
		}
		if (worst.status === 'reachable') passed = [worst, ...passed].slice(0, passedKept);
	}

	return {
		push(event) {
			switch (event.type) {
				case 'expansion-started':
					asking = event.hosts;
					return;
				case 'expansion-finished':
					asking = [];
					return;
				case 'target-started':
					return start(event.target, event.attempt);
				case 'stage-started':
					return setStage(event.target, event.stage);
				case 'stage-finished':
					return setStage(event.target, null);
				case 'target-finished':
					return finish(event.result);
				case 'run-started':
				case 'run-finished':
					return;
				default:
					return event satisfies never;
			}
		},
		snapshot: () => ({
			asking,
			total: all.total,
			finished: all.finished,
			counts: {...all.counts},
			groups: {features: shownRows(featureGroups.tallies), levels: shownRows(levelGroups.tallies)},
			running: [...running.values()],
			failures: [...failures.values()],
			passed,
		}),
	};
}

function emptyTally(title: string): Tally {
	return {
		title,
		total: 0,
		finished: 0,
		isStarted: false,
		counts: {reachable: 0, intercepted: 0, unstable: 0, blocked: 0, unverified: 0, skipped: 0},
		worst: null,
	};
}

function openGroups({titles, indexOf}: Grouping): {
	readonly tallies: readonly Tally[];
	of(requirement: Requirement): Tally;
} {
	const tallies = titles.map(emptyTally);
	return {tallies, of: requirement => tallies[indexOf(requirement)] ?? emptyTally('')};
}

/** To some groups nothing of the plan belongs. */
function shownRows(tallies: readonly Tally[]): readonly GroupRow[] {
	return tallies.filter(({total}) => total > 0).map(tally => ({...tally, counts: {...tally.counts}}));
}

function worseOf<Row extends Pick<FinishedRow, 'status' | 'severity'>>(row: Row, other: Row | null): Row {
	return other === null || compareBadness(row, other) < 0 ? row : other;
}

function isFailure({status}: FinishedRow): boolean {
	return status === 'blocked' || status === 'intercepted' || status === 'unstable';
}

function finishedRow(endpoint: string, {verdict, attempts}: Result): FinishedRow {
	const {status, severity, cause} = verdict;
	const milliseconds = attempts.at(-1)?.stages.reduce((sum, {ms}) => sum + ms, 0) ?? 0;
	return {endpoint, status, severity, remark: cause ?? `${Math.round(milliseconds)} ms`};
}

/** How a person would name the endpoints of a level. */
const levelTitles: {readonly [level in Level]: string} = {
	mandatory: 'Mandatory',
	conditional: 'For chosen features',
	optional: 'Optional',
	legacy: 'Legacy',
};

/** A way to part the endpoints of a plan into groups: the titles in their order, and whose line a requirement belongs to. */
type Grouping = {
	readonly titles: readonly string[];
	/** An index into the titles. */
	indexOf(requirement: Requirement): number;
};

const byLevel: Grouping = {
	titles: levels.map(level => levelTitles[level]),
	indexOf: ({level}) => levels.indexOf(level),
};

/** Each endpoint belongs to the first of the chosen features that needs it, so that it is counted once. */
function byFeature(features: readonly Feature[], chosen: readonly string[]): Grouping {
	const shown = features.filter(({id}) => chosen.includes(id));
	return {
		titles: [...shown.map(({title}) => title), 'Your own requirements'],
		indexOf(requirement) {
			const index = shown.findIndex(({id}) => requirement.features.includes(id));
			return index < 0 ? shown.length : index;
		},
	};
}

/** What goes on before the run: services are asked for what depends on the region. */
export function expansionText(hosts: readonly string[]): string {
	return `Asking which hosts this region uses: ${joinWords(hosts)}`;
}
