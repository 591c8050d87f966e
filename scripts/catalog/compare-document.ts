import {isWildcard, matchesHostPattern} from '../../source/catalog/host-pattern.ts';
import type {Requirement, SourceDocument} from '../../source/catalog/types.ts';
import {editDistance} from '../../source/near-names.ts';
import type {DocumentReading} from './read-document.ts';

/** What differs between a document and the requirements that were taken from it. */
export type Drift = {
	readonly kind: 'missing' | 'gone' | 'moved';
	readonly host: string;
	readonly port: number;
	/** Of `moved`: the ports in the catalog. Of `missing`: a host that left the document at once, if its name is near. */
	readonly instead?: string;
	/** Where in the document, of what it has. */
	readonly line?: number;
	/** The requirements that rest on it, of what it no longer has. */
	readonly requirements?: readonly string[];
};

export type DocumentReport = {
	readonly document: string;
	readonly read: string;
	/** When the version that the catalog was made from was committed. */
	readonly catalogDate: string | null;
	/** The date that the document itself bore then, and the one that it bears now. */
	readonly dated: string | null;
	readonly date: string | null;
	readonly drift: readonly Drift[];
};

/** A host that the catalog leaves out on purpose; on any port unless one is named. */
export type LeftOut = {readonly host: string; readonly port?: number | undefined; readonly why: string};

/** Compares a document with the catalog in both directions. */
export function compareDocument(
	{name, date}: Pick<SourceDocument, 'name' | 'date'>,
	read: string,
	reading: DocumentReading,
	{
		all,
		citing,
		leftOut,
		dated = null,
	}: {
		/** Every requirement of the document's clouds. */
		readonly all: readonly Requirement[];
		/** Those that name it as a source. */
		readonly citing: readonly Requirement[];
		readonly leftOut: readonly LeftOut[];
		/** The date that the document bore when the catalog was made from it. */
		readonly dated?: string | null | undefined;
	},
): DocumentReport {
	const known = new Set(all.flatMap(row => spellings(row).map(name => key(name, row.port))));
	const names = Map.groupBy(all, ({pattern}) => canonical(pattern));
	const isLeftOut = (name: string, port: number) =>
		leftOut.some(entry => canonical(entry.host) === canonical(name) && (entry.port ?? port) === port);
	const listed = new Set(reading.hosts.map(({host, port}) => key(host, port)));
	const listedNames = new Set(reading.hosts.map(({host}) => canonical(host)));

	const gone = citing
		.filter(row => !spellings(row).some(name => listed.has(key(name, row.port)) || isLeftOut(name, row.port)))
		// On another port it has moved, which is told once.
		.filter(({pattern}) => !listedNames.has(canonical(pattern)))
		.filter(({pattern}) => !reading.hosts.some(({host}) => isSameInGeneral(pattern, host)))
		.map(({pattern, port, id}) => ({kind: 'gone' as const, host: pattern, port, requirements: [id]}));
	const unknown = reading.hosts.filter(({host, port}) => !known.has(key(host, port)) && !isLeftOut(host, port));
	const drift = unknown.map(({host, port, line}): Drift => {
		const others = names.get(canonical(host)) ?? [];
		if (others.length > 0) return {kind: 'moved', host, port, line, instead: others.map(row => row.port).join(', ')};
		const former = gone.find(row => isNearName(row.host, host));
		return {kind: 'missing', host, port, line, ...(former && {instead: former.host})};
	});
	return {document: name, read, catalogDate: date, dated, date: reading.date, drift: [...drift, ...gone]};
}

function key(host: string, port: number): string {
	return `${canonical(host)}:${port}`;
}

/** A wildcard and a placeholder for a name of one's own are the same line in two hands; the region is not. */
function canonical(host: string): string {
	return host
		.toLowerCase()
		.split('.')
		.map(part => (/^<(?!region)[^>]*>$/.test(part) ? '*' : part))
		.join('.');
}

/** A requirement may have a pattern of its own beside the one of the documents. */
function spellings({pattern, narrowed}: Requirement): readonly string[] {
	return narrowed === null ? [pattern] : [pattern, narrowed];
}

/** A row that is no single host is still there where the document names a wildcard over it. */
function isSameInGeneral(pattern: string, host: string): boolean {
	const filled = pattern.replaceAll(/<[^>]*>/g, 'sample').replaceAll('*', 'sample');
	return pattern !== filled && isWildcard(host) && matchesHostPattern(host, filled);
}

/** Under the domain of the same owner, and spelt nearly the same. */
function isNearName(former: string, host: string): boolean {
	const tail = (name: string) => name.split('.').slice(-2).join('.');
	const size = Math.max(former.length, host.length);
	return tail(former) === tail(host) && editDistance(former, host) <= size / 3;
}
