import {Text} from 'ink';
import type {ReactNode} from 'react';
import {type Status, statuses} from '../../verdict/types.ts';
import {statusLook} from './glyphs.ts';
import {useScreen} from './screen-context.tsx';

type ColoredProps = {
	/** One of the 16 colours that every terminal sets to suit its background; undefined: its own. */
	readonly color: 'red' | 'green' | 'yellow' | 'cyan' | undefined;
	readonly children: ReactNode;
};

/** A sign in a colour, or in none. The words beside it say the same. */
export function Colored({color, children}: ColoredProps) {
	return color ? <Text color={color}>{children}</Text> : <Text>{children}</Text>;
}

/** The two cells in front of a line that can be under the cursor. */
export function Pointer({isHere}: {readonly isHere: boolean}) {
	const {glyphs} = useScreen();
	return <Text color="cyan">{isHere ? `${glyphs.pointer} ` : '  '}</Text>;
}

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
