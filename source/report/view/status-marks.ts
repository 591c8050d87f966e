import type {Severity, Status} from '../../verdict/types.ts';

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'gray';

/** How a status or a severity looks. The word always stands with it, so that neither glyph nor colour carries meaning alone. */
export type Mark = {readonly glyph: string; readonly ascii: string; readonly word: string; readonly colour: Colour};

/** Glyphs are one column wide in every terminal: neither emoji nor of ambiguous width. */
export const statusMarks: {readonly [status in Status]: Mark} = {
	reachable: {glyph: '✓', ascii: '+', word: 'reachable', colour: 'green'},
	intercepted: {glyph: '!', ascii: '!', word: 'intercepted', colour: 'yellow'},
	unstable: {glyph: '~', ascii: '~', word: 'unstable', colour: 'yellow'},
	blocked: {glyph: '✗', ascii: 'x', word: 'blocked', colour: 'red'},
	unverified: {glyph: '?', ascii: '?', word: 'unverified', colour: 'cyan'},
	skipped: {glyph: '-', ascii: '-', word: 'skipped', colour: 'gray'},
};

export const severityMarks: {readonly [severity in Severity]: Mark} = {
	ok: {glyph: '✓', ascii: '+', word: 'ok', colour: 'green'},
	info: {glyph: 'i', ascii: 'i', word: 'info', colour: 'cyan'},
	warning: {glyph: '!', ascii: '!', word: 'warning', colour: 'yellow'},
	error: {glyph: '✗', ascii: 'x', word: 'error', colour: 'red'},
};
