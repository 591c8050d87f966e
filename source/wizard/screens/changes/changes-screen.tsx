import {Text} from 'ink';
import type {RunDiff} from '../../../record/diff/diff-report.ts';
import {DetailLines} from '../../components/detail-lines.tsx';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScroll} from '../../components/list/use-list.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {changeLines} from './changes-lines.ts';

/** What changed from one run to another, to scroll through. */
export function ChangesScreen({diff}: {readonly diff: RunDiff}) {
	const {dispatch} = useWizard();
	const {layout, glyphs} = useScreen();
	const frame = useFrame({title: 'What changed', hasNotice: false});
	const lines = changeLines(diff, {width: layout.width, isUnicode: glyphs.isUnicode});
	const height = frame.rows.bodyHeight;
	const {top, position, handleKey} = useScroll({count: lines.length, height});

	useKeys(keypress => {
		if (!handleKey(keypress)) handleCommonKey(keypress, dispatch);
	});

	const {scroll, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{position}</Text>}
			hints={[...(position === null ? [] : [scroll]), back, help]}
		>
			<DetailLines lines={lines} top={top} height={height} />
		</Frame>
	);
}
