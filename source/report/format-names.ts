/** A format as a user names it. */
export type FormatName = {
	/** As `--format` takes it. */
	readonly id: string;
	/** Endings of files, without the dot, that mean this format; the first is the one that the program gives. */
	readonly endings: readonly string[];
	/** What it is for, in a few words. */
	readonly summary: string;
};

/** How a run can be written. It stands alone, so that help comes without loading the formats. */
export const runFormatNames = [
	{id: 'text', endings: ['txt'], summary: 'for a terminal'},
	{id: 'json', endings: ['json'], summary: 'everything, as schema/run.schema.json says; what "report" reads'},
	{id: 'ndjson', endings: ['ndjson', 'jsonl'], summary: 'one event a line while a check runs, else one result a line'},
	{id: 'markdown', endings: ['md', 'markdown'], summary: 'for a ticket or a pull request'},
	{id: 'html', endings: ['html', 'htm'], summary: 'one page, for reading and printing'},
	{id: 'csv', endings: ['csv'], summary: 'one result a row, for a spreadsheet'},
	{id: 'junit', endings: ['xml'], summary: 'for CI systems'},
	{id: 'openmetrics', endings: ['prom'], summary: 'for the textfile collector of node_exporter'},
	{id: 'change-request', endings: ['request.txt'], summary: 'one request for each team, to be sent as it is'},
] as const satisfies readonly FormatName[];
export type RunFormat = (typeof runFormatNames)[number]['id'];

const shortFormats = ['text', 'json', 'markdown'] as const satisfies readonly RunFormat[];
export type ShortFormat = (typeof shortFormats)[number];

/** How a plan, and what changed between two runs, can be written. */
export const shortFormatNames = runFormatNames.filter((name): name is Extract<typeof name, {id: ShortFormat}> =>
	shortFormats.some(id => id === name.id),
);

const auditFormats = [...shortFormats, 'html', 'csv'] as const satisfies readonly RunFormat[];
export type AuditFormat = (typeof auditFormats)[number];

/** How an allow-list that was held against a plan can be written. */
export const auditFormatNames = runFormatNames.filter((name): name is Extract<typeof name, {id: AuditFormat}> =>
	auditFormats.some(id => id === name.id),
);

/**
 * The format that a file's ending means, or null for an ending that means none. Of two endings that fit, the longer one
 * holds: `x.request.txt` is a change request.
 */
export function formatOfFile(file: string): RunFormat | null {
	const lower = file.toLowerCase();
	const fitting = runFormatNames.flatMap(({id, endings}) =>
		endings.filter(ending => lower.endsWith(`.${ending}`)).map(ending => ({id, length: ending.length})),
	);
	return fitting.toSorted((one, other) => other.length - one.length)[0]?.id ?? null;
}
