import {Box, Text} from 'ink';
import {useScreen} from '../screen-context.tsx';
import {fitHints, type KeyHint} from './key-hints.ts';

/** The keys that do something here, in one line. */
export function KeyBar({hints}: {readonly hints: readonly KeyHint[]}) {
	const {layout} = useScreen();
	return (
		<Box height={1} gap={2}>
			{fitHints(hints, layout.width).map(({keys, label}) => (
				<Text key={keys} wrap="truncate">
					<Text bold>{keys}</Text> <Text dimColor>{label}</Text>
				</Text>
			))}
		</Box>
	);
}
