import {replaceUnseen, singleLine} from '../safe-text.ts';

/** Inline code: the fence is longer than any run of backticks inside, so that nothing closes it early. */
export function markdownCode(text: string): string {
	const content = singleLine(text);
	if (content === '') return '';
	const longestRun = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = '`'.repeat(longestRun + 1);
	const padding = /^`|`$/.test(content) ? ' ' : '';
	return `${fence}${padding}${content}${padding}${fence}`;
}

/**
 * Inline code that may stand in a table cell. A pipe would end the cell, code can't hold an entity, and readers disagree
 * on a pipe after two backslashes: so each pipe stands outside, between two pieces of code.
 */
export function markdownCodeCell(text: string): string {
	return text.split('|').map(markdownCode).join(pipeInCell);
}

const markdownEntities: {readonly [character: string]: string} = {
	'<': '&lt;',
	'>': '&gt;',
	'&': '&amp;',
};

/** Inside a table a pipe ends the cell, backslash or not, for some readers. */
const pipeInCell = '&#124;';

function escapeMarkdown(text: string): string {
	return text.replace(/[\\`*_[\]~$#<>&]/g, character => markdownEntities[character] ?? `\\${character}`);
}

/** What a Markdown reader would turn into a link, a mail address or a mention of a person. */
const linkLike = /:\/\/|www\.|@/i;

function escapeWord(word: string, writeCode: (text: string) => string): string {
	if (!linkLike.test(word)) return escapeMarkdown(word);
	const [end = ''] = /[.,;:!?)]*$/.exec(word) ?? [];
	return writeCode(word.slice(0, word.length - end.length)) + escapeMarkdown(end);
}

function escapeWords(text: string, writeCode: (text: string) => string): string {
	const line = singleLine(text);
	// Word by word only where one of them asks for it: none of what looks like a link has a blank in it.
	if (!linkLike.test(line)) return escapeStart(escapeMarkdown(line));
	const words = line.split(' ');
	return escapeStart(words.map(word => escapeWord(word, writeCode)).join(' '));
}

/** A list or a heading starts with one of these; `#`, `>` and the rest are escaped wherever they stand. */
function escapeStart(text: string): string {
	return text.replace(/^[-+=]/, String.raw`\$&`).replace(/^(\d+)([.)])(?= |$)/, String.raw`$1\$2`);
}

/**
 * Plain words within Markdown, in a paragraph or a list item. What could become a link or a mention stands as code; what
 * could open a block stands escaped. A pipe stays, so that a command can be copied: one line alone makes no table.
 */
export function markdownText(text: string): string {
	return escapeWords(text, markdownCode);
}

/** The same in a table cell. */
export function markdownTextCell(text: string): string {
	return escapeWords(text, markdownCodeCell).replaceAll('|', pipeInCell);
}

/** A fenced block, one line for each given; its fence is longer than any run of backticks inside. */
export function markdownFence(lines: readonly string[], language: string): string {
	const content = lines.map(singleLine).join('\n');
	const longestRun = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = '`'.repeat(longestRun + 1);
	return `${fence}${language}\n${content}\n${fence}`;
}

/**
 * JSON leaves C1 controls, DEL and all that no reader sees as they are; a terminal or an editor would act on them. Line
 * feeds and tabs between the values stay.
 */
export function escapeJson(json: string): string {
	return replaceUnseen(json, character =>
		character < ' '
			? character
			: Array.from(
					{length: character.length},
					(_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
				).join(''),
	);
}
