import {severityOf} from './severity.ts';
import type {Result} from './types.ts';

/** A result whose answer other rows of the run speak against: nothing is claimed of it any more. Keeps its evidence. */
export function asUnverified(result: Result, detail: string): Result {
	const severity = severityOf(result.planned.requirement, 'unverified');
	return {...result, verdict: {...result.verdict, status: 'unverified', severity, cause: null, detail}};
}
