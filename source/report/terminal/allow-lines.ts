import type {AllowRow, AllowTable} from '../view/allow-table.ts';
import type {Page} from './page.ts';

/** The column of names; a longer one moves what follows. */
const nameColumn = 40;

/** Hosts to allow, each with its port, how badly it is needed and why, the optional ones apart, and the vendor's links. */
export function writeAllowTable(
	page: Page,
	{rows, links}: Pick<AllowTable, 'rows' | 'links'>,
	indent: number,
	columns: number,
): void {
	for (const row of rows.filter(({isOptional}) => !isOptional)) writeRow(page, row, indent, columns);
	const optional = rows.filter(({isOptional}) => isOptional);
	if (optional.length > 0 && optional.length < rows.length) page.paragraph('Nice to have', {indent, style: 'bold'});
	for (const row of optional) writeRow(page, row, indent, columns);
	for (const [index, link] of links.entries()) page.line(`[${index + 1}] ${link}`, indent);
}

function writeRow(
	page: Page,
	{host, port, protocol, level, why, link}: AllowRow,
	indent: number,
	columns: number,
): void {
	const reference = link === null ? '' : `  [${link}]`;
	const line = `${host.padEnd(nameColumn)}  ${port} ${protocol}  ${level}${reference}`;
	if (indent + line.length <= columns) page.line(line, indent);
	else page.paragraph(`${host} ${port} ${protocol} ${level}${reference}`, {indent, hang: 4});
	if (why !== '') page.paragraph(why, {indent: indent + 4, style: 'dim'});
}
