import {createContext, useContext} from 'react';
import type {KeyHint} from './frame/key-hints.ts';
import {type Glyphs, glyphsFor} from './glyphs.ts';
import {type Layout, layoutFor} from './layout.ts';

/** What every component draws with. */
export type Screen = {
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

export function useScreen(): Screen {
	return useContext(ScreenContext);
}
