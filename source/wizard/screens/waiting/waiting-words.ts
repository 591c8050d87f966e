import {countPlannedEndpoints, endpointOf} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import {askingInterval} from '../../../session/runs/wait-for-fix.ts';
import {countOf, formatTime, uniqueOf} from '../../../words.ts';

export const waitingTitle = 'Waiting for the fix';

/** How often it was asked again, when the last time (ISO), and which endpoints still fail. */
export type Asked = {readonly times: number; readonly at: string | null; readonly failing: readonly string[]};

export function endpointsOf(rows: readonly Parameters<typeof endpointOf>[0][]): readonly string[] {
	return uniqueOf(rows.map(endpointOf));
}

/** What is done meanwhile. */
export function waitingWords({targets}: Plan): string {
	return `Asks ${countOf(countPlannedEndpoints(targets), 'endpoint')} again every ${askingInterval / 1000} seconds, and says so once all of it passes.`;
}

export function askedText({times, at, failing}: Asked): string {
	if (at === null) return `Failing: ${failing.length}.`;
	return `Asked ${countOf(times, 'time')}, last at ${formatTime(at).slice(11)}. Still failing: ${failing.length}.`;
}
