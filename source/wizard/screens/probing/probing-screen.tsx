import {Box, Text} from 'ink';
import {useEffect, useState, useSyncExternalStore} from 'react';
import {countOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {CountsByStatus} from '../../components/signs.tsx';
import type {StopReason} from '../../state/state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {expansionText, type ProbeSnapshot} from './probe-board.ts';
import {
	FinishedLine,
	GroupLine,
	measureGroups,
	ProgressBar,
	RunningLine,
	type VisibleRows,
	visibleRows,
} from './probe-rows.tsx';
import type {ProbeStore} from './probe-store.ts';

/** Shows endpoints while they are probed, and how long that will take. */
export function ProbingScreen({probes, stop}: {readonly probes: ProbeStore; readonly stop: StopReason | null}) {
	const {dispatch} = useWizard();
	const {layout, glyphs} = useScreen();
	const snapshot = useSyncExternalStore(probes.subscribe, probes.getSnapshot);
	const elapsed = useElapsed();
	const timeLeft = useTimeLeft(snapshot, elapsed);
	const frame = useFrame({title: titleFor(stop, snapshot.total), hasNotice: false});
	const headHeight = frame.rows.isSpaced ? 3 : 2;
	const visible = useVisibleRows(snapshot, frame.rows.bodyHeight - headHeight);

	useKeys(keypress => {
		if (isLetter(keypress, 's')) dispatch({type: 'stop-probing'});
		else handleCommonKey(keypress, dispatch);
	});

	const groupWidths = measureGroups(visible.groups);
	const count = ` ${snapshot.finished} of ${snapshot.total}  ${formatElapsed(elapsed)}`;
	return (
		<Frame
			{...frame}
			aside={stop === null ? <Text>{timeLeft}</Text> : null}
			hints={[
				{keys: 's', label: 'stop and show results', meaning: 'stop and show what was found'},
				{keys: 'ctrl-c', label: 'quit', isMinor: true},
				commonHints(glyphs).help,
			]}
		>
			<Text wrap="truncate">
				<ProgressBar done={snapshot.finished} total={snapshot.total} width={layout.width - count.length} />
				{count}
			</Text>
			<CountsByStatus counts={snapshot.counts} />
			{frame.rows.isSpaced ? <Text> </Text> : null}
			<Box flexDirection="column">
				{visible.groups.map(row => (
					<GroupLine key={row.title} row={row} {...groupWidths} />
				))}
				{visible.groups.length > 0 ? <Text> </Text> : null}
				{snapshot.asking.length > 0 ? <Text wrap="truncate">{expansionText(snapshot.asking)}</Text> : null}
				{visible.running.map((row, line) => (
					// The line is the key: its spinner goes on turning when another endpoint takes the line over.
					// biome-ignore lint/suspicious/noArrayIndexKey: the lines are what stays, the endpoints come and go.
					<RunningLine key={line} row={row} />
				))}
				{visible.hidden > 0 ? (
					<Text dimColor>{`  and ${countOf(visible.hidden, 'more endpoint')} under way`}</Text>
				) : null}
				{visible.failures.map(row => (
					<FinishedLine key={row.endpoint} row={row} />
				))}
				{visible.passed.map(row => (
					<FinishedLine key={row.endpoint} row={row} />
				))}
			</Box>
		</Frame>
	);
}

/** What the screen says that is being done. `total` counts endpoints. */
export function titleFor(stop: StopReason | null, total: number): string {
	switch (stop) {
		case null:
			return `Checking ${countOf(total, 'endpoint')}`;
		case 'look':
			return 'Stopping, what was found is kept';
		case 'leave':
			return 'Leaving (Ctrl-C again: at once)';
		default:
			return stop satisfies never;
	}
}

/** Milliseconds since the component appeared, told once a second. */
export function useElapsed(): number {
	const [started] = useState(() => performance.now());
	const [elapsed, setElapsed] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => setElapsed(performance.now() - started), 1000);
		return () => clearInterval(timer);
	}, [started]);
	return elapsed;
}

/** The time left, in words; it is reckoned anew once a second, with `elapsedMs`. */
function useTimeLeft({finished, total}: ProbeSnapshot, elapsedMs: number): string {
	const [known, setKnown] = useState({elapsedMs: 0, left: unknownTimeLeft});
	if (known.elapsedMs !== elapsedMs) {
		setKnown({elapsedMs, left: guessTimeLeft(known.left, {finished, total, elapsedMs})});
	}
	return timeLeftText(known.left);
}

/** The rows in view; it remembers which running endpoints had a line, so that they keep it. */
function useVisibleRows(snapshot: ProbeSnapshot, height: number): VisibleRows {
	const [previous, setPrevious] = useState<readonly string[]>([]);
	const rows = visibleRows(snapshot, height, previous);
	const shown = rows.running.map(({endpoint}) => endpoint);
	const isSame = shown.length === previous.length && shown.every((endpoint, index) => endpoint === previous[index]);
	if (!isSame) setPrevious(shown);
	return rows;
}

/** `0:07`, `12:30`: how long something has taken, from milliseconds. */
export function formatElapsed(milliseconds: number): string {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What is said about the time left, in seconds; null: nothing. */
type TimeLeft = {
	readonly seconds: number | null;
	/** Milliseconds since the start at which the promise ends. */
	readonly until: number;
	/** A promise was broken: nothing is said any more. */
	readonly isGivenUp: boolean;
};

export const unknownTimeLeft: TimeLeft = {seconds: null, until: 0, isGivenUp: false};

/** Too few finished endpoints say nothing about the others. */
const shareNeeded = 1 / 3;

/** What is blocked takes longest and comes last, so the rest is reckoned to take longer than its share. */
const caution = 1.3;

/** Said in steps of so many seconds: more exact would only be more wrong, and more to read. */
const stepSeconds = 5;

/** Beyond its end, so much patience is had with a promise, in milliseconds. */
const graceMs = 5000;

/**
 * A cautious guess at the time left. It only ever gets shorter; when it proves wrong it is taken back, not raised, so it
 * never jumps up and down.
 */
export function guessTimeLeft(
	before: TimeLeft,
	{finished, total, elapsedMs}: {readonly finished: number; readonly total: number; readonly elapsedMs: number},
): TimeLeft {
	if (before.isGivenUp) return before;
	if (finished >= total || finished < total * shareNeeded || elapsedMs <= 0) return {...before, seconds: null};
	const guess = (elapsedMs / finished) * (total - finished) * caution;
	const seconds = Math.ceil(guess / 1000 / stepSeconds) * stepSeconds;
	if (before.until === 0 || seconds < (before.seconds ?? 0)) {
		return {...before, seconds, until: elapsedMs + seconds * 1000};
	}
	return elapsedMs > before.until + graceMs ? {...before, seconds: null, isGivenUp: true} : before;
}

/** `about 20 s left`, `about 3 min left`; empty where nothing is known. */
export function timeLeftText({seconds}: TimeLeft): string {
	if (seconds === null) return '';
	return seconds <= 90 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}
