import {diagnose} from '../../diagnosis/diagnose.ts';
import type {SeenElsewhere} from '../../evidence/types.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import {judgeRun} from '../../verdict/judge-run.ts';
import {summarize} from '../../verdict/types.ts';
import {tool} from '../../version.ts';
import {evidenceOf, toJudgedRun, toRun} from '../judged-run.ts';
import {describeVantage, type Run, type RunRow} from '../run.ts';
import {seesTheSame, viewOf} from './canaries.ts';
import {type Cell, createField, type Found, isOpen, type Rule, type Sighting, targetOf, toSighting} from './field.ts';
import {machineRules} from './machine-rules.ts';
import {networkRules} from './network-rules.ts';
import {type Difference, type Survey, type SurveyPoint, surveySchemaTag} from './survey.ts';

/** A place of which nothing was seen, and why. */
export type Unseen = {
	readonly vantage: SeenElsewhere & {readonly name: string; readonly kind: SurveyPoint['kind']};
	readonly state: string;
	readonly reason: string;
	readonly fix: string;
};

/** Members of a class of which the run is kept. */
const exemplarsPerClass = 2;

/** Puts runs of one plan together. Pure. @returns null where there is no run at all */
export function buildSurvey(runs: readonly Run[], unseen: readonly Unseen[] = []): Survey | null {
	const [first] = runs;
	if (first === undefined) return null;
	const seen = withOwnIds(runs).map((run, index) => toSighting(`v${index + 1}`, run));
	const together = classify(seen);
	const homes = new Map(together.flatMap(members => members.map(member => [member, members[0]] as const)));
	// What a canary did not look at is as those have it that see the same.
	const sightings = seen.map(each =>
		isCanary(each) ? {...each, rows: new Map([...(homes.get(each)?.rows ?? []), ...each.rows])} : each,
	);
	const classes = together.map((members, index) => {
		const [one] = members;
		const whole = members.filter(member => !isCanary(member));
		const name =
			members.length === 1 && one
				? pointName(one.run)
				: `${members.length} ${one?.view === 'jumpbox' ? 'machines' : `${one?.view}s`}`;
		return {
			id: `c${index + 1}`,
			name,
			members: members.map(({id}) => id),
			exemplars: (whole.length > 0 ? whole : members).slice(0, exemplarsPerClass).map(({id}) => id),
			first: one,
		};
	});
	const classOf = new Map(classes.flatMap(({id, members}) => members.map(member => [member, id] as const)));
	const rowIds = [...new Set(sightings.flatMap(({rows}) => [...rows.keys()]))];
	const cells = rowIds.flatMap(row =>
		classes.flatMap(({id, first: one}) => {
			const seen = one?.rows.get(row);
			return seen ? [{row, target: endpointOf(seen), class: id, ...cellOf(seen)}] : [];
		}),
	);
	const isDiffering = (each: typeof cells) => new Set(each.map(viewOf)).size > 1;
	const differing = [...Map.groupBy(cells, ({row}) => row).values()].filter(isDiffering).length;
	const kept = new Set(classes.flatMap(({exemplars}) => exemplars));
	return {
		schema: surveySchemaTag,
		tool,
		id: `survey-${first.id}`,
		startedAt: runs.map(({startedAt}) => startedAt).toSorted()[0] ?? first.startedAt,
		complete: runs.every(({complete}) => complete) && unseen.length === 0,
		settings: first.settings,
		catalog: first.catalog,
		vantages: [
			...sightings.map(({id, run}) => ({
				...run.vantage,
				id,
				state: null,
				reason: null,
				fix: null,
				class: classOf.get(id) ?? null,
				run: run.id,
			})),
			...unseen.map(({vantage, state, reason, fix}, index) => ({
				hostname: vantage.name,
				platform: 'unknown',
				...vantage,
				id: `v${runs.length + index + 1}`,
				state,
				reason,
				fix,
				class: null,
				run: null,
			})),
		],
		classes: classes.map(({id, name, members, exemplars}) => ({id, name, members, exemplars})),
		cells,
		runs: sightings.flatMap(({id, run}) => (kept.has(id) ? [run] : [])),
		findings: findDifferences(sightings),
		summary: {
			vantages: runs.length + unseen.length,
			seen: runs.length,
			classes: classes.length,
			rows: rowIds.length,
			differing,
		},
	};
}

/** Ids of runs are short: of a thousand that began in one second, two may have the same. */
function withOwnIds(runs: readonly Run[]): readonly Run[] {
	const taken = new Set<string>();
	return runs.map(run => {
		let {id} = run;
		for (let number = 2; taken.has(id); number++) id = `${run.id}-${number}`;
		taken.add(id);
		return id === run.id ? run : {...run, id};
	});
}

function isCanary({run}: Sighting): boolean {
	return run.vantage.canary === true;
}

