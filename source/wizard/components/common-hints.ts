import type {KeyHint} from './frame/key-hints.ts';
import type {Glyphs} from './glyphs.ts';

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
