import {Box, Text} from 'ink';
import type {DetailLine, Tone} from './text.ts';

const looks: {readonly [tone in Tone]: object} = {
	plain: {},
	heading: {bold: true},
	faint: {dimColor: true},
	good: {color: 'green'},
	warning: {color: 'yellow'},
	bad: {color: 'red'},
	accent: {color: 'cyan'},
};

/** The lines of a text from `top` on, as many as `height` has room for. */
export function DetailLines({
	lines,
	top,
	height,
}: {
	readonly lines: readonly DetailLine[];
	readonly top: number;
	readonly height: number;
}) {
	return (
		<Box flexDirection="column" height={height}>
			{lines.slice(top, top + height).map(({parts}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no identity but their place.
				<Text key={top + index} wrap="truncate">
					{parts.length === 0 ? ' ' : null}
					{parts.map(({text, tone}, part) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: neither have parts of a line.
						<Text key={part} {...looks[tone]}>
							{text}
						</Text>
					))}
				</Text>
			))}
		</Box>
	);
}
