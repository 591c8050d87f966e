import {Text} from 'ink';
import type {RunDiff} from '../../report/diff/diff-report.ts';
import {commonHints} from '../common-hints.ts';
import {DetailLines} from '../components/detail-lines.tsx';
import {Frame} from '../components/frame/frame.tsx';
import {useFrame} from '../components/frame/use-frame.ts';
import {useList} from '../components/list/use-list.ts';
import {useKeys} from '../input/use-keys.tsx';
import {changeLines} from '../profiles/change-lines.ts';
import {useScreen} from '../screen-context.tsx';
import {stageOf} from '../stage-of.ts';
import {handleCommonKey, useWizard} from '../wizard-context.ts';

/** What changed from one run to another, to scroll through. */
export function ChangesScreen({diff}: {readonly diff: RunDiff}) {
	const {
		state: {view},
		dispatch,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const {rows, ...frame} = useFrame({stage: stageOf(view), title: 'What changed', hasNotice: false});
	const lines = changeLines(diff, {width: layout.width, isUnicode: glyphs.isUnicode});
	const height = rows.bodyHeight;
	const hidden = Math.max(0, lines.length - height);
	// The place in the text is the row of a list of all places that it can be scrolled to.
	const scroll = useList({count: hidden + 1, height: 1});

	useKeys(keypress => {
		if (!scroll.handleKey(keypress)) handleCommonKey(keypress, dispatch);
	});

	const top = scroll.state.cursor;
	const last = Math.min(lines.length, top + height);
	const {back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			rows={rows}
			aside={hidden > 0 ? <Text dimColor>{`${top + 1}-${last} of ${lines.length}`}</Text> : null}
			hints={[...(hidden > 0 ? [{keys: glyphs.upDown, label: 'scroll'}] : []), back, help]}
		>
			<DetailLines lines={lines} top={top} height={height} />
		</Frame>
	);
}
