import {Text} from 'ink';
import {Frame, type FrameProps} from './components/frame/frame.tsx';
import {commonHints} from './components/frame/frame-parts.ts';
import type {Keypress} from './components/input/keypress.ts';
import {useKeys} from './components/input/use-keys.tsx';
import {DetailLines, useScroll} from './components/list/list.tsx';
import {useScreen} from './components/screen-context.tsx';
import type {DetailLine} from './components/text.ts';
import {handleCommonKey, useFrame, useWizard} from './use-wizard.ts';

/** A text to scroll through. */
export function TextScreen({
	title,
	lines: write,
	notice,
	problem = null,
	onKey = () => false,
}: {
	readonly title: string;
	readonly lines: (options: {readonly width: number; readonly isUnicode: boolean}) => readonly DetailLine[];
	readonly notice?: FrameProps['notice'];
	readonly problem?: string | null;
	/** Keys of its own, before those that every screen has; true: it took this one. */
	readonly onKey?: (keypress: Keypress) => boolean;
}) {
	const {dispatch} = useWizard();
	const {layout, glyphs} = useScreen();
	const frame = useFrame({title, problem, hasNotice: notice !== undefined});
	const lines = write({width: layout.width, isUnicode: glyphs.isUnicode});
	const height = frame.rows.bodyHeight;
	const {top, position, handleKey} = useScroll({count: lines.length, height});

	useKeys(keypress => {
		if (!handleKey(keypress) && !onKey(keypress)) handleCommonKey(keypress, dispatch);
	});

	const {scroll, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{position}</Text>}
			{...(notice !== undefined && {notice})}
			hints={[...(position === null ? [] : [scroll]), back, help]}
		>
			<DetailLines lines={lines} top={top} height={height} />
		</Frame>
	);
}
