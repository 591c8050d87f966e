import {Text} from 'ink';
import type {ReactNode} from 'react';

export type ColoredProps = {
	/** One of the 16 colours that every terminal sets to suit its background; undefined: its own. */
	readonly color: 'red' | 'green' | 'yellow' | 'cyan' | undefined;
	readonly children: ReactNode;
};

/** A sign in a colour, or in none. The words beside it say the same. */
export function Colored({color, children}: ColoredProps) {
	return color ? <Text color={color}>{children}</Text> : <Text>{children}</Text>;
}
