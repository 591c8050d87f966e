import {isWildcard, matchesHostPattern} from '../../source/catalog/host-pattern.ts';
import type {Requirement, SourceDocument} from '../../source/catalog/types.ts';
import {editDistance} from '../../source/edit-distance.ts';
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
	/** The date of the version that the catalog was made from, and that of this one. */
	readonly catalogDate: string | null;
	readonly date: string | null;
	readonly drift: readonly Drift[];
};

export type LeftOut = {readonly host: string; readonly why: string};

/** Compares a document with the catalog in both directions. */
export function compareDocument(
	{name, date}: Pick<SourceDocument, 'name' | 'date'>,
	read: string,
	reading: DocumentReading,
	{
		all,
		citing,
		leftOut,
	}: {
		/** Every requirement of the document's clouds. */
		readonly all: readonly Requirement[];
		/** Those that name it as a source. */
		readonly citing: readonly Requirement[];
		readonly leftOut: readonly LeftOut[];
	},
): DocumentReport {
	const known = new Set(all.flatMap(row => spellings(row).map(name => key(name, row.port))));
	const names = Map.groupBy(all, ({pattern}) => canonical(pattern));
	const ignored = new Set(leftOut.map(({host}) => canonical(host)));
	const listed = new Set(reading.hosts.map(({host, port}) => key(host, port)));
	const listedNames = new Set(reading.hosts.map(({host}) => canonical(host)));

	const gone = citing
		.filter(row => !spellings(row).some(name => listed.has(key(name, row.port)) || ignored.has(canonical(name))))
		// On another port it has moved, which is told once.
		.filter(({pattern}) => !listedNames.has(canonical(pattern)))
		.filter(({pattern}) => !reading.hosts.some(({host}) => isSameInGeneral(pattern, host)))
		.map(({pattern, port, id}) => ({kind: 'gone' as const, host: pattern, port, requirements: [id]}));
	const unknown = reading.hosts.filter(({host, port}) => !known.has(key(host, port)) && !ignored.has(canonical(host)));
	const drift = unknown.map(({host, port, line}): Drift => {
		const others = names.get(canonical(host)) ?? [];
		if (others.length > 0) return {kind: 'moved', host, port, line, instead: others.map(row => row.port).join(', ')};
		const former = gone.find(row => isNearName(row.host, host));
		return {kind: 'missing', host, port, line, ...(former && {instead: former.host})};
	});
	return {document: name, read, catalogDate: date, date: reading.date, drift: [...drift, ...gone]};
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

/** A row that is no single host is still there where the document names a wildcard over it, or a host under it. */
function isSameInGeneral(pattern: string, host: string): boolean {
	const filled = (text: string) => text.replaceAll(/<[^>]*>/g, 'sample').replaceAll('*', 'sample');
	if (pattern === filled(pattern)) return false;
	return (
		(isWildcard(host) && matchesHostPattern(host, filled(pattern))) ||
		(isWildcard(pattern) && matchesHostPattern(pattern, filled(host)))
	);
}

/** Under the domain of the same owner, and spelt nearly the same. */
function isNearName(former: string, host: string): boolean {
	const tail = (name: string) => name.split('.').slice(-2).join('.');
	const size = Math.max(former.length, host.length);
	return tail(former) === tail(host) && editDistance(former, host) <= size / 3;
}
