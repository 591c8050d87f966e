import type {PlannedTarget} from '../../../plan/types.ts';
import type {JudgedRun} from '../../../verdict/types.ts';
import type {ResultRow} from './results-rows.ts';

type IsWanted = (planned: PlannedTarget) => boolean;

/** The rows of the plan behind a line of the results: those of one endpoint, or of all under a finding. */
export function rowsBehind(row: ResultRow): IsWanted {
	const entries = row.kind === 'endpoint' ? [row.entry] : row.group.endpoints;
	const ids = new Set(entries.flatMap(({results}) => results.map(({planned}) => planned.id)));
	return ({id}) => ids.has(id);
}

/** The rows that did not get through cleanly, and those whose turn never came. */
export function rowsThatFailed({results}: JudgedRun): IsWanted {
	const failed = results.filter(({verdict: {status}}) => status !== 'reachable' && status !== 'unverified');
	const ids = new Set(failed.map(({planned}) => planned.id));
	return ({id}) => ids.has(id);
}
