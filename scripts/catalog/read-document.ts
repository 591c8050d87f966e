/** A host and port as a document names them, in the catalog's way of writing. */
type DocumentHost = {readonly host: string; readonly port: number; readonly line: number};

export type DocumentReading = {
	readonly hosts: readonly DocumentHost[];
	/** `YYYY-MM-DD`, by the document itself; null where it bears none. */
	readonly date: string | null;
};

/** How documents write what the catalog calls by one name. */
const placeholders: ReadonlyArray<readonly [as: RegExp, placeholder: string]> = [
	[/^<(?!region-code>)[^>]*(?:region|location)[^>]*>$/, '<region>'],
	[/^<[^>]*(?:acr|registry)[^>]*>$/, '<acr>'],
	[/^<[^>]*storage[^>]*>$/, '<storage>'],
	[/^<[^>]*workspace[^>]*>$/, '<workspace>'],
	[/^<[^>]*prefix[^>]*>$/, '<prefix>'],
];

const label = String.raw`(?:\*|[a-z0-9_-]*<[a-z0-9 _-]+>[a-z0-9_-]*|[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)`;
/** Something like a host: labels with dots between, a scheme before and a port behind. */
const hostLike = new RegExp(
	String.raw`(?<![\w@/.-])(?:(https?|wss):\/\/)?((?:${label}\.)+[a-z]{2,24})(?::(\d{2,5}))?(?![\w@-]|\.[a-z])`,
	'g',
);
/** How a footnote begins, before its markup is taken away. */
const footnote = /^\s*(?:\[\^[^\]]+\]:|<sup>|\\\*|†|\^\d)/;
/** Words with a dot in them that are files, or the name of a language. */
const fileLike = /\.(?:md|ya?ml|json|sh|py|ps1|exe|txt|html?|js|ts|net|crt|pem|zip|tar|gz)$/;
const isFile = (host: string) => fileLike.test(host) && host.split('.').length === 2 && !/^[a-z0-9-]+\.net$/.test(host);

/**
 * Reads the hosts of a document in the vendor's forms: rows of tables, whose port stands behind the host, in a column, or
 * nowhere (443); blocks of code; lists of code spans; footnotes. Prose and links are left out, and what stands under other
 * headings than `sections`, if any are named.
 */
export function readDocument(text: string, sections: readonly string[] = []): DocumentReading {
	const lines = text.split(/\r?\n/);
	const hosts: DocumentHost[] = [];
	let isFenced = false;
	let isWanted = sections.length === 0;
	for (const [index, raw] of lines.entries()) {
		if (/^\s*(```|~~~)/.test(raw)) {
			isFenced = !isFenced;
			continue;
		}
		const heading = isFenced ? undefined : /^#{1,6}\s+(.*?)\s*$/.exec(raw)?.[1];
		if (heading !== undefined && sections.length > 0) isWanted = sections.includes(heading);
		if (!isWanted) continue;
		const line = withoutMarkup(raw);
		const found = isFenced ? hostsIn(line, null) : hostsOfLine(line, footnote.test(raw));
		hosts.push(...found.map(entry => ({...entry, line: index + 1})));
	}
	return {hosts: uniqueHosts(hosts), date: dateOf(text)};
}

function hostsOfLine(line: string, isFootnote: boolean) {
	if (/^\s*\|/.test(line)) return hostsOfRow(line);
	if (isFootnote) return hostsIn(line, null);
	// A list item that begins with a code span, or is one host and nothing else.
	const item = /^\s*[-*+]\s+(.*)$/.exec(line)?.[1] ?? '';
	return /^(?:\*\*)?`/.test(item) || /^\S+\.\S+$/.test(item) ? hostsIn(item, null) : [];
}

/** The first cell with a host holds the hosts of a row; others explain. The port may have a column of its own. */
function hostsOfRow(line: string) {
	const cells = line
		.trim()
		.replace(/^\||\|$/g, '')
		.split('|');
	const at = cells.findIndex(cell => hostsIn(cell, null).length > 0);
	const others = cells.filter((_, index) => index !== at);
	const columns = others.flatMap(cell => portsOfCell(cell));
	return at === -1 ? [] : hostsIn(cells[at] ?? '', columns);
}

/** `443`, `TCP 443`, `HTTPS:443`, `80, 443`: a cell of nothing but protocols and ports. */
function portsOfCell(cell: string): number[] {
	const plain = cell.replace(/[*`]/g, '').trim();
	const isPorts =
		/^(?:(?:https?|tcp|udp|ntp|outbound)\b[\s:/]*|\d{2,5}|[\s,;/&]|and|or|<br>)+$/i.test(plain) && /\d/.test(plain);
	return isPorts ? [...plain.matchAll(/\d{2,5}/g)].map(([port]) => Number(port)) : [];
}

function hostsIn(text: string, columns: readonly number[] | null): ReadonlyArray<Omit<DocumentHost, 'line'>> {
	return [...text.toLowerCase().matchAll(hostLike)].flatMap(([, scheme, name = '', port]) => {
		const host = normalise(name);
		if (isFile(host) || !/[a-z]/.test(host.split('.').at(-2) ?? '')) return [];
		const usual = scheme === 'http' ? 80 : 443;
		const ports = port !== undefined ? [Number(port)] : columns !== null && columns.length > 0 ? columns : [usual];
		return ports.map(one => ({host, port: one}));
	});
}

/** Markup and entities of Markdown away, and what links lead to. */
function withoutMarkup(line: string): string {
	return line
		.replaceAll(/&lt;/gi, '<')
		.replaceAll(/&gt;/gi, '>')
		.replaceAll(/\\([*<>_[\]{}|-])/g, '$1')
		.replaceAll(/\]\([^)]*\)/g, ']')
		.replaceAll(/<\/?br\s*\/?>/gi, ' ')
		.replaceAll(/[{[]((?:your[ -])?[a-z]+(?:[ -][a-z]+)*)[}\]](?=[.-])/gi, '<$1>')
		.replaceAll(/\*\*(?=[^.])/g, ' ');
}

function normalise(host: string): string {
	return host
		.split('.')
		.map(part => placeholders.find(([as]) => as.test(part))?.[1] ?? part)
		.join('.');
}

function uniqueHosts(hosts: readonly DocumentHost[]): readonly DocumentHost[] {
	return [...new Map(hosts.toReversed().map(entry => [`${entry.host}:${entry.port}`, entry])).values()].toReversed();
}

/** `ms.date` of the front matter, which the vendor writes as month/day/year. */
function dateOf(text: string): string | null {
	const [, month = '', day = '', year = ''] = /^ms\.date:\s*["']?(\d{1,2})\/(\d{1,2})\/(\d{4})/m.exec(text) ?? [];
	return year === '' ? null : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
