import type {DocumentReport, Drift} from './compare-document.ts';

/** What differs, for people or as JSON. `unread`: documents that could not be had. */
export function renderReports(reports: readonly DocumentReport[], unread: readonly string[], format: string): string {
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
