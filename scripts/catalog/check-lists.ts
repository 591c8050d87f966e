import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {catalog, documentText} from '../../source/catalog/catalog.ts';
import {UsageError} from '../../source/errors.ts';
import {parseChoice} from '../../source/settings/parsers.ts';
import {compareDocument, type DocumentReport, type Drift, type LeftOut} from './compare-document.ts';
import listsData from './lists.json' with {type: 'json'};
import {type ReadingOptions, readDocument} from './read-document.ts';

/** A document that is a list of hosts, with where it is kept and what of it is read. */
type List = ReadingOptions & {
	/** As `sources.json` names it. */
	readonly id: string;
	readonly for: string;
	readonly repository: string;
	readonly branch: string;
	readonly path: string;
	readonly clouds: readonly string[];
	/** The date that the document itself bore when the catalog was made from it. */
	readonly dated?: string | undefined;
	readonly leftOut: readonly LeftOut[];
};

const lists: readonly List[] = listsData;

/** What a check has to say, and its exit code: 0 the same, 1 they differ, 2 not all could be read or the call is wrong. */
type Outcome = {readonly text: string; readonly error: string; readonly exitCode: number};

/** Checks the lists as the words of a command line say: `--from FOLDER|URL [--format text|json] [--only ID]`. */
export async function checkDocs(words: readonly string[]): Promise<Outcome> {
	try {
		return await checkLists(parseWords(words));
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return {text: '', error: `${error.message}\n`, exitCode: 2};
	}
}

function parseWords(words: readonly string[]) {
	const {tokens, values} = parseArgs({
		args: [...words],
		strict: false,
		tokens: true,
		options: {from: {type: 'string'}, format: {type: 'string'}, only: {type: 'string', multiple: true}},
	});
	const known = ['from', 'format', 'only'];
	for (const token of tokens) {
		if (token.kind === 'option' && known.includes(token.name) && token.value !== undefined) continue;
		const word = token.kind === 'option' ? token.rawName : words[token.index];
		throw new UsageError(`${word} can't be used so: give --from FOLDER|URL, --format text|json or --only ID.`);
	}
	const {from, format = 'text', only} = values;
	if (typeof from !== 'string') throw new UsageError('Say where the documents are: give --from FOLDER|URL.');
	return {
		from,
		format: parseChoice(String(format), ['text', 'json'], '--format'),
		only: only?.map(id =>
			parseChoice(
				String(id),
				lists.map(list => list.id),
				'--only',
			),
		),
	};
}

type CheckOptions = {
	/** A folder with copies under OWNER/REPOSITORY/PATH, or the URL of a server of raw files. */
	readonly from: string;
	readonly format: string;
	/** Ids of the documents to check; undefined: all. */
	readonly only?: readonly string[] | undefined;
};

async function checkLists({from, format, only}: CheckOptions): Promise<Outcome> {
	const reports: DocumentReport[] = [];
	const unread: string[] = [];
	for (const list of lists.filter(({id}) => only === undefined || only.includes(id))) {
		const place = `${list.repository}/${list.path}`;
		const text = await readList(from, list);
		if (text === null) unread.push(place);
		else reports.push(compareList(place, text, list));
	}
	const isSame = reports.every(({drift}) => drift.length === 0);
	const error =
		unread.length === 0 ? '' : `${unread.length} of the documents could not be read: ${unread.join(', ')}.\n`;
	return {text: renderReports(reports, unread, format), error, exitCode: unread.length > 0 ? 2 : isSame ? 0 : 1};
}

function compareList(place: string, text: string, list: List): DocumentReport {
	const document = catalog.documents.find(({id}) => id === list.id);
	if (document === undefined) throw new Error(`No document has the id ${list.id}.`);
	const all = catalog.requirements.filter(row => row.clouds.some(cloud => list.clouds.includes(cloud)));
	const cited = documentText(document);
	const citing = all.filter(({sources}) => sources.includes(cited));
	return compareDocument(document, place, readDocument(text, list), {...list, all, citing});
}

async function readList(from: string, {repository, path: file, branch}: List): Promise<string | null> {
	if (/^https?:\/\//.test(from)) {
		const response = await fetch(`${from.replace(/\/$/, '')}/${repository}/${branch}/${file}`).catch(() => null);
		return response?.ok ? await response.text() : null;
	}
	const [, name = ''] = repository.split('/');
	const places = [path.join(repository, file), path.join(name, file), file, path.basename(file)];
	const found = places.map(one => path.join(from, one)).find(one => existsSync(one));
	return found === undefined ? null : readFileSync(found, 'utf8');
}

/** What differs, for people or as JSON. `unread`: documents that could not be had. */
function renderReports(reports: readonly DocumentReport[], unread: readonly string[], format: string): string {
	if (format === 'json')
		return `${JSON.stringify({schema: 'arc-netcheck/drift@1', documents: reports, unread}, null, 2)}\n`;
	const lines = reports.flatMap(({document, dated, date, drift}) => [
		`${document}: ${drift.length === 0 ? 'the same' : `${drift.length} differences`}${dateWords(dated, date)}`,
		...drift.map(one => `  ${driftWords(one)}`),
	]);
	return [...lines, ...unread.map(place => `${place}: not read`), ''].join('\n');
}

function dateWords(dated: string | null, date: string | null): string {
	if (date === null || date === dated) return '';
	return dated !== null && date > dated
		? `; it is of ${date}, newer than the one of ${dated} in the catalog`
		: `; it is of ${date}`;
}

function driftWords({kind, host, port, instead, line, requirements = []}: Drift): string {
	const place = `${host}:${port}`;
	switch (kind) {
		case 'missing':
			return `+ ${place} (line ${line}) is not in the catalog${instead === undefined ? '' : `; perhaps ${instead} under a new name`}`;
		case 'moved':
			return `~ ${place} (line ${line}) has port ${instead} in the catalog`;
		case 'gone':
			return `- ${place} has left the document; ${requirements.join(', ')} names it as a source`;
	}
}
