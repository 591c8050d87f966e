import type {Glyphs} from '../glyphs.ts';
import type {Notice} from './frame-layout.ts';

/** The sign in front of a notice and its colour; a plain one has neither. */
export function noticeLook(
	tone: Notice['tone'],
	glyphs: Glyphs,
): {readonly sign: string; readonly color: 'red' | 'green' | 'yellow' | undefined} {
	switch (tone) {
		case 'problem':
			return {sign: glyphs.failed, color: 'red'};
		case 'ok':
			return {sign: glyphs.ok, color: 'green'};
		case 'warning':
			return {sign: glyphs.warning, color: 'yellow'};
		case 'plain':
			return {sign: '', color: undefined};
		default:
			return tone satisfies never;
	}
}
