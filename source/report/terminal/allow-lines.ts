import type {Steps} from '../../chunks.ts';
import type {AllowRow, AllowTable} from '../view/allow-table.ts';
import type {Page} from './page.ts';

/** The column of names: what stands behind it fits the rest of 80 columns. What follows a longer one goes to the next line. */
const nameColumn = 34;
/** The same where no level is longer than one word. */
const denseColumn = 40;

type TableLook = {
	readonly indent: number;
	/** The width of the page. */
	readonly columns: number;
	/** The column of names is as narrow as they allow, and a reason stands beside them where it fits. */
	readonly isDense?: boolean;
};

/** Hosts to allow, each with its port, how badly it is needed and why, the optional ones apart, and the vendor's links. */
export function* writeAllowTable(
	page: Page,
	{rows, links}: Pick<AllowTable, 'rows' | 'links'>,
	look: TableLook,
): Steps {
	const {indent, isDense = false} = look;
	const longest = Math.max(0, ...rows.map(({host}) => host.length));
	const width = isDense ? Math.min(denseColumn, longest) : nameColumn;
	for (const row of rows.filter(({isOptional}) => !isOptional)) {
		writeRow(page, row, width, look);
		yield '';
	}
	const optional = rows.filter(({isOptional}) => isOptional);
	if (optional.length > 0 && optional.length < rows.length) page.paragraph('Nice to have', {indent, style: 'bold'});
	for (const row of optional) {
		writeRow(page, row, width, look);
		yield '';
	}
	for (const [index, link] of links.entries()) page.line(`[${index + 1}] ${link}`, indent);
}

function writeRow(
	page: Page,
	{host, port, protocol, level, why, link}: AllowRow,
	width: number,
	{indent, columns, isDense = false}: TableLook,
): void {
	const reference = link === null ? '' : `  [${link}]`;
	const facts = `${port} ${protocol}  ${level}${reference}`;
	const line = `${host.padEnd(width)}  ${facts}`;
	const whole = `${line}  ${why}`;
	if (isDense && indent + whole.length <= columns) {
		page.line(whole, indent);
		return;
	}
	const isWide = indent + Math.max(host.length, width + 2 + facts.length) <= columns;
	if (indent + line.length <= columns && (isDense || !isWide || host.length <= width)) page.line(line, indent);
	else if (!isDense && isWide) {
		page.line(host, indent);
		page.line(facts, indent + width + 2);
	} else page.paragraph(`${host} ${port} ${protocol} ${level}${reference}`, {indent, hang: 4});
	if (isDense && indent + 4 + why.length <= columns) page.line(why, indent + 4);
	else if (why !== '') page.paragraph(why, {indent: indent + 4, style: 'dim'});
}
