import {styleText} from 'node:util';
import stringWidth from 'string-width';
import type {Steps} from '../../chunks.ts';
import {splitShellWords} from '../../diagnosis/shell-words.ts';
import {singleLine} from '../../safe-text.ts';
import {wrapText} from '../../wrap-text.ts';
import type {Colour, Mark} from '../view/status-marks.ts';
import {toAscii} from './ascii.ts';
import {wrapWholeWords} from './wrap-shell-command.ts';

export type RenderOptions = {
	/** Width of the page in columns. */
	readonly columns: number;
	readonly colour: boolean;
	/** False: nothing beyond ASCII. */
	readonly unicode: boolean;
	/** True: for a file or another program, where a command stays on one line, however long. */
	readonly isFile?: boolean;
};

type Style = Colour | 'bold' | 'dim';

type ParagraphOptions = {
	/** Columns left blank before every line. */
	readonly indent?: number;
	/** Stands before the first line; the others are indented by its width. */
	readonly lead?: {readonly text: string; readonly style?: Style};
	/** Columns by which the lines after the first are indented further. */
	readonly hang?: number;
	readonly style?: Style;
};

/** No line is made narrower than this, however small the window. */
const narrowest = 20;

/** Text of at most `width` columns; what was cut off shows as an ellipsis. */
export function clip(text: string, width: number): string {
	return text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`;
}

/** Collects the lines of a page that fits a terminal. Whatever is written is made safe to show, whoever said it. */
export type Page = {
	blank(): void;
	paragraph(text: string, options?: ParagraphOptions): void;
	/** A label and its value, which stands in a column of its own. */
	fact(label: string, value: string, indent?: number): void;
	/** One line as it stands, blanks included, however long: exact words, or columns. */
	line(text: string, indent?: number): void;
	/** A shell command that can be copied as it stands. */
	command(text: string, indent: number): void;
	/** How a mark begins a line. */
	lead(mark: Mark): {text: string; style: Style};
	toString(): string;
	/** The same, a line each. */
	pieces(): Steps;
};

/** An empty page, for a terminal or a file as wide as told. */
export function createPage({columns, colour, unicode, isFile = false}: RenderOptions): Page {
	const lines: string[] = [];
	const width = Math.max(narrowest, columns);
	const clean = (text: string) => (unicode ? singleLine(text) : toAscii(singleLine(text)));
	const paint = (text: string, style: Style | undefined) =>
		colour && style !== undefined && text !== '' ? styleText(style, text, {validateStream: false}) : text;

	const paragraph: Page['paragraph'] = (text, {indent = 0, lead, hang = 0, style} = {}) => {
		const start = ' '.repeat(indent);
		const leadText = lead?.text ?? '';
		const leadWidth = stringWidth(leadText);
		const next = ' '.repeat(leadWidth + hang);
		for (const [index, line] of wrapText(clean(text), width - indent - leadWidth - hang).entries()) {
			lines.push(`${start}${index === 0 ? paint(leadText, lead?.style) : next}${paint(line, style)}`.trimEnd());
		}
	};

	return {
		paragraph,
		blank() {
			if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
		},
		fact(label, value, indent = 0) {
			paragraph(value, {indent, lead: {text: clean(label).padEnd(13), style: 'dim'}});
		},
		line(text, indent = 0) {
			lines.push(`${' '.repeat(indent)}${clean(text)}`.trimEnd());
		},
		command(text, indent) {
			const words = splitShellWords(clean(text));
			if (isFile) lines.push(`${' '.repeat(indent)}${words.join(' ')}`);
			else lines.push(...wrapWholeWords(words, width, indent));
		},
		lead(mark) {
			return {text: `${unicode ? mark.glyph : mark.ascii} `, style: mark.colour};
		},
		*pieces() {
			if (lines.length === 0) yield '\n';
			for (const line of lines) yield `${line}\n`;
		},
		toString() {
			return `${lines.join('\n')}\n`;
		},
	};
}
