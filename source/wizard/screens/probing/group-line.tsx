import {Text} from 'ink';
import stringWidth from 'string-width';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, truncate} from '../../components/text/fit.ts';
import {groupRemark, groupSign} from './group-look.ts';
import type {GroupRow} from './probe-snapshot.ts';

/** Columns for what did not go well. */
const remarkWidth = {narrow: 11, wide: 27} as const;

type GroupWidths = {readonly titleWidth: number; readonly countWidth: number};

/** The columns that all groups share, so that their numbers stand under one another and never move. */
export function measureGroups(groups: readonly GroupRow[]): GroupWidths {
	return {
		titleWidth: Math.max(0, ...groups.map(({title}) => stringWidth(title))),
		countWidth: Math.max(0, ...groups.map(({total}) => countText(total, total).length)),
	};
}

/** How far the endpoints of one group are: `● Azure Arc agents   12 of 14  1 blocked`. */
export function GroupLine({row, titleWidth, countWidth}: {readonly row: GroupRow} & GroupWidths) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = groupSign(row, glyphs);
	const room = remarkWidth[layout.isNarrow ? 'narrow' : 'wide'];
	const width = Math.min(titleWidth, layout.width - 2 - 2 - countWidth - 2 - room);
	return (
		<Text wrap="truncate">
			<Colored color={color}>{sign}</Colored> {fitLeft(row.title, width, glyphs.ellipsis)}
			{`  ${countText(row.finished, row.total).padStart(countWidth)}  ${truncate(groupRemark(row), room, glyphs.ellipsis)}`}
		</Text>
	);
}

function countText(finished: number, total: number): string {
	return `${finished} of ${total}`;
}
