import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {useScreen} from '../screen-context.tsx';
import {Pointer} from '../signs.tsx';
import {fitLeft, truncate} from '../text/fit.ts';
import type {ListState} from './list-state.ts';

export type ListProps<Row> = {
	readonly rows: readonly Row[];
	readonly state: ListState;
	readonly height: number;
	readonly keyOf: (row: Row) => string;
	/** Rows with a blank line above them. Only for a list that is not scrolled: the line does not count as a row. */
	readonly hasSpaceAbove?: (row: Row) => boolean;
	/** The lines of a row, 1 unless given. Only for a list that is not scrolled. */
	readonly heightOf?: (row: Row) => number;
	/** Draws one row in exactly its lines. */
	readonly renderRow: (row: Row, isFocused: boolean) => ReactNode;
};

/** The rows in view, with a pointer at the one under the cursor. */
export function List<Row>({rows, state, height, keyOf, hasSpaceAbove, heightOf = () => 1, renderRow}: ListProps<Row>) {
	const extra = rows.reduce((sum, row) => sum + (hasSpaceAbove?.(row) ? 1 : 0) + heightOf(row) - 1, 0);
	return (
		<Box flexDirection="column" height={height + extra}>
			{rows.slice(state.top, state.top + height).map((row, index) => {
				const isFocused = state.top + index === state.cursor;
				return (
					<Box key={keyOf(row)} height={heightOf(row)} flexShrink={0} marginTop={hasSpaceAbove?.(row) ? 1 : 0}>
						<Pointer isHere={isFocused} />
						{renderRow(row, isFocused)}
					</Box>
				);
			})}
		</Box>
	);
}

type MenuListProps = Pick<ListProps<unknown>, 'state' | 'height'> & {
	readonly rows: ReadonlyArray<{readonly label: string; readonly detail: string}>;
	readonly labelWidth: number;
	/** Whether there is room beside the labels. */
	readonly hasDetails: boolean;
};

/** A list of choices: what each is called, and beside it what it does. */
export function MenuList({rows, state, height, labelWidth, hasDetails}: MenuListProps) {
	const {layout, glyphs} = useScreen();
	return (
		<List
			rows={rows}
			state={state}
			height={Math.min(rows.length, height)}
			keyOf={({label}) => label}
			renderRow={({label, detail}, isFocused) => (
				<Text wrap="truncate">
					<Text bold={isFocused}>{fitLeft(label, labelWidth, glyphs.ellipsis)}</Text>
					{hasDetails ? <Text dimColor>{truncate(detail, layout.width - 2 - labelWidth, glyphs.ellipsis)}</Text> : null}
				</Text>
			)}
		/>
	);
}
