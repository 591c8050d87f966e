import {Box, Text} from 'ink';
import {Colored} from '../colored.tsx';
import {useScreen} from '../screen-context.tsx';
import {withoutFlags} from '../text/without-flags.ts';
import {type Notice, noticeLines} from './frame-layout.ts';
import {noticeLook} from './notice-look.ts';

/** The notice, with a sign that says what kind it is. */
export function NoticeLines({notice, height}: {readonly notice: Notice | null; readonly height: number}) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = noticeLook(notice?.tone ?? 'plain', glyphs);
	return (
		<Box height={height}>
			{sign ? (
				<Box flexShrink={0}>
					<Colored color={color}>{`${sign} `}</Colored>
				</Box>
			) : null}
			<Text wrap="truncate">
				{noticeLines(withoutFlags(notice?.text ?? ''), layout, height, glyphs.ellipsis).join('\n')}
			</Text>
		</Box>
	);
}
