import type {Catalog} from '../catalog/types.ts';
import {diagnose, sortFindings} from '../diagnosis/diagnose.ts';
import {judgeRun} from '../verdict/judge-run.ts';
import {summarize} from '../verdict/summarize.ts';
import {evidenceOf} from './from-run.ts';
import type {Run} from './run.ts';
import {toRun} from './to-run.ts';

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
	const {settings, catalogVersion} = plan;
	const summary = summarize(results);
	const judged = {id, startedAt, durationMs, complete, vantage, settings, catalogVersion, summary, results};
	const aboutSettings = run.findings.filter(({kind}) => kind === 'settings-lint');
	return toRun(judged, sortFindings([...diagnose(judged, []), ...aboutSettings]));
}
