import {diagnose} from '../../diagnosis/diagnose.ts';
import {judgeRun} from '../../verdict/judge-run.ts';
import {summarize} from '../../verdict/types.ts';
import {evidenceOf, toJudgedRun} from '../from-run.ts';
import type {Run} from '../run.ts';
import {toRun} from '../to-run.ts';
import {buildSurvey} from './build-survey.ts';

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
