import {Box, Text} from 'ink';
import {useSyncExternalStore} from 'react';
import {countOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {useFrame} from '../../components/frame/use-frame.ts';
import {isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {ProgressBar} from '../../components/progress-bar.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {formatElapsed} from '../../components/text/duration.ts';
import {expansionText} from '../../components/text/expansion.ts';
import type {StopReason} from '../../state/state.ts';
import {handleCommonKey, useWizard} from '../../state/wizard-context.ts';
import {FinishedLine} from './finished-line.tsx';
import {GroupLine, measureGroups} from './group-line.tsx';
import {ProbeCounts} from './probe-counts.tsx';
import type {ProbeStore} from './probe-store.ts';
import {RunningLine} from './running-line.tsx';
import {useElapsed} from './use-elapsed.ts';
import {useTimeLeft} from './use-time-left.ts';
import {useVisibleRows} from './use-visible-rows.ts';

export function ProbingScreen({probes, stop}: {readonly probes: ProbeStore; readonly stop: StopReason | null}) {
	const {dispatch} = useWizard();
	const {layout, glyphs} = useScreen();
	const snapshot = useSyncExternalStore(probes.subscribe, probes.getSnapshot);
	const elapsed = useElapsed();
	const timeLeft = useTimeLeft(snapshot, elapsed);
	const {rows, ...frame} = useFrame({
		stage: 'Check',
		title: titleFor(stop, snapshot.total),
		hasNotice: false,
	});
	const headHeight = rows.isSpaced ? 3 : 2;
	const visible = useVisibleRows(snapshot, rows.bodyHeight - headHeight);

	useKeys(keypress => {
		if (isLetter(keypress, 's')) dispatch({type: 'stop-probing'});
		else handleCommonKey(keypress, dispatch);
	});

	const groupWidths = measureGroups(visible.groups);
	const count = ` ${snapshot.finished} of ${snapshot.total}  ${formatElapsed(elapsed)}`;
	return (
		<Frame
			{...frame}
			rows={rows}
			aside={stop === null ? <Text>{timeLeft}</Text> : null}
			hints={[
				{keys: 's', label: 'stop and look'},
				{keys: 'ctrl-c', label: 'quit', isMinor: true},
				commonHints(glyphs).help,
			]}
		>
			<Text wrap="truncate">
				<ProgressBar done={snapshot.finished} total={snapshot.total} width={layout.width - count.length} />
				{count}
			</Text>
			<ProbeCounts counts={snapshot.counts} />
			{rows.isSpaced ? <Text> </Text> : null}
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
				{visible.hidden > 0 ? <Text dimColor>{`  and ${visible.hidden} more under way`}</Text> : null}
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

function titleFor(stop: StopReason | null, total: number): string {
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
