import {splitShellWords} from '../../../diagnosis/shell-words.ts';
import {wrapShellCommand, wrapWholeWords} from '../../../report/terminal/wrap-shell-command.ts';
import {wrapText} from '../../../wrap-text.ts';
import {presentable, withoutFlags} from './presentable.ts';

/** How a piece of text is drawn. The words say the same without it. */
export type Tone = 'plain' | 'heading' | 'faint' | 'good' | 'warning' | 'bad' | 'accent';

export type DetailPart = {readonly text: string; readonly tone: Tone};

/** One line of text to scroll through, no wider than the window. */
export type DetailLine = {readonly parts: readonly DetailPart[]};

/** What the lines are written for. */
export type Page = {readonly width: number; readonly isUnicode: boolean};

export function lineOf(...parts: readonly DetailPart[]): DetailLine {
	return {parts};
}

export const blankLine: DetailLine = lineOf();

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

export function heading(text: string, page: Page): readonly DetailLine[] {
	return paragraph(text, page, {tone: 'heading'});
}

const labelWidth = 12;

/** `Label      value`, with the value in a column of its own; nothing where there is no value. */
export function labelled(label: string, value: string | null, page: Page, tone: Tone = 'plain'): readonly DetailLine[] {
	return value ? paragraph(value, page, {tone, prefix: [{text: label.padEnd(labelWidth), tone: 'faint'}]}) : [];
}

/** A command over several lines that a shell reads as one, however narrow the window is. */
export function command(text: string, {width, isUnicode}: Page): readonly DetailLine[] {
	const words = splitShellWords(presentable(text, isUnicode));
	// PowerShell can't tear a word.
	const wrap = words[0]?.endsWith('.exe') ? wrapWholeWords : wrapShellCommand;
	return wrap(words, width).map(line => lineOf({text: line, tone: 'accent'}));
}
