import {Text} from 'ink';
import type {ReactNode} from 'react';
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
