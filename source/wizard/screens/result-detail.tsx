import {Text} from 'ink';
import {commonHints} from '../common-hints.ts';
import {DetailLines} from '../components/detail-lines.tsx';
import {Frame} from '../components/frame/frame.tsx';
import {useFrame} from '../components/frame/use-frame.ts';
import {moveFor} from '../components/list/list-state.ts';
import {useKeys} from '../input/use-keys.tsx';
import {rowsBehind} from '../results/check-again.ts';
import {endpointDetail} from '../results/endpoint-detail.ts';
import {groupDetail} from '../results/finding-detail.ts';
import type {ResultRow} from '../results/results-state.ts';
import {useScreen} from '../screen-context.tsx';
import type {DetailLine} from '../text/detail-line.ts';
import {presentable} from '../text/presentable.ts';
import {isKey, isLetter, useWizard} from '../wizard-context.ts';

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
			<DetailLines lines={lines} top={first} height={height} />
		</Frame>
	);
}
