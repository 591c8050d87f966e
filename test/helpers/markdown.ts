/** The cells of a table row as GFM splits it: at every pipe without a backslash before it. */
function cellsOf(row: string): string[] {
	return row
		.replace(/^\|\s?|\s?\|$/g, '')
		.split(/(?<!\\)\|/)
		.map(cell => cell.trim());
}

/** Markdown without its fenced blocks and inline code: what a reader would act on. */
export function withoutCode(markdown: string): string {
	return markdown.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '').replace(/(?<![\\`])(`+)(?!`).*?[^`]\1(?!`)/g, '');
}

/** The tables of a document, each as its rows of cells, head first. */
export function tablesOf(markdown: string): string[][][] {
	const blocks = markdown.split('\n\n').filter(block => block.startsWith('| '));
	return blocks.map(block => block.trim().split('\n').map(cellsOf));
}
