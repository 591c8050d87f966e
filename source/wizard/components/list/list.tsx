import {Box, Text} from 'ink';
import {type ReactNode, useState} from 'react';
import type {Keypress} from '../input/keypress.ts';
import {useScreen} from '../screen-context.tsx';
import {Pointer} from '../signs.tsx';
import {type DetailLine, fitLeft, type Tone, truncate} from '../text.ts';
import {clampList, createList, type ListState, moveFor, moveList} from './list-state.ts';

type ListProps<Row> = {
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
	const shown = rows.slice(state.top, state.top + height);
	const extra = shown.reduce((sum, row) => sum + (hasSpaceAbove?.(row) ? 1 : 0) + heightOf(row) - 1, 0);
	return (
		<Box flexDirection="column" height={height + extra}>
			{shown.map((row, index) => {
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

type UseList = {
	readonly state: ListState;
	/** True if the key belonged to the list. */
	handleKey(keypress: Keypress): boolean;
	/** Puts the cursor on a row. */
	jumpTo(row: number): void;
};

/** The cursor of a list, at first on `start`. */
export function useList(
	size: {readonly count: number; readonly height: number},
	{start = 0, hasLetters = true}: {start?: number; hasLetters?: boolean} = {},
): UseList {
	const [stored, setStored] = useState(() => createList(start, size));
	const state = clampList(stored, size);
	return {
		state,
		handleKey(keypress) {
			const move = moveFor(keypress, hasLetters);
			if (!move) return false;
			setStored(moveList(state, move, size));
			return true;
		},
		jumpTo(row) {
			setStored(clampList({...state, cursor: row}, size));
		},
	};
}

type UseScroll = {
	/** The first line in the window. */
	readonly top: number;
	/** `3-12 of 40`; null where the window shows all lines. */
	readonly position: string | null;
	/** True if the key scrolled. */
	handleKey(keypress: Keypress): boolean;
};

/** The place in a text: the row of a list of all places that it can be scrolled to. */
export function useScroll({count, height}: {readonly count: number; readonly height: number}): UseScroll {
	const hidden = Math.max(0, count - height);
	const places = useList({count: hidden + 1, height});
	const top = places.state.cursor;
	return {
		top,
		position: hidden > 0 ? `${top + 1}-${Math.min(count, top + height)} of ${count}` : null,
		handleKey: keypress => hidden > 0 && places.handleKey(keypress),
	};
}

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
