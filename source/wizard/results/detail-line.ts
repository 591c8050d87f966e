import {splitShellWords} from '../../diagnosis/shell-words.ts';
import {wrapCommand, wrapText} from '../../report/terminal/wrap.ts';
import {presentable} from '../text/presentable.ts';

/** One line of a detail view, no wider than the window. */
export type DetailLine = {readonly text: string; readonly tone: 'plain' | 'heading' | 'faint' | 'failed'};

/** What the lines are written for. */
export type Page = {readonly width: number; readonly isUnicode: boolean};

export const blankLine: DetailLine = {text: '', tone: 'plain'};

/** A text of any length, behind a prefix that later lines leave blank. */
export function paragraph(
	text: string,
	{width, isUnicode}: Page,
	{tone = 'plain', prefix = ''}: {tone?: DetailLine['tone']; prefix?: string} = {},
): readonly DetailLine[] {
	return wrapText(presentable(text, isUnicode), width - prefix.length).map((line, index) => ({
		text: (index === 0 ? prefix : ' '.repeat(prefix.length)) + line,
		tone,
	}));
}

export function heading(text: string, page: Page): readonly DetailLine[] {
	return paragraph(text, page, {tone: 'heading'});
}

/** `Label      value`, with the value in a column of its own; nothing where there is no value. */
export function labelled(label: string, value: string | null, page: Page): readonly DetailLine[] {
	return value ? paragraph(value, page, {prefix: label.padEnd(12)}) : [];
}

/** A command over several lines that a shell reads as one. */
export function command(text: string, {width, isUnicode}: Page): readonly DetailLine[] {
	return wrapCommand(splitShellWords(presentable(text, isUnicode)), width)
		.flatMap(line => wrapText(line, width))
		.map(line => ({text: line, tone: 'plain'}));
}
