import {Box, Text} from 'ink';
import Spinner from 'ink-spinner';
import {memo} from 'react';
import stringWidth from 'string-width';
import {statusMarks} from '../../../report/view/status-marks.ts';
import {type Glyphs, statusLook} from '../../components/glyphs.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, fitRight, truncate} from '../../components/text.ts';
import type {FinishedRow, GroupRow, ProbeSnapshot, RunningRow} from './probe-board.ts';

/** How many of `width` cells of a bar are full. The last one stays open until everything is done. */
export function filledCells(done: number, total: number, width: number): number {
	if (total <= 0 || done >= total) return width;
	return Math.min(width - 1, Math.floor((done / total) * width));
}

/** A bar of this width in columns; its end moves with each endpoint. */
export function ProgressBar({
	done,
	total,
	width,
}: {
	readonly done: number;
	readonly total: number;
	readonly width: number;
}) {
	const {glyphs} = useScreen();
	// What is under the notice that a window is too small is drawn all the same.
	const cells = Math.max(0, width);
	const filled = Math.max(0, filledCells(done, total, cells));
	return (
		<Text>
			<Text color="cyan">{glyphs.barFull.repeat(filled)}</Text>
			<Text dimColor>{glyphs.barEmpty.repeat(cells - filled)}</Text>
		</Text>
	);
}

/** Columns for what did not go well. */
const remarkWidth = {narrow: 11, wide: 27} as const;

type GroupWidths = {readonly titleWidth: number; readonly countWidth: number};

/** The columns that all groups share, so that their numbers stand under one another and never move. */
export function measureGroups(groups: readonly GroupRow[]): GroupWidths {
	return {
		titleWidth: Math.max(0, ...groups.map(({title}) => stringWidth(title))),
		countWidth: Math.max(0, ...groups.map(({total}) => countText(total, total).length)),
	};
}

/** How far the endpoints of one group are: `● Azure Arc agents   12 of 14  1 blocked`. */
export function GroupLine({row, titleWidth, countWidth}: {readonly row: GroupRow} & GroupWidths) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = groupSign(row, glyphs);
	const room = remarkWidth[layout.isNarrow ? 'narrow' : 'wide'];
	const width = Math.min(titleWidth, layout.width - 2 - 2 - countWidth - 2 - room);
	return (
		<Text wrap="truncate">
			<Colored color={color}>{sign}</Colored> {fitLeft(row.title, width, glyphs.ellipsis)}
			{`  ${countText(row.finished, row.total).padStart(countWidth)}  ${truncate(groupRemark(row), room, glyphs.ellipsis)}`}
		</Text>
	);
}

function countText(finished: number, total: number): string {
	return `${finished} of ${total}`;
}

/** The sign of a group: not begun, under way, or how the worst of it went, as soon as something is amiss. */
export function groupSign(
	{worst, isStarted, finished, total}: GroupRow,
	glyphs: Glyphs,
): {readonly sign: string; readonly color: 'green' | 'yellow' | 'red' | 'cyan' | undefined} {
	const isDone = finished === total;
	if (worst !== null && (isDone || troubles.some(status => status === worst.status))) {
		return statusLook(worst.status, worst.severity, glyphs.isUnicode);
	}
	return isStarted || finished > 0 ? {sign: glyphs.current, color: 'cyan'} : {sign: glyphs.ahead, color: undefined};
}

const troubles = ['blocked', 'intercepted', 'unstable'] as const;

/** `2 blocked, 1 intercepted`; where nothing failed, what could not be tested: `1 unverified`. */
export function groupRemark({counts}: GroupRow): string {
	const failed = troubles.filter(status => counts[status] > 0);
	const told = failed.length > 0 || counts.unverified === 0 ? failed : (['unverified'] as const);
	return told.map(status => `${counts[status]} ${statusMarks[status].word}`).join(', ');
}

/**
 * An endpoint under way. Ink sends a changed line anew from its first changed cell, together with the styles in front of
 * it. So the spinner stands at the right end, and nothing in the line has a style: each of its turns costs 12 bytes.
 */
export const RunningLine = memo(function RunningLine({row}: {readonly row: RunningRow}) {
	const {layout, glyphs} = useScreen();
	const stage = row.stage ?? 'waiting';
	const state = row.attempt > 1 && !layout.isNarrow ? `${stage}, try ${row.attempt}` : stage;
	const stateWidth = layout.isNarrow ? 8 : 16;
	const endpoint = fitLeft(row.endpoint, layout.width - stateWidth - 5, glyphs.ellipsis, 'middle');
	return (
		<Box height={1}>
			<Text wrap="truncate">{`  ${endpoint} ${fitRight(state, stateWidth, glyphs.ellipsis)} `}</Text>
			<Spinner type={glyphs.spinner} />
		</Box>
	);
});

/** An endpoint that is done: the sign of its status, and the cause or the time. The counts above say what the signs mean. */
export const FinishedLine = memo(function FinishedLine({row}: {readonly row: FinishedRow}) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = statusLook(row.status, row.severity, glyphs.isUnicode);
	const remarkWidth = layout.isNarrow ? 15 : 26;
	return (
		<Text wrap="truncate">
			<Colored color={color}>{sign}</Colored>{' '}
			{fitLeft(row.endpoint, layout.width - remarkWidth - 3, glyphs.ellipsis, 'middle')}{' '}
			<Text dimColor>{fitRight(row.remark, remarkWidth, glyphs.ellipsis)}</Text>
		</Text>
	);
});

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
