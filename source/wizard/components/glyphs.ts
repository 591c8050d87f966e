import {type Mark, severityMarks, statusMarks} from '../../report/view/status-marks.ts';
import type {Severity, Status} from '../../verdict/types.ts';

/** Every sign that the wizard draws. Each has an ASCII twin of the same width, but for the ellipsis and the names of keys. */
export type Glyphs = {
	readonly isUnicode: boolean;
	readonly pointer: string;
	readonly ok: string;
	readonly failed: string;
	readonly warning: string;
	readonly current: string;
	readonly ahead: string;
	readonly separator: string;
	readonly ellipsis: string;
	readonly barFull: string;
	readonly barEmpty: string;
	readonly checked: string;
	readonly unchecked: string;
	readonly folded: string;
	readonly unfolded: string;
	readonly mask: string;
	readonly upDown: string;
	readonly leftRight: string;
	/** The set of frames of ink-spinner. */
	readonly spinner: 'dots' | 'line';
};

const unicode: Glyphs = {
	isUnicode: true,
	pointer: '❯',
	ok: '✓',
	failed: '✗',
	warning: '!',
	current: '●',
	ahead: '○',
	separator: '·',
	ellipsis: '…',
	barFull: '█',
	barEmpty: '░',
	checked: '[✓]',
	unchecked: '[ ]',
	folded: '▸',
	unfolded: '▾',
	mask: '•',
	upDown: '↑↓',
	leftRight: '←→',
	spinner: 'dots',
};

const ascii: Glyphs = {
	isUnicode: false,
	pointer: '>',
	ok: '+',
	failed: 'x',
	warning: '!',
	current: '*',
	ahead: 'o',
	separator: '-',
	ellipsis: '..',
	barFull: '#',
	barEmpty: '.',
	checked: '[x]',
	unchecked: '[ ]',
	folded: '+',
	unfolded: '-',
	mask: '*',
	upDown: 'up/down',
	leftRight: 'left/right',
	spinner: 'line',
};

/** The signs for a terminal that draws Unicode, or for one that does not. */
export function glyphsFor(options: {readonly unicode: boolean}): Glyphs {
	return options.unicode ? unicode : ascii;
}

/** How a verdict is drawn: a sign and a word, so that the colour is never needed to understand it. */
export type StatusLook = {
	readonly sign: string;
	readonly word: string;
	readonly color: 'green' | 'yellow' | 'red' | undefined;
};

/** A blocked endpoint that nobody needs any more is no failure, so it is not drawn as one. */
export function statusLook(status: Status, severity: Severity, isUnicode: boolean): StatusLook {
	const look = lookOf(statusMarks[status], isUnicode);
	return severity === 'info' ? {...look, color: undefined} : look;
}

/** How a severity is shown where the terminal has these characters, or ASCII alone. */
export function severityLook(severity: Severity, isUnicode: boolean): StatusLook {
	return lookOf(severityMarks[severity], isUnicode);
}

/** Grey and cyan can't be read on some backgrounds, and say nothing here that the sign does not. */
function lookOf({glyph, ascii, word, colour}: Mark, isUnicode: boolean): StatusLook {
	const color = colour === 'gray' || colour === 'cyan' ? undefined : colour;
	return {sign: isUnicode ? glyph : ascii, word, color};
}
