import type {Catalog} from '../catalog/types.ts';
import {atOnce, type Steps} from '../chunks.ts';
import {diagnose, sortFindings} from '../diagnosis/diagnose.ts';
import type {Observation} from '../evidence/types.ts';
import {judgeRun, judgeRunInSteps} from '../verdict/judge-run.ts';
import {type JudgedRun, type Result, summarize} from '../verdict/types.ts';
import {evidenceOf, toRun} from './judged-run.ts';
import type {Run} from './run.ts';

/**
 * A saved run, its evidence judged by today's rules. What was odd about the settings was seen in an environment that is
 * gone, so that finding stays as it was.
 *
 * @param catalog tells what reports of earlier versions lack
 */
export function judgeAgain(run: Run, catalog: Catalog): Run {
	const {plan, observations} = evidenceOf(run, catalog);
	const results = judgeRun(plan, observations, () => !run.complete);
	const {id, startedAt, durationMs, complete, vantage} = run;
	const {settings, catalogVersion, catalogChecksum} = plan;
	const summary = summarize(results);
	const catalogUsed = {catalogVersion, catalogChecksum};
	const judged = {id, startedAt, durationMs, complete, vantage, settings, ...catalogUsed, summary, results};
	const aboutSettings = run.findings.filter(({kind}) => kind === 'settings-lint');
	return toRun(judged, sortFindings([...diagnose(judged, []), ...aboutSettings]));
}

/**
 * A run with what a later one saw of some of its rows. The evidence is joined and judged as a whole, since what a row
 * means depends on the others: a proxy that denies one host looks like one that rejects the password until another host
 * gets through. Rows whose turn never came the second time keep what was seen the first time, so the whole says no less
 * than before. It counts as made when the later one was.
 */
export function mergeRuns(whole: JudgedRun, later: JudgedRun): JudgedRun {
	return atOnce(mergeRunsInSteps(whole, later));
}

/** The same in steps. */
export function* mergeRunsInSteps(whole: JudgedRun, later: JudgedRun): Steps<JudgedRun> {
	const news = new Map(
		later.results.filter(({verdict}) => verdict.status !== 'skipped').map(result => [result.planned.id, result]),
	);
	const known = new Set(whole.results.map(({planned}) => planned.id));
	const rows = [
		...whole.results.map(result => news.get(result.planned.id) ?? result),
		...later.results.filter(({planned}) => !known.has(planned.id)),
	];
	const {settings, catalogVersion} = whole;
	const plan = {settings, catalogVersion, targets: rows.map(({planned}) => planned)};
	const results = yield* judgeRunInSteps(plan, observationsOf(rows), id => !(news.has(id) ? later : whole).complete);
	const summary = summarize(results);
	const {id, startedAt, durationMs, vantage} = later;
	return {...whole, id, startedAt, durationMs, vantage, results, summary, complete: summary.skipped === 0};
}

/** What was seen, by the id of the row. */
function observationsOf(results: readonly Result[]): ReadonlyMap<string, Observation> {
	return new Map(results.map(({planned, attempts, controls}) => [planned.id, {attempts, controls}]));
}