/** Those that see the same; a canary is with those of its kind, and of its pool if it can be, that have its rows as it has them. */
function classify(sightings: readonly Sighting[]): readonly (readonly Sighting[])[] {
	const whole = sightings.filter(each => !isCanary(each));
	const classes = [...Map.groupBy(whole, ({view, run}) => signatureOf(view, run)).values()];
	for (const canary of sightings.filter(isCanary)) {
		const alike = classes.filter(([one]) => one?.view === canary.view && seesTheSame(canary.run, one.run));
		const home = alike.find(members => members.some(({pool}) => pool === canary.pool)) ?? alike[0];
		if (home) home.push(canary);
		else classes.push([canary]);
	}
	return classes;
}

/** Those see the same of which every row has the same status and cause. */
function signatureOf(view: string, {results}: Run): string {
	return `${view}\n${results.map(row => `${row.id} ${viewOf(row)}`).join('\n')}`;
}

function cellOf({status, severity, cause, attempts}: RunRow) {
	const ms = attempts.at(-1)?.stages.reduce((sum, stage) => sum + stage.ms, 0) ?? 0;
	return {status, severity, cause, ms: Math.round(ms)};
}

function pointName({vantage}: Run): string {
	return vantage.name ?? describeVantage(vantage);
}

/**
 * What is to be looked at once more, by the place of the run: rows that a place sees as no other one does, and that a
 * finding rests on. One flaky machine is no root cause. Pure.
 */
export function doubtfulRows(runs: readonly Run[]): ReadonlyMap<number, ReadonlySet<string>> {
	const survey = buildSurvey(runs);
	const doubtful = new Map<number, ReadonlySet<string>>();
	for (const {members} of survey?.classes ?? []) {
		const [id = '', ...others] = members;
		const index = Number(id.slice(1)) - 1;
		const run = runs[index];
		if (others.length > 0 || run === undefined) continue;
		const blocked = new Set(run.results.filter(({status}) => status === 'blocked').map(row => row.id));
		const behind = survey?.findings.flatMap(({vantages, rows}) => (vantages.includes(id) ? rows : [])) ?? [];
		const rows = new Set(behind.filter(row => blocked.has(row)));
		if (rows.size > 0) doubtful.set(index, rows);
	}
	return doubtful;
}

/** A run with the tries that were made later of some of its rows: what got through in one of them is unstable. Pure. */
export function addTries(run: Run, later: Run): Run {
	const {plan, observations} = evidenceOf(run);
	const more = evidenceOf(later).observations;
	const joined = new Map(
		[...observations].map(([id, {attempts, controls}]) => {
			const again = more.get(id);
			const both = {
				attempts: [...attempts, ...(again?.attempts ?? [])],
				controls: [...controls, ...(again?.controls ?? [])],
			};
			return [id, both] as const;
		}),
	);
	const results = judgeRun(plan, joined, () => !run.complete);
	const judged = {...toJudgedRun(run), results, summary: summarize(results)};
	return toRun(judged, diagnose(judged, []));
}

/**
 * What a difference between places means, one row for each root cause, in the order in which they explain cells: what a
 * machine has wrong itself comes before what the network does to it, and one place before a whole view.
 */
const rules: readonly Rule[] = [...machineRules, ...networkRules];

/** What the differences between several vantage points mean. Each cell stands behind one finding. Pure. */
function findDifferences(sightings: readonly Sighting[]): readonly Difference[] {
	const explained = new Set<Cell>();
	const cells = sightings.flatMap(at => [...at.rows].map(([id, row]) => ({id, cell: {at, row}})));
	const rows = [...Map.groupBy(cells, ({id}) => id)].map(([id, each]) => [id, each.map(({cell}) => cell)] as const);
	const findings: Difference[] = [];
	for (const rule of rules) {
		// Explained failures are gone for the next rule; what works stays a witness.
		const left = new Map(rows.map(([id, each]) => [id, each.filter(cell => !explained.has(cell))]));
		for (const found of rule.find(createField(sightings, left))) {
			for (const cell of found.cells) if (!isOpen(cell)) explained.add(cell);
			findings.push(toDifference(rule, found, findings.length));
		}
	}
	return findings;
}

function toDifference(
	rule: Rule,
	{cells, title, why, confidence, severity, fix, at = []}: Found,
	index: number,
): Difference {
	const places = [...new Set([...cells.map(cell => cell.at), ...at])];
	const targets = [...new Set(cells.map(targetOf))];
	return {
		id: `vantage.${rule.kind}${index === 0 ? '' : `.${index + 1}`}`,
		kind: rule.kind,
		title: title ?? rule.title,
		severity: severity ?? rule.severity ?? 'error',
		owner: rule.owner,
		confidence: confidence ?? (places.length > 1 ? 'high' : 'medium'),
		vantages: places.map(({id}) => id),
		rows: [...new Set(cells.map(({row}) => row.id))],
		targets,
		why: why ?? rule.why,
		fix: fix ?? rule.fix,
		control: rule.control,
		refutedBy: rule.refutedBy,
	};
}
