import {Box, Text} from 'ink';
import {useKeys} from '../components/input/use-keys.tsx';
import {smallestWindow} from '../components/layout.ts';
import {useScreen} from '../components/screen-context.tsx';

/** A few words instead of a screen that would fall apart. Keys wait for a larger window, but for Ctrl-C. */
export function TooSmall() {
	const {columns, rows} = useScreen().layout;
	useKeys(() => {}, {layer: 'overlay'});
	return (
		<Box width={columns} height={rows} overflow="hidden">
			<Text>{`${columns}x${rows} is too small, make it ${smallestWindow.columns}x${smallestWindow.rows}`}</Text>
		</Box>
	);
}
