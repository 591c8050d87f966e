import {Text} from 'ink';
import {memo} from 'react';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {statusLook} from '../../components/status-look.ts';
import {fitLeft, fitRight} from '../../components/text/fit.ts';
import type {FinishedRow} from './probe-snapshot.ts';

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
