import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {catalog} from '../../source/catalog/catalog.ts';
import type {SourceDocument} from '../../source/catalog/types.ts';
import {compareDocument, type DocumentReport} from './compare-document.ts';
import lists from './lists.json' with {type: 'json'};
import {readDocument} from './read-document.ts';
import {renderReports} from './render-reports.ts';

type List = (typeof lists)[number];

type CheckOptions = {
	/** A folder with copies under OWNER/REPOSITORY/PATH, or the URL of a server of raw files. */
	readonly from?: string | undefined;
	readonly format: string;
	/** Ids of the documents to check; undefined: all. */
	readonly only?: readonly string[] | undefined;
};

/** What differs, as text or JSON, and the exit code: 0 the same, 1 they differ, 2 nothing could be read. */
export async function checkLists({
	from,
	format,
	only,
}: CheckOptions): Promise<{readonly text: string; readonly exitCode: number}> {
	const reports: DocumentReport[] = [];
	const unread: string[] = [];
	for (const list of lists.filter(({id}) => only === undefined || only.includes(id))) {
		const document = catalog.documents.find(({id}) => id === list.id);
		const place = `${list.repository}/${list.path}`;
		const text = document && from !== undefined ? await readList(from, list) : null;
		if (document === undefined || text === null) unread.push(place);
		else reports.push(compareList(document, place, text, list));
	}
	const isSame = reports.every(({drift}) => drift.length === 0);
	return {text: renderReports(reports, unread, format), exitCode: reports.length === 0 ? 2 : isSame ? 0 : 1};
}

function compareList(
	document: SourceDocument,
	place: string,
	text: string,
	{clouds, sections, leftOut}: List,
): DocumentReport {
	const all = catalog.requirements.filter(row => row.clouds.some(cloud => clouds.includes(cloud)));
	const cited = `${document.name}${document.date === null ? '' : ` (${document.date})`}`;
	const citing = all.filter(({sources}) => sources.some(source => source.startsWith(cited)));
	return compareDocument(document, place, readDocument(text, sections), {all, citing, leftOut});
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
