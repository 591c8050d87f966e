import stringWidth from 'string-width';
import {segmenter} from '../../../segmenter.ts';

/** Which end of a text gives way when it is too long. Host names lose their middle: both ends tell them apart. */
export type Cut = 'end' | 'middle' | 'start';

/** The visible characters of a text, so that none is ever cut in two. */
export function graphemes(text: string): readonly string[] {
	return [...segmenter.segment(text)].map(({segment}) => segment);
}

/** Takes as many characters from the front as fit into `width` columns. */
function takeColumns(characters: readonly string[], width: number): string {
	let taken = '';
	let used = 0;
	for (const character of characters) {
		const columns = stringWidth(character);
		if (used + columns > width) break;
		taken += character;
		used += columns;
	}
	return taken;
}

function takeColumnsFromEnd(characters: readonly string[], width: number): string {
	let taken = '';
	let used = 0;
	for (const character of characters.toReversed()) {
		const columns = stringWidth(character);
		if (used + columns > width) break;
		taken = character + taken;
		used += columns;
	}
	return taken;
}

/** Shortens a text to `width` columns, with the ellipsis where something is missing. */
export function truncate(text: string, width: number, ellipsis: string, cut: Cut = 'end'): string {
	if (width <= 0) return '';
	if (stringWidth(text) <= width) return text;
	const characters = graphemes(text);
	const room = width - stringWidth(ellipsis);
	if (room <= 0) return takeColumns(characters, width);
	switch (cut) {
		case 'end':
			return takeColumns(characters, room).trimEnd() + ellipsis;
		case 'start':
			return ellipsis + takeColumnsFromEnd(characters, room);
		case 'middle': {
			const front = Math.ceil(room / 2);
			return takeColumns(characters, front) + ellipsis + takeColumnsFromEnd(characters, room - front);
		}
		default:
			return cut satisfies never;
	}
}

/** Makes a text exactly `width` columns wide, so that columns stand under one another. */
export function fitLeft(text: string, width: number, ellipsis: string, cut: Cut = 'end'): string {
	const short = truncate(text, width, ellipsis, cut);
	return short + ' '.repeat(Math.max(0, width - stringWidth(short)));
}

/** Like `fitLeft`, with the text at the right edge. */
export function fitRight(text: string, width: number, ellipsis: string): string {
	const short = truncate(text, width, ellipsis);
	return ' '.repeat(Math.max(0, width - stringWidth(short))) + short;
}
