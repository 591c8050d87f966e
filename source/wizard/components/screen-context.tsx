import process from 'node:process';
import {createContext, useContext} from 'react';
import {type Glyphs, glyphsFor} from './glyphs.ts';

/** The smallest window that the wizard draws in. */
export const smallestWindow = {columns: 40, rows: 12} as const;

/** What fits into the window, and what is left out of it. All sizes in character cells. */
export type Layout = {
	readonly columns: number;
	readonly rows: number;
	readonly isTooSmall: boolean;
	/** Fewer columns than a table needs: columns of it are dropped. */
	readonly isNarrow: boolean;
	/** Few rows: blank lines and reasons are dropped. */
	readonly isShort: boolean;
	/** Columns that text may use. */
	readonly width: number;
	/** Columns that a row of a table may use, which the eye need not follow to its end. */
	readonly rowWidth: number;
	/** Rows of the whole frame. Two stay free: a frame as high as the window makes Ink repaint it all each time. */
	readonly height: number;
};

/** Beyond this, lines get too long to follow with the eye. */
const widest = 110;
const widestRow = 200;

/** No window is taken for larger, in cells each way: a terminal may claim any size, and each cell of it would be drawn. */
const largestWindow = 300;

/** Decides what a window of this size shows. */
export function layoutFor(size: {readonly columns: number; readonly rows: number}): Layout {
	const columns = Math.min(largestWindow, size.columns);
	const rows = Math.min(largestWindow, size.rows);
	return {
		columns,
		rows,
		isTooSmall: columns < smallestWindow.columns || rows < smallestWindow.rows,
		isNarrow: columns < 60,
		isShort: rows < 18,
		// One column of margin on each side: some consoles scroll when the last cell of a line is written.
		width: Math.min(widest, columns - 2),
		rowWidth: Math.min(widestRow, columns - 2),
		height: rows - 2,
	};
}

/**
 * A terminal as Ink may see it, which makes each cell of its width on every frame: never wider or higher than `largestWindow`.
 * One that does not know its size has that of COLUMNS and LINES, else the usual one: Ink would ask programs for it, which
 * read what is typed.
 */
export function boundedWindow(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
	const bounded = (size: number, variable: 'COLUMNS' | 'LINES', usual: number) => {
		const stated = Math.trunc(Number(process.env[variable]));
		return Math.min(largestWindow, size || (stated > 0 ? stated : usual));
	};
	return new Proxy(stdout, {
		get(target, name) {
			if (name === 'columns') return bounded(target.columns, 'COLUMNS', 80);
			if (name === 'rows') return bounded(target.rows, 'LINES', 24);
			const value = Reflect.get(target, name, target);
			// Its own state is the terminal's.
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}

/**
 * A key and what it does here: in a word or two at the bottom of the screen, and in the table of its help. `isMinor` ones give way
 * first where there is little room.
 */
export type KeyHint = {
	readonly keys: string;
	readonly label: string;
	readonly isMinor?: boolean;
	/** In the table in place of the label. */
	readonly meaning?: string;
	/** Only in the table. */
	readonly isHidden?: boolean;
};

/** What every component draws with. */
type Screen = {
	readonly layout: Layout;
	readonly glyphs: Glyphs;
	/** Something else is shown in its place for now, so that it must not place the cursor. */
	readonly isCovered: boolean;
	/** All is done in the practice network, which every screen has to say. */
	readonly isPractice: boolean;
	/** The keys of the screen, for its help. */
	readonly keyTable: {current: readonly KeyHint[]};
};

const ScreenContext = createContext<Screen>({
	layout: layoutFor({columns: 80, rows: 24}),
	glyphs: glyphsFor({unicode: false}),
	isCovered: false,
	isPractice: false,
	keyTable: {current: []},
});

export const ScreenProvider = ScreenContext.Provider;

/** What the components of this screen draw with. */
export function useScreen(): Screen {
	return useContext(ScreenContext);
}
