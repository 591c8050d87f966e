import {Box, Text} from 'ink';
import Spinner from 'ink-spinner';
import {memo} from 'react';
import {useScreen} from '../../components/screen-context.tsx';
import {fitLeft, fitRight} from '../../components/text/fit.ts';
import type {RunningRow} from './probe-snapshot.ts';

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
