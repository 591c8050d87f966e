import stringWidth from 'string-width';
import {type Shell, splitShellWords} from '../../diagnosis/shell-words.ts';
import {EnvironmentError, UsageError} from '../../errors.ts';
import {toAscii} from '../../report/terminal/ascii.ts';
import {wrapForWindow} from '../../report/terminal/wrap-shell-command.ts';
import {safeText} from '../../safe-text.ts';
import {segmenter} from '../../segmenter.ts';
import {wrapText} from '../../wrap-text.ts';

/** How a piece of text is drawn. The words say the same without it. */
export type Tone = 'plain' | 'heading' | 'faint' | 'good' | 'warning' | 'bad' | 'accent';

export type DetailPart = {readonly text: string; readonly tone: Tone};

/** One line of text to scroll through, no wider than the window. */
export type DetailLine = {readonly parts: readonly DetailPart[]};

/** What the lines are written for. */
export type Page = {readonly width: number; readonly isUnicode: boolean};

/** A line of these parts. */
export function lineOf(...parts: readonly DetailPart[]): DetailLine {
	return {parts};
}

export const blankLine: DetailLine = lineOf();

/** The text of a line without its tones. */
export function textOfLine({parts}: DetailLine): string {
	return parts.map(({text}) => text).join('');
}

/** A text of any length, behind a prefix that later lines leave blank. */
export function paragraph(
	text: string,
	{width, isUnicode}: Page,
	{tone = 'plain', prefix = []}: {tone?: Tone; prefix?: readonly DetailPart[]} = {},
): readonly DetailLine[] {
	const indent = textOfLine({parts: prefix}).length;
	return wrapText(presentable(withoutFlags(text), isUnicode), width - indent).map((line, index) =>
		lineOf(...(index === 0 ? prefix : [{text: ' '.repeat(indent), tone: 'plain' as const}]), {text: line, tone}),
	);
}

/** A heading, on as many lines as it takes. */
export function heading(text: string, page: Page): readonly DetailLine[] {
	return paragraph(text, page, {tone: 'heading'});
}

const labelWidth = 12;

/** `Label      value`, with the value in a column of its own; nothing where there is no value. */
export function labelled(label: string, value: string | null, page: Page, tone: Tone = 'plain'): readonly DetailLine[] {
	return value ? paragraph(value, page, {tone, prefix: [{text: label.padEnd(labelWidth), tone: 'faint'}]}) : [];
}

/**
 * A command over several lines that a shell reads as one, however narrow the window is.
 *
 * @param shell for which it was written; null: its words tell
 */
export function command(text: string, {width, isUnicode}: Page, shell: Shell | null = null): readonly DetailLine[] {
	const words = splitShellWords(presentable(text, isUnicode));
	return wrapForWindow(words, width, shell).map(line => lineOf({text: line, tone: 'accent'}));
}

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

/** Long enough for a fix that lists many hosts. */
const longest = 4000;

/** Text that may come from a peer or from outside, safe to show: no controls, and ASCII only where the terminal draws no more. */
export function presentable(text: string, isUnicode: boolean): string {
	const safe = safeText(text, longest);
	return isUnicode ? safe : toAscii(safe);
}

/**
 * A sentence of a report as the wizard says it. Reports name the flag of a setting in parentheses behind the words for it,
 * `the CA file (--ca-file FILE)`; here there are fields and keys instead.
 */
export function withoutFlags(text: string): string {
	return text.replace(/ \(--[a-z][^()]*\)/g, '');
}

/** A number of bytes in three digits at most: `850 bytes`, `8.3 kB`, `54 kB`, `1.2 MB`. */
export function formatSize(bytes: number): string {
	if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
	const kilobytes = bytes / 1000;
	if (kilobytes < 9.95) return `${kilobytes.toFixed(1)} kB`;
	if (kilobytes < 999.5) return `${Math.round(kilobytes)} kB`;
	return `${(kilobytes / 1000).toFixed(1)} MB`;
}

/** What an error that was to be expected tells the user, in one line. A fault of ours is thrown again. */
export function sentenceOf(error: unknown): string {
	if (error instanceof UsageError) return error.message;
	if (error instanceof EnvironmentError) return `${error.message} ${error.hint}`;
	throw error;
}
