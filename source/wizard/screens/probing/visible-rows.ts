import type {FinishedRow, GroupRow, ProbeSnapshot, RunningRow} from './probe-board.ts';

export type VisibleRows = {
	/** With a blank line below, where there are any. */
	readonly groups: readonly GroupRow[];
	readonly running: readonly RunningRow[];
	/** Running endpoints for which there is no line. */
	readonly hidden: number;
	readonly failures: readonly FinishedRow[];
	readonly passed: readonly FinishedRow[];
};

/** Lines for single endpoints that groups must leave. */
const linesForEndpoints = 4;

/** More spinners than this are restless, and say no more. */
const mostRunning = 8;

/**
 * Shares the lines of the window out: groups first, by feature where there is room for all of them, else by level; then
 * running endpoints, but no more than half of the rest while there is something else to show; then the latest failures as
 * they came, then what passed last, which the groups say already where there are any.
 *
 * `previous` are the running endpoints shown before. Those still running keep their line, and a free line goes to one that
 * waits, so that a change moves no other line: calm to look at, and few bytes.
 */
export function visibleRows(snapshot: ProbeSnapshot, height: number, previous: readonly string[]): VisibleRows {
	const groups = chooseGroups(snapshot.groups, height);
	const room = height - (groups.length > 0 ? groups.length + 1 : 0);
	const passed = groups.length > 0 ? [] : snapshot.passed;
	const wanted = snapshot.failures.length + passed.length;
	const forRunning = Math.min(mostRunning, Math.max(Math.ceil(room / 2), room - wanted));
	const isCrowded = snapshot.running.length > forRunning;
	const slots = isCrowded ? forRunning - 1 : forRunning;
	const running = assignLines(snapshot.running, slots, previous);
	const left = room - running.length - (isCrowded ? 1 : 0);
	const failures = snapshot.failures.slice(Math.max(0, snapshot.failures.length - left));
	return {
		groups,
		running,
		hidden: snapshot.running.length - running.length,
		failures,
		passed: passed.slice(0, left - failures.length),
	};
}

/** A single group would only say what the bar above says. */
function chooseGroups({features, levels}: ProbeSnapshot['groups'], height: number): readonly GroupRow[] {
	const doFit = ({length}: readonly GroupRow[]) => length > 1 && length + 1 + linesForEndpoints <= height;
	return [features, levels].find(doFit) ?? [];
}

function assignLines(
	running: readonly RunningRow[],
	slots: number,
	previous: readonly string[],
): readonly RunningRow[] {
	const byEndpoint = new Map(running.map(row => [row.endpoint, row]));
	const kept = previous.slice(0, slots).map(endpoint => byEndpoint.get(endpoint) ?? null);
	const shown = new Set(kept.map(row => row?.endpoint));
	const waiting = running.filter(({endpoint}) => !shown.has(endpoint));
	const lines: RunningRow[] = [];
	for (let slot = 0; slot < slots; slot++) {
		const row = kept[slot] ?? waiting.shift();
		if (row) lines.push(row);
	}
	return lines;
}
