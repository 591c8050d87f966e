import stringWidth from 'string-width';
import type {Glyphs} from '../glyphs.ts';

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

/** Two blanks between hints. */
const gap = 2;

function widthOf(hints: readonly KeyHint[]): number {
	return hints.reduce((sum, {keys, label}) => sum + stringWidth(keys) + 1 + stringWidth(label) + gap, -gap);
}

/** Leaves hints out until the rest fits: minor ones first, then from the right, but the last one, which is help, stays. */
export function fitHints(hints: readonly KeyHint[], width: number): readonly KeyHint[] {
	const shown = hints.filter(({isHidden}) => !isHidden);
	if (shown.length < hints.length) return fitHints(shown, width);
	if (widthOf(hints) <= width || hints.length <= 1) return hints;
	const minor = hints.findLastIndex(({isMinor}) => isMinor);
	return fitHints(hints.toSpliced(minor >= 0 ? minor : Math.max(0, hints.length - 2), 1), width);
}

/** The keys of a form. `isLast`: Enter ends it. `hasHelp`: a question mark is no text in the field under edit. */
export function formHints(
	glyphs: Glyphs,
	{isLast, hasHelp}: {readonly isLast: boolean; readonly hasHelp: boolean},
): readonly KeyHint[] {
	const {enter, back, help} = commonHints(glyphs);
	return [
		{keys: glyphs.upDown, label: 'field', isMinor: true},
		enter(isLast ? 'continue' : 'next'),
		...(isLast ? [] : [{keys: 'ctrl-s', label: 'continue'}]),
		back,
		...(hasHelp ? [help] : []),
	];
}

/** The hints that several screens share, in the same words everywhere. */
export function commonHints({upDown}: Glyphs) {
	return {
		move: {keys: upDown, label: 'move', isMinor: true},
		scroll: {keys: upDown, label: 'scroll'},
		enter: (label: string): KeyHint => ({keys: 'enter', label}),
		back: {keys: 'esc', label: 'back'},
		help: {keys: '?', label: 'help'},
		quit: {keys: 'ctrl-c', label: 'quit', isMinor: true},
	} as const;
}
