import {markdownTextCell} from './escape.ts';
import type {Fact} from './view/facts.ts';

/** A table of cells that are Markdown already. Empty where there are no rows. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	if (rows.length === 0) return '';
	const lines = [head, head.map(() => '---'), ...rows];
	return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

/** Labels and values as a table with two columns. */
export function factsTable(facts: readonly Fact[]): string {
	return markdownTable(
		['Setting', 'Value'],
		facts.map(([label, value]) => [markdownTextCell(label), markdownTextCell(value)]),
	);
}

/** The parts that are not empty, with a blank line between them. */
export function joinBlocks(blocks: readonly (string | null)[]): string {
	return blocks.filter(block => block !== null && block !== '').join('\n\n');
}
