export type FortiosTable = {readonly [entry: string]: {readonly [field: string]: readonly string[]}};

/** The words of a line, of which some stand in double quotes. */
function readWords(line: string): string[] {
	if (!/^(?:\s*(?:"[^"\\?]*"|[^\s"\\?#]+))+$/.test(line)) throw new Error(`Not FortiOS: ${line}`);
	return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Reads `config`, `edit`, `set`, `append`, `next` and `end`, each in its place; lines that begin with # are left out. */
export function parseFortios(text: string): {readonly [table: string]: FortiosTable} {
	const tables: Record<string, Record<string, Record<string, string[]>>> = {};
	let table: string | null = null;
	let entry: string | null = null;
	for (const line of text.split('\n')) {
		if (line.trim() === '' || line.startsWith('#')) continue;
		const [command, ...words] = readWords(line);
		const [first = ''] = words;
		const fields = table !== null && entry !== null ? tables[table]?.[entry] : undefined;
		if (command === 'config' && table === null) {
			table = words.join(' ');
			tables[table] ??= {};
		} else if (command === 'edit' && table !== null && entry === null) {
			entry = first;
			const entries = tables[table] ?? {};
			if (entry in entries) throw new Error(`${entry} is edited twice in ${table}`);
			entries[entry] = {};
		} else if (command === 'set' && fields) fields[first] = words.slice(1);
		else if (command === 'append' && fields?.[first]) fields[first]?.push(...words.slice(1));
		else if (command === 'next' && entry !== null) entry = null;
		else if (command === 'end' && table !== null && entry === null) table = null;
		else throw new Error(`Out of place: ${line}`);
	}
	if (table !== null) throw new Error(`${table} has no end`);
	return tables;
}
