import {nextSteps} from '../diagnosis/next-steps.ts';
import type {Finding} from '../diagnosis/types.ts';
import {stageFields} from '../evidence/shape.ts';
import type {Attempt, StageEvidence} from '../evidence/types.ts';
import {isOutsideCatalog} from '../plan/requirements.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';
import {tool} from '../version.ts';
import {countEndpoints} from './endpoints.ts';
import {type Run, type RunRow, runSchemaTag} from './run.ts';
import {settingsShape, toCatalogUsed, toExpectedAnswer, toRequirementRow, toRouteFields} from './shape.ts';

/** One row of a report, from a result of the run. */
export function toRunRow({planned, attempts, controls, verdict}: Result): RunRow {
	return {
		id: planned.id,
		requirement: isOutsideCatalog(planned.requirement) ? null : toRequirementRow(planned.requirement),
		target: planned.target,
		path: planned.path,
		expect: toExpectedAnswer(planned.requirement.expect),
		status: verdict.status,
		severity: verdict.severity,
		cause: verdict.cause,
		detail: verdict.detail,
		confidence: verdict.confidence,
		identity: verdict.identity,
		...toRouteFields(planned),
		note: planned.note,
		notes: planned.note === null ? verdict.notes : [planned.note, ...verdict.notes],
		attempts: attempts.map(toAttemptRow),
		controls,
	};
}

/** The report of a run. Settings pass through their schema, so that nothing else that hangs on them is written. */
export function toRun(run: JudgedRun, findings: readonly Finding[]): Run {
	const {id, startedAt, durationMs, complete, vantage, summary} = run;
	const results = run.results.map(toRunRow);
	return {
		schema: runSchemaTag,
		tool,
		id,
		startedAt,
		durationMs,
		complete,
		vantage,
		settings: settingsShape.parse(run.settings),
		catalog: toCatalogUsed(run),
		summary: {
			targets: summary.targets,
			reachable: summary.reachable,
			intercepted: summary.intercepted,
			unstable: summary.unstable,
			blocked: summary.blocked,
			unverified: summary.unverified,
			skipped: summary.skipped,
		},
		endpoints: countEndpoints(results),
		results,
		findings,
		nextSteps: nextSteps(run, findings),
	};
}

/**
 * One try as a report shows it: the fields of each stage in the order of the contract, whatever order the probe noted
 * them in, and none besides. What hangs on them is not copied: a run may have ten thousand.
 */
function toAttemptRow({startedAt, stages, http2, company}: Attempt): RunRow['attempts'][number] {
	return {startedAt, stages: stages.map(inOrder), ...(http2 && {http2}), ...(company && {company})};
}

function inOrder<Stage extends StageEvidence>(evidence: Stage): Stage {
	const values: {readonly [field: string]: unknown} = evidence;
	return Object.fromEntries(stageFields[evidence.stage].map(field => [field, values[field]])) as Stage;
}
