import {catalog} from '../catalog/catalog.ts';
import type {Requirement} from '../catalog/types.ts';
import {buildPlan} from '../plan/build-plan.ts';
import type {LiveFacts} from '../plan/live-facts.ts';
import {readRegionCode} from '../plan/live-facts.ts';
import {plannedId} from '../plan/planned-id.ts';
import type {PlannedTarget} from '../plan/types.ts';
import {notProbed} from '../verdict/judge-target.ts';
import {summarize} from '../verdict/summarize.ts';
import type {JudgedRun, Result} from '../verdict/types.ts';
import type {Run, RunRow} from './run.ts';

/**
 * The run that a report was written from, with its plan made again from the same settings: so that parts of it can be
 * checked again. What an interrupted run did not get to is skipped in it. Null where the plan is another one by now,
 * because the catalog or the user's own requirements have changed.
 */
export function restoreRun(report: Run, ownRequirements: readonly Requirement[]): JudgedRun | null {
	const {settings, complete} = report;
	const plan = buildPlan(settings, catalog, ownRequirements, liveFactsOf(report));
	const rows = new Map(report.results.map(row => [idOf(row), row]));
	const ids = new Set(plan.targets.map(({id}) => id));
	const isKnown = [...rows.keys()].every(id => id !== null && ids.has(id));
	if (!isKnown || report.catalog.version !== catalog.version) return null;
	if (complete && rows.size < plan.targets.length) return null;
	const results = plan.targets.map(planned => restoreResult(planned, rows.get(planned.id)));
	const {id, startedAt, durationMs, vantage} = report;
	return {
		id,
		startedAt,
		durationMs,
		complete,
		vantage,
		settings,
		catalogVersion: catalog.version,
		summary: summarize(results),
		results,
	};
}

/** What the services told about the region when the run was made, as its rows show it. */
function liveFactsOf({results}: Run): LiveFacts {
	const live = results.filter(({origin, target}) => origin === 'live' && target !== null);
	const hosts = live.map(({target}) => target?.host ?? '');
	const relays = live.filter(({requirement}) => requirement?.protocol === 'websocket');
	return {
		regionCode: hosts.map(host => readRegionCode(`https://${host}`)).find(code => code !== null) ?? null,
		relayHosts: [...new Set(relays.map(({target}) => target?.host ?? ''))],
	};
}

/** The id of the row in its plan; null for a host outside the catalog. */
function idOf({requirement, target}: RunRow): string | null {
	return requirement && plannedId(requirement, target);
}

function restoreResult(planned: PlannedTarget, row: RunRow | undefined): Result {
	if (row === undefined) return {planned, attempts: [], controls: [], verdict: notProbed(planned.requirement)};
	const {status, severity, cause, detail, confidence, identity, attempts, controls} = row;
	const notes = row.notes.filter(note => note !== planned.note);
	return {planned, attempts, controls, verdict: {status, severity, cause, detail, confidence, identity, notes}};
}
