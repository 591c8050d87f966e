import {Text} from 'ink';
import {type Status, statuses} from '../../verdict/types.ts';
import {useScreen} from './screen-context.tsx';
import {Colored} from './signs.tsx';
import {statusLook} from './status-look.ts';

/** How many endpoints have which status: `✓ 41 reachable   ✗ 3 blocked`. Where there is no room for all words, some give way to their signs. `room`: columns; all of the window if not given. */
export function CountsByStatus({
	counts,
	room,
}: {
	readonly counts: {readonly [status in Status]: number};
	readonly room?: number;
}) {
	const {layout, glyphs} = useScreen();
	const parts = statuses
		.filter(status => counts[status] > 0 || status === 'reachable' || status === 'blocked')
		.map(status => ({status, count: counts[status], ...statusLook(status, 'error', glyphs.isUnicode)}));
	const fullWidth = parts.reduce((sum, {count, word}) => sum + `  x ${count} ${word}`.length, -2);
	const hasRoom = !layout.isNarrow && fullWidth <= (room ?? layout.width);
	return (
		<Text wrap="truncate">
			{parts.map(({status, count, sign, word, color}, index) => (
				<Text key={status}>
					{index === 0 ? '' : '  '}
					<Colored color={count === 0 ? undefined : color}>{sign}</Colored> {count}
					{hasRoom || status === 'reachable' || status === 'blocked' ? ` ${word}` : ''}
				</Text>
			))}
		</Text>
	);
}
