import type {FinishedRow, ProbeSnapshot, RunningRow} from './probe-snapshot.ts';

export type VisibleRows = {
	readonly running: readonly RunningRow[];
	/** Running endpoints for which there is no line. */
	readonly hidden: number;
	readonly failures: readonly FinishedRow[];
	readonly passed: readonly FinishedRow[];
};

/**
 * Shares the lines of the window out: running endpoints first, but no more than half while there is something else to
 * show, then the latest failures as they came, then what passed last.
 *
 * `previous` are the running endpoints shown before. Those still running keep their line, and a free line goes to one that
 * waits, so that a change moves no other line: calm to look at, and few bytes.
 */
export function visibleRows(snapshot: ProbeSnapshot, height: number, previous: readonly string[]): VisibleRows {
	const wanted = snapshot.failures.length + snapshot.passed.length;
	const forRunning = Math.max(Math.ceil(height / 2), height - wanted);
	const isCrowded = snapshot.running.length > forRunning;
	const slots = isCrowded ? forRunning - 1 : forRunning;
	const running = assignLines(snapshot.running, slots, previous);
	const left = height - running.length - (isCrowded ? 1 : 0);
	const failures = snapshot.failures.slice(Math.max(0, snapshot.failures.length - left));
	return {
		running,
		hidden: snapshot.running.length - running.length,
		failures,
		passed: snapshot.passed.slice(0, left - failures.length),
	};
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
