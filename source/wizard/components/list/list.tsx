import {Box} from 'ink';
import type {ReactNode} from 'react';
import {Pointer} from '../signs.tsx';
import type {ListState} from './list-state.ts';

export type ListProps<Row> = {
	readonly rows: readonly Row[];
	readonly state: ListState;
	readonly height: number;
	readonly keyOf: (row: Row) => string;
	/** Rows with a blank line above them. Only for a list that is not scrolled: the line does not count as a row. */
	readonly hasSpaceAbove?: (row: Row) => boolean;
	/** Draws one row in exactly one line. */
	readonly renderRow: (row: Row, isFocused: boolean) => ReactNode;
};

/** The rows in view, with a pointer at the one under the cursor. */
export function List<Row>({rows, state, height, keyOf, hasSpaceAbove, renderRow}: ListProps<Row>) {
	return (
		<Box flexDirection="column" height={height + rows.filter(row => hasSpaceAbove?.(row)).length}>
			{rows.slice(state.top, state.top + height).map((row, index) => {
				const isFocused = state.top + index === state.cursor;
				return (
					<Box key={keyOf(row)} height={1} flexShrink={0} marginTop={hasSpaceAbove?.(row) ? 1 : 0}>
						<Pointer isHere={isFocused} />
						{renderRow(row, isFocused)}
					</Box>
				);
			})}
		</Box>
	);
}
