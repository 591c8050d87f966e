import {Text} from 'ink';
import {useScreen} from './screen-context.tsx';

/** The two cells in front of a line that can be under the cursor. */
export function Pointer({isHere}: {readonly isHere: boolean}) {
	const {glyphs} = useScreen();
	return <Text color="cyan">{isHere ? `${glyphs.pointer} ` : '  '}</Text>;
}
