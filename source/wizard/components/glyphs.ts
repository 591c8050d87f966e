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
