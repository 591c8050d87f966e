import {Box, Text} from 'ink';
import {commonHints} from '../common-hints.ts';
import {Frame} from '../components/frame/frame.tsx';
import {useFrame} from '../components/frame/use-frame.ts';
import {moveFor} from '../components/list/list-state.ts';
import {useKeys} from '../input/use-keys.tsx';
import {rowsBehind} from '../results/check-again.ts';
import type {DetailLine} from '../results/detail-line.ts';
import {endpointDetail} from '../results/endpoint-detail.ts';
import {groupDetail} from '../results/finding-detail.ts';
import type {ResultRow} from '../results/results-state.ts';
import {useScreen} from '../screen-context.tsx';
import {presentable} from '../text/presentable.ts';
import {isKey, isLetter, useWizard} from '../wizard-context.ts';

const tones = {
	plain: {},
	heading: {bold: true},
	faint: {dimColor: true},
	failed: {color: 'red'},
} as const;

/** All that is known of one finding or endpoint, as lines to scroll through. */
export function ResultDetail({row, top}: {readonly row: ResultRow; readonly top: number}) {
	const {
		state: {run},
		dispatch,
		probeAgain,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const {rows: frameRows, ...frame} = useFrame({
		stage: 'Report',
		title: presentable(row.kind === 'group' ? row.group.title : row.entry.endpoint, glyphs.isUnicode),
		hasNotice: false,
	});
	const height = frameRows.bodyHeight;
	const page = {width: layout.width, isUnicode: glyphs.isUnicode};
	const lines: readonly DetailLine[] =
		row.kind === 'group' || !run ? groupDetail(row.group, page) : endpointDetail(row.entry, run.settings, page);
	const first = Math.max(0, Math.min(top, lines.length - height));

	useKeys(keypress => {
		const move = isLetter(keypress, ' ') ? 'page-down' : moveFor(keypress, true);
		if (move) {
			dispatch({type: 'browse', action: {type: 'scroll-detail', move, height, lines: lines.length}});
		} else if (isKey(keypress, 'escape') || isKey(keypress, 'enter') || isKey(keypress, 'left')) {
			dispatch({type: 'browse', action: {type: 'close-detail'}});
		} else if (isLetter(keypress, 'r') && run) {
			probeAgain(run, rowsBehind(row));
		} else if (isLetter(keypress, '?')) {
			dispatch({type: 'toggle-help'});
		}
	});

	const {back, help} = commonHints(glyphs);
	const last = Math.min(lines.length, first + height);
	const position = lines.length > height ? `${first + 1}-${last} of ${lines.length}` : '';
	return (
		<Frame
			{...frame}
			rows={frameRows}
			aside={<Text dimColor>{position}</Text>}
			hints={[
				{keys: glyphs.upDown, label: 'scroll'},
				{keys: 'space', label: 'page', isMinor: true},
				{keys: 'r', label: 'check again', isMinor: true},
				back,
				help,
			]}
		>
			<Box flexDirection="column">
				{lines.slice(first, last).map(({text, tone}, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no identity but their place.
					<Text key={first + index} wrap="truncate" {...tones[tone]}>
						{text || ' '}
					</Text>
				))}
			</Box>
		</Frame>
	);
}
