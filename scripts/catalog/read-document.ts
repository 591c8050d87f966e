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
	'gi',
);
/** How a footnote begins, before its markup is taken away. */
const footnote = /^\s*(?:\[\^[^\]]+\]:|<sup>|\\\*|†|\^\d)/;
/** Words with a dot in them that are files, or the name of a language. */
const fileLike = /\.(?:md|ya?ml|json|sh|py|ps1|exe|txt|html?|js|ts|net|crt|pem|zip|tar|gz)$/;
const isFile = (host: string) => fileLike.test(host) && host.split('.').length === 2 && !/^[a-z0-9-]+\.net$/.test(host);
/** `AzureFrontDoor.FirstParty`, `Microsoft.Kubernetes`: service tags and resource providers, which no host is written like. */
const isTag = (name: string) => /^[A-Z][A-Za-z]*\.[A-Z][A-Za-z]*$/.test(name);

export type ReadingOptions = {
	/** Headings whose parts are read; none: all. */
	readonly sections?: readonly string[] | undefined;
	/** Headings in whose parts sentences are read too, by their code spans. */
	readonly sentences?: readonly string[] | undefined;
	/** The port of a host that names none; 443 unless given. */
	readonly port?: number | undefined;
};

/**
 * Reads the hosts of a document in the vendor's forms: rows of tables, whose port stands behind the host, in a column, or
 * nowhere; blocks of code in no language; lists of code spans; footnotes. Links are left out, and prose unless it is asked for.
 */
export function readDocument(
	text: string,
	{sections = [], sentences = [], port = 443}: ReadingOptions = {},
): DocumentReading {
	const lines = text.split(/\r?\n/);
	const hosts: DocumentHost[] = [];
	/** The language of the block of code that the line stands in; empty: none is named, as of a list. */
	let block: string | null = null;
	let isWanted = sections.length === 0;
	let isProseRead = false;
	for (const [index, raw] of lines.entries()) {
		const fence = /^\s*(?:```|~~~)(.*)$/.exec(raw)?.[1];
		if (fence !== undefined) {
			block = block === null ? fence.trim() : null;
			continue;
		}
		const heading = block !== null ? undefined : /^#{1,6}\s+(.*?)\s*$/.exec(raw)?.[1];
		if (heading !== undefined && sections.length > 0) isWanted = sections.includes(heading);
		if (heading !== undefined) isProseRead = sentences.includes(heading);
		// What is written in a language is a command or an answer, and asks hosts that stand elsewhere in the list.
		if (!isWanted || block) continue;
		const line = withoutMarkup(raw);
		const isPlain = block !== null || footnote.test(raw);
		const listed = isPlain ? hostsIn(line, []) : hostsOfLine(line);
		const spans = isProseRead && !isPlain && listed.length === 0 ? (line.match(/`[^`]+`/g) ?? []) : [];
		const found = [...listed, ...spans.flatMap(span => hostsIn(span, []))];
		hosts.push(...found.map(entry => ({host: entry.host, port: entry.port ?? port, line: index + 1})));
	}
	return {hosts: uniqueHosts(hosts), date: dateOf(text)};
}

function hostsOfLine(line: string) {
	if (/^\s*\|/.test(line)) return hostsOfRow(line);
	// A list item that begins with a code span, or is one host and nothing else.
	const item = /^\s*[-*+]\s+(.*)$/.exec(line)?.[1] ?? '';
	return /^(?:\*\*)?`/.test(item) || /^\S+\.\S+$/.test(item) ? hostsIn(item, []) : [];
}

/** The first cell with a host holds the hosts of a row; others explain. The port may have a column of its own. */
function hostsOfRow(line: string) {
	const cells = line
		.trim()
		.replace(/^\||\|$/g, '')
		.split('|');
	const at = cells.findIndex(cell => hostsIn(cell, []).length > 0);
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

/** The hosts in a text, with the port beside each or those of the row; null where neither says one. */
function hostsIn(text: string, columns: readonly number[]) {
	return [...text.matchAll(hostLike)].flatMap(([, scheme, name = '', beside]) => {
		const host = normalise(name.toLowerCase());
		if (isTag(name) || isFile(host) || !/[a-z]/.test(host.split('.').at(-2) ?? '')) return [];
		if (beside !== undefined) return [{host, port: Number(beside)}];
		if (columns.length > 0) return columns.map(port => ({host, port}));
		const ofScheme = scheme?.toLowerCase() === 'http' ? 80 : 443;
		return [{host, port: scheme === undefined ? null : ofScheme}];
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

/** `ms.date` of the front matter, indented in files of YAML, which the vendor writes as month/day/year. */
function dateOf(text: string): string | null {
	const [, month = '', day = '', year = ''] = /^[ \t]*ms\.date:\s*["']?(\d{1,2})\/(\d{1,2})\/(\d{4})/m.exec(text) ?? [];
	return year === '' ? null : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
